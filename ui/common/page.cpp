// SPDX-License-Identifier: Apache-2.0
// The base of all screens.
#include "ui/common/page.hpp"

namespace hearth::ui {

Page::Page(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context) {}

void Page::toast(const QString &text, const std::function<void()> &undo) {
    Q_EMIT toastRequested(text, undo);
}

} // namespace hearth::ui
