// SPDX-License-Identifier: Apache-2.0
// Rows and the plain cells.
#include "ui/widgets/row_delegates.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/data_table.hpp"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

constexpr int cellPadding = 10;

/// The first cell begins at the page margin, the last ends at it.
QRect contentRect(const QStyleOptionViewItem &option, const QModelIndex &index) {
    const auto *view = qobject_cast<const DataView *>(option.widget);
    const bool first = view && view->isFirstColumn(index.column());
    const bool last = view && view->isLastColumn(index.column());
    const int before = first ? metrics::pageMargin : cellPadding;
    const int after = last ? metrics::pageMargin : cellPadding;
    const bool mirrored = option.direction == Qt::RightToLeft;
    return option.rect.adjusted(mirrored ? after : before, 0, mirrored ? -before : -after, -1);
}

} // namespace

RowDelegate::RowDelegate(QObject *parent)
    : QStyledItemDelegate(parent) {}

RowDelegate *RowDelegate::setInk(Color ink) {
    m_ink = ink;
    return this;
}

RowDelegate *RowDelegate::setMono() {
    m_mono = true;
    return this;
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const {
    const auto *view = qobject_cast<const DataView *>(option.widget);
    painter->save();
    const QRect rect = option.rect;
    const bool selected = view && view->isRowSelected(index);
    const bool active = option.state & QStyle::State_Active;
    Color fill = Color::Surface;
    if (selected)
        fill = active ? Color::Selected : Color::SelectedIdle;
    else if (view && view->hoveredRow() == index.row())
        fill = Color::Hover;
    painter->fillRect(rect, color(fill));
    drawHairline(painter, QRectF(rect.left(), rect.bottom(), rect.width(), 1));
    paintContent(painter, contentRect(option, index), option, index);
    if (view && view->isRingRow(index.row())) {
        // The ring goes round the row, so each cell draws its part.
        const bool mirrored = option.direction == Qt::RightToLeft;
        const bool first = view->isFirstColumn(index.column());
        const bool last = view->isLastColumn(index.column());
        const QColor ring = color(Color::Focus);
        painter->fillRect(QRect(rect.left(), rect.top(), rect.width(), 2), ring);
        painter->fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), ring);
        if (mirrored ? last : first)
            painter->fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), ring);
        if (mirrored ? first : last)
            painter->fillRect(QRect(rect.right() - 1, rect.top(), 2, rect.height()), ring);
    }
    painter->restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const {
    const int height = std::max(metrics::rowHeight, option.fontMetrics.height() + 14);
    return {contentWidth(option, index) + 2 * cellPadding, height};
}

QColor RowDelegate::textColor(const QModelIndex &, const QStyleOptionViewItem &option,
                              Color wanted) const {
    const auto *view = qobject_cast<const DataView *>(option.widget);
    if (view && view->isStale())
        return color(Color::Text2);
    return color(wanted);
}

void RowDelegate::paintText(QPainter *painter, const QRect &rect,
                            const QStyleOptionViewItem &option, const QModelIndex &index,
                            const QString &text, const QColor &textInk) const {
    const QVariant aligned = index.data(Qt::TextAlignmentRole);
    const bool trailing =
        aligned.isValid() && (Qt::Alignment(aligned.toInt()) & Qt::AlignRight).toInt() != 0;
    painter->setFont(roleFont(m_mono ? TextRole::Mono : TextRole::Body));
    painter->setPen(textInk);
    const QString shown = painter->fontMetrics().elidedText(text, Qt::ElideRight, rect.width());
    const bool mirrored = option.direction == Qt::RightToLeft;
    const Qt::Alignment side = trailing != mirrored ? Qt::AlignRight : Qt::AlignLeft;
    painter->drawText(rect, side | Qt::AlignVCenter | Qt::AlignAbsolute | Qt::TextSingleLine,
                      shown);
}

void RowDelegate::paintContent(QPainter *painter, const QRect &rect,
                               const QStyleOptionViewItem &option, const QModelIndex &index) const {
    paintText(painter, rect, option, index, index.data(Qt::DisplayRole).toString(),
              textColor(index, option, m_ink));
}

int RowDelegate::contentWidth(const QStyleOptionViewItem &, const QModelIndex &index) const {
    return QFontMetrics(roleFont(m_mono ? TextRole::Mono : TextRole::Body))
        .horizontalAdvance(index.data(Qt::DisplayRole).toString());
}

bool RowDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                            const QStyleOptionViewItem &option, const QModelIndex &index) {
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString text = index.data(Qt::ToolTipRole).toString();
    // Cut text shows whole.
    if (text.isEmpty() && contentWidth(option, index) > contentRect(option, index).width())
        text = index.data(Qt::DisplayRole).toString();
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event->globalPos(), text.toHtmlEscaped(), view);
    return true;
}

