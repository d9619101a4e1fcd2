// SPDX-License-Identifier: Apache-2.0
// Lays items out line by line.
#include "ui/widgets/flow_layout.hpp"

#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace hearth::ui {

FlowLayout::FlowLayout(QWidget *parent, int spacing)
    : QLayout(parent)
    , m_gap(spacing) {
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() {
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem *item) {
    m_items.append(item);
}

int FlowLayout::count() const {
    return static_cast<int>(m_items.size());
}

QLayoutItem *FlowLayout::itemAt(int index) const {
    return m_items.value(index);
}

QLayoutItem *FlowLayout::takeAt(int index) {
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const {
    return arrange(QRect(0, 0, width, 0), false);
}

void FlowLayout::setGeometry(const QRect &rect) {
    QLayout::setGeometry(rect);
    // A single line stands in the middle of a taller bar.
    const int spare = std::max(0, rect.height() - arrange(rect, false));
    arrange(rect.adjusted(0, spare / 2, 0, 0), true);
}

QSize FlowLayout::sizeHint() const {
    int width = 0;
    int height = 0;
    for (const auto *item : m_items) {
        if (item->isEmpty())
            continue;
        width += item->sizeHint().width() + (width > 0 ? m_gap : 0);
        height = std::max(height, item->sizeHint().height());
    }
    const QMargins margins = contentsMargins();
    return {width + margins.left() + margins.right(), height + margins.top() + margins.bottom()};
}

QSize FlowLayout::minimumSize() const {
    QSize least;
    for (const auto *item : m_items)
        if (!item->isEmpty())
            least = least.expandedTo(item->minimumSize());
    return least.grownBy(contentsMargins());
}

int FlowLayout::arrange(const QRect &rect, bool apply) const {
    const QMargins margins = contentsMargins();
    const QRect area = rect.marginsRemoved(margins);
    const auto direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    int x = area.left();
    int y = area.top();
    int line = 0;
    QList<std::pair<QLayoutItem *, QRect>> row;
    const auto flush = [&] {
        for (const auto &[item, place] : std::as_const(row)) {
            QRect centred = place;
            centred.moveTop(y + (line - place.height()) / 2);
            if (apply)
                item->setGeometry(QStyle::visualRect(direction, area, centred));
        }
        row.clear();
    };
    for (auto *item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint().boundedTo(QSize(area.width(), QWIDGETSIZE_MAX));
        if (x > area.left() && x + size.width() > area.right() + 1) {
            flush();
            x = area.left();
            y += line + m_gap;
            line = 0;
        }
        row.append({item, QRect(QPoint(x, y), size)});
        x += size.width() + m_gap;
        line = std::max(line, size.height());
    }
    flush();
    return y + line - rect.top() + margins.bottom();
}

} // namespace hearth::ui
