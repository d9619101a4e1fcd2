// SPDX-License-Identifier: Apache-2.0
// Cells with a meter or with buttons.
#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/data_table.hpp"
#include "ui/widgets/row_delegates.hpp"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace hearth::ui {

void MeterDelegate::paintContent(QPainter *painter, const QRect &rect,
                                 const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const {
    const double share = describe(index);
    if (share < 0) {
        RowDelegate::paintContent(painter, rect, option, index);
        return;
    }
    const QString text = index.data(Qt::DisplayRole).toString();
    const int textWidth = QFontMetrics(roleFont(TextRole::Body)).horizontalAdvance(text) + 8;
    const QRect rail(rect.left(), rect.center().y() - 2, rect.width() - textWidth, 6);
    paintMeter(painter, QStyle::visualRect(option.direction, rect, rail), {{share, Color::Chart1}},
               option.direction);
    const QRect label(rect.right() - textWidth + 8, rect.top(), textWidth - 8, rect.height());
    paintText(painter, QStyle::visualRect(option.direction, rect, label), option, index, text,
              textColor(index, option, ink()));
}

QRect ActionsDelegate::buttonRect(const QRect &cell, qsizetype position, qsizetype count,
                                  Qt::LayoutDirection direction) const {
    const int side = 26;
    const int fromEnd = static_cast<int>(count - position) * (side + 2);
    const QRect box(cell.right() - fromEnd - 8, cell.center().y() - side / 2, side, side);
    return QStyle::visualRect(direction, cell, box);
}

void ActionsDelegate::paintContent(QPainter *painter, const QRect &,
                                   const QStyleOptionViewItem &option,
                                   const QModelIndex &index) const {
    const auto *view = qobject_cast<const DataView *>(option.widget);
    // Shown where they can be pointed at; a wall of buttons would drown the rows.
    if (!view || (view->hoveredRow() != index.row() && !view->isRingRow(index.row())))
        return;
    const auto actions = describe(index);
    for (qsizetype i = 0; i < actions.size(); ++i) {
        const QRect box = buttonRect(option.rect, i, actions.size(), option.direction);
        if (box.contains(view->hoverPosition()))
            drawBox(painter, box, color(Color::ButtonPressed), {});
        paintIcon(painter, actions.at(i).iconName, QRectF(box).adjusted(5, 5, -5, -5),
                  color(Color::Text2));
    }
}

bool ActionsDelegate::editorEvent(QEvent *event, QAbstractItemModel *,
                                  const QStyleOptionViewItem &option, const QModelIndex &index) {
    if (event->type() != QEvent::MouseButtonRelease)
        return false;
    const auto *mouse = static_cast<QMouseEvent *>(event);
    const auto actions = describe(index);
    for (qsizetype i = 0; i < actions.size(); ++i) {
        if (!buttonRect(option.rect, i, actions.size(), option.direction)
                 .contains(mouse->position().toPoint()))
            continue;
        Q_EMIT triggered(index, actions.at(i).id);
        return true;
    }
    return false;
}

bool ActionsDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                const QStyleOptionViewItem &option, const QModelIndex &index) {
    const auto actions = describe(index);
    for (qsizetype i = 0; i < actions.size(); ++i)
        if (buttonRect(option.rect, i, actions.size(), option.direction).contains(event->pos())) {
            QToolTip::showText(event->globalPos(), actions.at(i).name, view);
            return true;
        }
    return RowDelegate::helpEvent(event, view, option, index);
}

} // namespace hearth::ui
