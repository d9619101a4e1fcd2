// SPDX-License-Identifier: Apache-2.0
// Table heads, tabs, rows of plain views, menus.
#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/parts.hpp"
#include "ui/style/theme.hpp"

#include <QPainter>
#include <QStyleOptionHeader>
#include <QStyleOptionMenuItem>
#include <QStyleOptionTab>
#include <QStyleOptionViewItem>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui::parts {

void drawHeaderSection(const QStyleOption *option, QPainter *painter) {
    const QRectF rect(option->rect);
    const bool hover =
        (option->state & QStyle::State_MouseOver) && (option->state & QStyle::State_Enabled);
    painter->fillRect(rect, color(hover ? Color::Hover : Color::SurfaceAlt));
    drawHairline(painter, QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1));
}

void drawHeaderLabel(const QStyleOption *option, QPainter *painter) {
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
    if (!header)
        return;
    const bool sorted = header->sortIndicator != QStyleOptionHeader::None;
    const QFont textFont = roleFont(sorted ? TextRole::SmallStrong : TextRole::Small);
    const QFontMetrics fm(textFont);
    QRect rect = option->rect.adjusted(6, 0, -6, 0);
    const int arrow = sorted ? 16 : 0;
    const QString text = fm.elidedText(header->text, Qt::ElideRight, rect.width() - arrow);
    const int width = fm.horizontalAdvance(text);
    const bool right = header->textAlignment & Qt::AlignRight;
    int x = right ? rect.right() - width - arrow + 1 : rect.left();
    if (header->textAlignment & Qt::AlignHCenter)
        x = rect.left() + (rect.width() - width - arrow) / 2;
    painter->save();
    painter->setFont(textFont);
    painter->setPen(color(sorted ? Color::Text : Color::Text2));
    const auto place = [&](int left, int extent) {
        return QStyle::visualRect(option->direction, rect,
                                  QRect(left, rect.top(), extent, rect.height()));
    };
    painter->drawText(place(x, width + 1), Qt::AlignVCenter, text);
    if (sorted)
        // Qt calls it SortDown when values ascend from top to bottom.
        paintIcon(painter,
                  header->sortIndicator == QStyleOptionHeader::SortDown ? u"up"_s : u"down"_s,
                  QRectF(place(x + width + 4, 12)), color(Color::Text));
    painter->restore();
}

void drawTabShape(const QStyleOption *option, QPainter *painter) {
    const QRectF rect(option->rect);
    const bool selected = option->state & QStyle::State_Selected;
    const bool hover = option->state & QStyle::State_MouseOver;
    if (hover && !selected)
        drawBox(painter, rect.adjusted(2, 4, -2, -5), color(Color::Hover), {});
    if (selected)
        painter->fillRect(QRectF(rect.left() + 8, rect.bottom() - 3, rect.width() - 16, 3),
                          color(Color::Accent));
}

void drawTabLabel(const QStyleOption *option, QPainter *painter, const QWidget *widget) {
    const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
    if (!tab)
        return;
    const bool selected = option->state & QStyle::State_Selected;
    const bool enabled = option->state & QStyle::State_Enabled;
    painter->save();
    painter->setFont(roleFont(selected ? TextRole::Strong : TextRole::Body));
    painter->setPen(color(!enabled ? Color::Disabled : selected ? Color::Text : Color::Text2));
    painter->drawText(option->rect, Qt::AlignCenter | mnemonicFlag(widget), tab->text);
    painter->restore();
    if (option->state & QStyle::State_HasFocus)
        drawInnerFocus(painter, QRectF(option->rect).adjusted(2, 4, -2, -5));
}

QSize tabSize(const QStyleOption *option) {
    const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
    // The strong width always, so that choosing a tab moves nothing.
    const QFontMetrics fm(roleFont(TextRole::Strong));
    const int width = tab ? fm.size(Qt::TextShowMnemonic, tab->text).width() : 40;
    return {width + 28, std::max(36, fm.height() + 18)};
}

