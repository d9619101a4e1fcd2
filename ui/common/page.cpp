// SPDX-License-Identifier: Apache-2.0
// The base of all screens.
#include "ui/common/page.hpp"

#include "ui/widgets/page_head.hpp"

#include <QBoxLayout>

namespace hearth::ui {

Page::Page(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context) {}

void Page::toast(const QString &text, const std::function<void()> &undo) {
    Q_EMIT toastRequested(text, undo);
}

void Page::placeUnderHead(QWidget *bar) {
    auto *column = qobject_cast<QBoxLayout *>(layout());
    auto *head = findChild<PageHead *>(QString(), Qt::FindDirectChildrenOnly);
    if (!column || !bar)
        return;
    column->insertWidget(head ? column->indexOf(head) + 1 : 0, bar);
}

} // namespace hearth::ui
