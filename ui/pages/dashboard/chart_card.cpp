// SPDX-License-Identifier: Apache-2.0
// Chart cards.
#include "ui/pages/dashboard/chart_card.hpp"

#include "ui/widgets/charts.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace hearth::ui {

ChartCard::ChartCard(const QString &title, QWidget *parent)
    : Card(parent)
    , m_title(new Label({}, TextRole::Strong))
    , m_value(new Label({}, TextRole::Strong))
    , m_meaning(new ElidedLabel({}, TextRole::Small, Color::Text2))
    , m_chart(new TimeChart) {
    body()->setContentsMargins(14, 10, 14, 8);
    body()->setSpacing(0);
    auto *head = addHead({});
    head->insertWidget(0, m_title);
    head->addWidget(m_value);
    body()->addWidget(m_meaning);
    body()->addSpacing(6);
    setTitle(title);
    body()->addWidget(m_chart, 1);
}

void ChartCard::setTitle(const QString &title) {
    m_title->setText(title);
    m_chart->setAccessibleName(title);
}

void ChartCard::setValue(const QString &value, const QString &meaning) {
    m_value->setText(value);
    m_meaning->setWholeText(meaning);
}

} // namespace hearth::ui
