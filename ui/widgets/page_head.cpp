// SPDX-License-Identifier: Apache-2.0
// The page head.
#include "ui/widgets/page_head.hpp"

#include "ui/style/draw.hpp"
#include "ui/widgets/flow_layout.hpp"
#include "ui/widgets/label.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace hearth::ui {

PageHead::PageHead(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout(this))
    , m_line(new QHBoxLayout)
    , m_title(new Label(title, TextRole::Title))
    , m_count(new Label({}, TextRole::Body, Color::Text2))
    , m_beside(new QHBoxLayout)
    , m_facts(new ElidedLabel({}, TextRole::Body, Color::Text2))
    , m_actionArea(new QWidget)
    , m_actions(new FlowLayout(m_actionArea)) {
    setMinimumHeight(metrics::pageHeadHeight);
    // The head itself says how narrow it may get: its buttons go to a second row before that.
    m_rows->setSizeConstraint(QLayout::SetNoConstraint);
    m_rows->setContentsMargins(metrics::pageMargin, 10, metrics::pageMargin, 10);
    m_rows->setSpacing(8);
    m_line->setSpacing(12);
    m_line->addWidget(m_title);
    m_line->addWidget(m_count);
    m_count->hide();
    m_beside->setSpacing(8);
    m_line->addLayout(m_beside);
    m_facts->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_line->addWidget(m_facts, 1);
    m_line->addWidget(m_actionArea);
    m_rows->addLayout(m_line);
}

QSize PageHead::minimumSizeHint() const {
    return {std::max(m_actions->minimumSize().width(), 200) + 2 * metrics::pageMargin,
            sizeHint().height()};
}

QSize PageHead::sizeHint() const {
    const int room = std::max(100, width() - 2 * metrics::pageMargin);
    const int line = m_line->sizeHint().height();
    const int actions = m_wrapped ? m_actions->heightForWidth(room) + m_rows->spacing() : 0;
    return {m_line->sizeHint().width() + 2 * metrics::pageMargin,
            std::max(metrics::pageHeadHeight, line + actions + 20)};
}

void PageHead::arrange() {
    const int actions = m_actions->sizeHint().width();
    int needed = m_title->sizeHint().width() + actions + 60;
    if (m_count->isVisibleTo(this))
        needed += m_count->sizeHint().width() + 12;
    needed += m_beside->sizeHint().width() + 24;
    const bool wrap = needed > width() - 2 * metrics::pageMargin;
    m_actionArea->setMaximumWidth(wrap ? QWIDGETSIZE_MAX : actions);
    m_actionArea->setMinimumWidth(wrap ? 0 : actions);
    if (wrap != m_wrapped) {
        m_wrapped = wrap;
        m_line->removeWidget(m_actionArea);
        m_rows->removeWidget(m_actionArea);
        if (wrap)
            m_rows->addWidget(m_actionArea);
        else
            m_line->addWidget(m_actionArea);
    }
    const int height = sizeHint().height();
    if (minimumHeight() != height)
        setMinimumHeight(height);
}

void PageHead::resizeEvent(QResizeEvent *event) {
    QWidget::resizeEvent(event);
    arrange();
}

bool PageHead::event(QEvent *event) {
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show)
        arrange();
    return QWidget::event(event);
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
