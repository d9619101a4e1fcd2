// SPDX-License-Identifier: Apache-2.0
// A short note at the bottom of the window about something that can be taken back.
#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

namespace hearth::ui {

class ElidedLabel;

/// One at a time, 8 s, longer while pointed at or focused; takes no focus by itself. A child of the
/// window's central widget, owned by it.
class Toast : public QFrame {
    Q_OBJECT
public:
    explicit Toast(QWidget *parent);
    void showText(const QString &text);
    /// With Undo; the function is dropped when the toast goes.
    void showUndo(const QString &text, std::function<void()> undo);
    /// Ctrl+Z while it is there; true if there was something to take back.
    bool undo();
    bool canUndo() const { return isVisible() && m_undo; }
    QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void appear(const QString &text);
    void place();

    ElidedLabel *m_text;
    QWidget *m_undoButton;
    QTimer m_timer;
    std::function<void()> m_undo;
};

} // namespace hearth::ui