void TickDelegate::paintContent(QPainter *painter, const QRect &rect,
                                const QStyleOptionViewItem &option,
                                const QModelIndex &index) const {
    QStyleOptionViewItem box(option);
    const bool mirrored = option.direction == Qt::RightToLeft;
    box.rect = QRect(mirrored ? rect.right() - 15 : rect.left(), rect.top(), 16, rect.height());
    box.state &= ~(QStyle::State_On | QStyle::State_Off | QStyle::State_NoChange |
                   QStyle::State_MouseOver | QStyle::State_Sunken);
    box.state |= QStyle::State_Enabled;
    const auto state = static_cast<Qt::CheckState>(index.data(Qt::CheckStateRole).toInt());
    box.state |= state == Qt::Checked ? QStyle::State_On : QStyle::State_Off;
    const QStyle *style = option.widget ? option.widget->style() : nullptr;
    if (style)
        style->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &box, painter, option.widget);
}

bool TickDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                               const QStyleOptionViewItem &, const QModelIndex &index) {
    if (event->type() != QEvent::MouseButtonRelease)
        return event->type() == QEvent::MouseButtonDblClick;
    const auto *mouse = static_cast<QMouseEvent *>(event);
    if (mouse->button() != Qt::LeftButton)
        return false;
    const bool ticked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    return model->setData(index, ticked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

void UserDelegate::paintContent(QPainter *painter, const QRect &rect,
                                const QStyleOptionViewItem &option,
                                const QModelIndex &index) const {
    const QString id = withoutIsolates(index.data(Qt::DisplayRole).toString());
    const bool mirrored = option.direction == Qt::RightToLeft;
    const int side = 22;
    const QRect avatar(mirrored ? rect.right() - side + 1 : rect.left(),
                       rect.center().y() - side / 2 + 1, side, side);
    paintAvatar(painter, avatar, id);
    const QRect texts =
        mirrored ? rect.adjusted(0, 0, -side - 8, 0) : rect.adjusted(side + 8, 0, 0, 0);
    painter->setFont(roleFont(TextRole::Body));
    const QFontMetrics fm = painter->fontMetrics();
    const QString shown = fm.elidedText(id, Qt::ElideMiddle, texts.width());
    const qsizetype colon = shown.indexOf(u':');
    const QString name = colon < 0 ? shown : shown.left(colon);
    const QString server = colon < 0 ? QString() : shown.mid(colon);
    const int nameWidth = fm.horizontalAdvance(name);
    // IDs run left to right in every language.
    painter->setLayoutDirection(Qt::LeftToRight);
    const int left = mirrored ? texts.right() - fm.horizontalAdvance(shown) : texts.left();
    painter->setPen(textColor(index, option, Color::Text));
    painter->drawText(QRect(left, texts.top(), nameWidth + 2, texts.height()),
                      Qt::AlignVCenter | Qt::AlignLeft | Qt::AlignAbsolute, name);
    painter->setPen(color(Color::Text2));
    painter->drawText(QRect(left + nameWidth, texts.top(), texts.width(), texts.height()),
                      Qt::AlignVCenter | Qt::AlignLeft | Qt::AlignAbsolute, server);
}

int UserDelegate::contentWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const {
    return RowDelegate::contentWidth(option, index) + 30;
}

void PillDelegate::paintContent(QPainter *painter, const QRect &rect,
                                const QStyleOptionViewItem &option,
                                const QModelIndex &index) const {
    const Pill pill = describe(index);
    if (!pill.text.isEmpty())
        paintPill(painter, rect, pill, option.direction);
}

int PillDelegate::contentWidth(const QStyleOptionViewItem &, const QModelIndex &index) const {
    return pillSize(describe(index)).width();
}

void IconTextDelegate::paintContent(QPainter *painter, const QRect &rect,
                                    const QStyleOptionViewItem &option,
                                    const QModelIndex &index) const {
    const IconText parts = describe(index);
    int x = rect.left();
    const auto place = [&](int left, int width) {
        return QStyle::visualRect(option.direction, rect,
                                  QRect(left, rect.top(), width, rect.height()));
    };
    if (!parts.iconName.isEmpty()) {
        const int side = parts.iconName.startsWith(u"f-"_s) ? 12 : 16;
        const int slot = std::max(side, parts.iconRoom);
        paintIcon(painter, parts.iconName, QRectF(place(x + (slot - side) / 2, side)),
                  color(parts.iconInk));
        x += slot + 7;
    }
    painter->setFont(roleFont(TextRole::Body));
    const QFontMetrics fm = painter->fontMetrics();
    const QString text = fm.elidedText(parts.text, Qt::ElideRight, rect.right() - x);
    const int width = fm.horizontalAdvance(text) + 1;
    painter->setPen(textColor(index, option, ink()));
    painter->drawText(place(x, width), Qt::AlignVCenter | Qt::AlignLeading, text);
    x += width + 9;
    if (parts.second.isEmpty() || rect.right() - x < 24)
        return;
    painter->setFont(roleFont(TextRole::Small));
    painter->setPen(color(Color::Text2));
    const QFontMetrics small = painter->fontMetrics();
    painter->drawText(place(x, rect.right() - x), Qt::AlignVCenter | Qt::AlignLeading,
                      small.elidedText(parts.second, Qt::ElideRight, rect.right() - x));
}

int IconTextDelegate::contentWidth(const QStyleOptionViewItem &, const QModelIndex &index) const {
    const IconText parts = describe(index);
    const QFontMetrics fm(roleFont(TextRole::Body));
    return (parts.iconName.isEmpty() ? 0 : 23) + fm.horizontalAdvance(parts.text);
}

} // namespace hearth::ui
