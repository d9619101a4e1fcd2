// SPDX-License-Identifier: Apache-2.0
// List and details.
#include "ui/common/list_detail.hpp"

#include "ui/widgets/detail_panel.hpp"

#include <algorithm>

namespace hearth::ui {
namespace {
constexpr int narrowWindow = 1100;
} // namespace

ListDetail::ListDetail(QWidget *list, DetailPanel *panel, int panelWidth, QWidget *parent)
    : QSplitter(Qt::Horizontal, parent)
    , m_list(list)
    , m_panel(panel)
    , m_panelWidth(panelWidth) {
    setChildrenCollapsible(false);
    setHandleWidth(1);
    addWidget(list);
    addWidget(panel);
    setStretchFactor(0, 1);
    setStretchFactor(1, 0);
    panel->hide();
}

void ListDetail::openPanel() {
    m_open = true;
    arrange();
}

void ListDetail::closePanel() {
    m_open = false;
    m_full = false;
    arrange();
}

void ListDetail::setFullPage(bool full) {
    m_full = full && m_open;
    arrange();
    if (m_full)
        m_panel->focusHead();
}

void ListDetail::resizeEvent(QResizeEvent *event) {
    QSplitter::resizeEvent(event);
    arrange();
}

bool ListDetail::isListReplaced() const {
    return m_open && (m_full || window()->width() < narrowWindow);
}

void ListDetail::arrange() {
    const bool replaces = isListReplaced();
    m_panel->setReplacesList(replaces);
    m_panel->setMaximumWidth(replaces ? QWIDGETSIZE_MAX : 620);
    m_list->setVisible(!replaces);
    m_panel->setVisible(m_open);
    if (m_open && !replaces && !m_sized) {
        m_sized = true;
        const int wanted = std::min(m_panelWidth, width() / 2);
        setSizes({width() - wanted - handleWidth(), wanted});
    }
}

} // namespace hearth::ui
