// SPDX-License-Identifier: Apache-2.0
// The page head.
#include "ui/widgets/page_head.hpp"

#include "ui/style/draw.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>

namespace hearth::ui {

PageHead::PageHead(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(new Label(title, TextRole::Title))
    , m_count(new Label({}, TextRole::Body, Color::Text2))
    , m_beside(new QHBoxLayout)
    , m_facts(new ElidedLabel({}, TextRole::Body, Color::Text2))
    , m_actions(new QHBoxLayout) {
    setMinimumHeight(metrics::pageHeadHeight);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::pageMargin, 10, metrics::pageMargin, 10);
    row->setSpacing(12);
    row->addWidget(m_title);
    row->addWidget(m_count);
    m_count->hide();
    m_beside->setSpacing(8);
    row->addLayout(m_beside);
    m_facts->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    row->addWidget(m_facts, 1);
    m_actions->setSpacing(metrics::buttonGap);
    row->addLayout(m_actions);
}

void PageHead::setTitle(const QString &title) {
    m_title->setText(title);
}

void PageHead::setCount(const QString &count) {
    m_count->setText(count);
    m_count->setVisible(!count.isEmpty());
}

void PageHead::addBeside(QWidget *widget) {
    m_beside->addWidget(widget);
}

void PageHead::setFacts(const QString &facts) {
    m_facts->setWholeText(facts);
}

void PageHead::addAction(QWidget *button) {
    m_actions->addWidget(button);
}

} // namespace hearth::ui
