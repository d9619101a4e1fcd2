// SPDX-License-Identifier: Apache-2.0
// Live news for screen readers: toasts, finished steps, results of checks.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>
#include <QWidget>

namespace hearth::ui {

/// Speaks at most one sentence in five seconds; an error goes before what waits.
/// One for each window, owned by it.
class Announcer : public QObject {
    Q_OBJECT
public:
    enum class Urgency { News, Error };

    explicit Announcer(QWidget *window);
    void announce(const QString &sentence, Urgency urgency = Urgency::News);

Q_SIGNALS:
    void spoken(const QString &sentence);

private:
    void speakNext();

    QWidget *m_window;
    QTimer m_timer;
    QString m_waitingNews;
    QString m_waitingError;
};

} // namespace hearth::ui