void drawItemPanel(const QStyleOption *option, QPainter *painter, const QWidget *) {
    const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
    if (!item)
        return;
    const bool selected = option->state & QStyle::State_Selected;
    const bool active = option->state & QStyle::State_Active;
    const bool hover =
        (option->state & QStyle::State_MouseOver) && (option->state & QStyle::State_Enabled);
    if (item->backgroundBrush.style() != Qt::NoBrush)
        painter->fillRect(option->rect, item->backgroundBrush);
    if (selected)
        painter->fillRect(option->rect, color(active ? Color::Selected : Color::SelectedIdle));
    else if (hover)
        painter->fillRect(option->rect, color(Color::Hover));
}

void drawMenuItem(const QStyleOption *option, QPainter *painter) {
    const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
    if (!item)
        return;
    const QRect rect = option->rect;
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        drawHairline(painter, QRectF(rect.left(), rect.center().y(), rect.width(), 1));
        return;
    }
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool current = enabled && (option->state & QStyle::State_Selected);
    if (current)
        painter->fillRect(rect.adjusted(1, 0, -1, 0), color(Color::Selected));
    const auto place = [&](int left, int width) {
        return QStyle::visualRect(option->direction, rect,
                                  QRect(rect.left() + left, rect.top(), width, rect.height()));
    };
    const QColor text = color(enabled ? Color::Text : Color::Disabled);
    const QColor ink = color(enabled ? Color::Text2 : Color::Disabled);
    painter->save();
    if (item->checkType != QStyleOptionMenuItem::NotCheckable) {
        if (item->checked)
            paintIcon(painter, u"check"_s, QRectF(place(10, 16)), color(Color::Accent));
    } else if (!item->icon.isNull()) {
        if (!item->icon.name().isEmpty())
            paintIcon(painter, item->icon.name(), QRectF(place(10, 16)), ink);
        else
            item->icon.paint(painter, place(10, 16));
    }
    painter->setFont(item->font);
    painter->setPen(text);
    const qsizetype tab = item->text.indexOf(u'\t');
    const QString label = tab < 0 ? item->text : item->text.left(tab);
    painter->drawText(
        place(36, rect.width() - 46),
        Qt::AlignVCenter | Qt::AlignLeading | Qt::TextShowMnemonic | Qt::TextSingleLine, label);
    if (tab >= 0) {
        painter->setPen(ink);
        const Qt::Alignment trailing =
            option->direction == Qt::RightToLeft ? Qt::AlignLeft : Qt::AlignRight;
        painter->drawText(place(36, rect.width() - 36 - 14),
                          Qt::AlignVCenter | trailing | Qt::TextSingleLine,
                          item->text.mid(tab + 1));
    }
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu)
        paintIcon(painter, u"right"_s, QRectF(place(rect.width() - 22, 14)), ink);
    painter->restore();
}

QSize menuItemSize(const QStyleOption *option, const QSize &size) {
    const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
    if (!item)
        return size;
    if (item->menuItemType == QStyleOptionMenuItem::Separator)
        return {10, 9};
    const QFontMetrics fm(item->font);
    int width = size.width() + 36 + 20;
    if (item->text.contains(u'\t'))
        width += item->reservedShortcutWidth + 24;
    return {width, std::max(28, fm.height() + 10)};
}

void drawMenuBarItem(const QStyleOption *option, QPainter *painter) {
    const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
    if (!item)
        return;
    const QRectF rect(option->rect);
    painter->fillRect(rect, color(Color::Window));
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool current = enabled && (option->state & QStyle::State_Selected);
    const bool open = option->state & QStyle::State_Sunken;
    if (current || open)
        drawBox(painter, rect.adjusted(0, 1, 0, -1), color(open ? Color::Selected : Color::Hover),
                {});
    painter->save();
    painter->setPen(color(enabled ? Color::Text : Color::Disabled));
    // The letters show once the bar has the keyboard (Alt), and stay quiet otherwise.
    const int mnemonic =
        option->state & QStyle::State_HasFocus ? Qt::TextShowMnemonic : Qt::TextHideMnemonic;
    painter->drawText(option->rect, Qt::AlignCenter | mnemonic | Qt::TextSingleLine, item->text);
    painter->restore();
}

} // namespace hearth::ui::parts
