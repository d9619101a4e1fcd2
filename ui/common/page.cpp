// SPDX-License-Identifier: Apache-2.0
// The base of all screens.
#include "ui/common/page.hpp"

#include "ui/widgets/page_head.hpp"

#include <QBoxLayout>
#include <QEvent>

namespace hearth::ui {

Page::Page(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context) {}

void Page::toast(const QString &text, const std::function<void()> &undo) {
    Q_EMIT toastRequested(text, undo);
}

void Page::placeUnderHead(QWidget *bar) {
    m_bar = bar;
    if (!m_head) {
        m_head = findChild<PageHead *>();
        if (m_head)
            m_head->installEventFilter(this);
    }
    placeBar();
}

void Page::placeBar() {
    if (!m_bar)
        return;
    // Details in place of the list hide its head, never what is so with the server.
    const bool hasHead =
        m_head && (m_head->parentWidget() == this || m_head->parentWidget()->isVisibleTo(this));
    auto *place = hasHead ? m_head->parentWidget() : this;
    auto *column = qobject_cast<QBoxLayout *>(place->layout());
    if (!column)
        return;
    column->removeWidget(m_bar);
    column->insertWidget(hasHead ? column->indexOf(m_head) + 1 : 0, m_bar);
}

bool Page::eventFilter(QObject *watched, QEvent *event) {
    const bool changed = event->type() == QEvent::Show || event->type() == QEvent::Hide;
    if (watched == m_head && changed && m_bar && isVisible() && isAncestorOf(m_bar))
        QMetaObject::invokeMethod(this, &Page::placeBar, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

} // namespace hearth::ui
