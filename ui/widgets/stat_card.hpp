// SPDX-License-Identifier: Apache-2.0
// One figure with its meaning and its course; a click opens the screen behind it.
#pragma once

#include "ui/widgets/card.hpp"

#include <QAbstractButton>
#include <QList>

namespace hearth::ui {

class ElidedLabel;
class Label;
class Sparkline;

/// A button, so that keyboard and screen readers reach it like one.
class StatCard : public QAbstractButton {
    Q_OBJECT
public:
    StatCard(const QString &iconName, const QString &title, QWidget *parent = nullptr);

    void setValue(const QString &value, const QString &meaning);
    void setSeries(const QList<double> &values);
    /// Two grey bars while the first value is on its way.
    void setLoading();
    /// A hyphen and the reason.
    void setNoData(const QString &reason);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeSparkline();
    static int valueHeight();
    void updateSpokenText();

    QString m_iconName;
    QString m_value;
    QString m_meaning;
    bool m_loading = true;
    bool m_hasCourse = false;
    Sparkline *m_sparkline;
};

} // namespace hearth::ui
