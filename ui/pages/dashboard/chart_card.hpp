// SPDX-License-Identifier: Apache-2.0
// A card with a title, the present value, one line of meaning, and a chart.
#pragma once

#include "ui/widgets/card.hpp"

#include <QPointF>

#include <functional>

namespace hearth::ui {

class Label;
class ElidedLabel;
class TimeChart;

class ChartCard : public Card {
    Q_OBJECT
public:
    explicit ChartCard(const QString &title, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    void setValue(const QString &value, const QString &meaning);
    TimeChart *chart() const { return m_chart; }

private:
    Label *m_title;
    Label *m_value;
    ElidedLabel *m_meaning;
    TimeChart *m_chart;
};

} // namespace hearth::ui
