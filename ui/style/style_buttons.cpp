// SPDX-License-Identifier: Apache-2.0
// Push buttons, tool buttons, check boxes and radio buttons.
#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/parts.hpp"
#include "ui/style/theme.hpp"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionButton>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui::parts {
namespace {

bool isLink(ButtonKind kind) {
    return kind == ButtonKind::Link || kind == ButtonKind::QuietLink;
}

constexpr int iconSide = 16;

struct ButtonLook {
    QColor fill;
    QColor border;
    QColor text;
    QColor icon;
    bool strong = false;
};

/// rest, hover, pressed of a filled button
QColor filled(bool pressed, bool hover, Color rest, Color over, Color down) {
    return color(pressed ? down : hover ? over : rest);
}

ButtonLook lookOf(ButtonKind kind, QStyle::State state) {
    const bool enabled = state & QStyle::State_Enabled;
    const bool pressed = state & QStyle::State_Sunken;
    const bool hover = enabled && (state & QStyle::State_MouseOver);
    const bool on = state & QStyle::State_On;
    const bool strong = kind == ButtonKind::Primary || kind == ButtonKind::Danger;
    const QColor none;
    if (!enabled) {
        const bool bare = kind == ButtonKind::Flat || isLink(kind);
        return {bare     ? none
                : strong ? color(Color::NeutralBg)
                         : color(Color::Button),
                bare ? none : color(Color::Border), color(Color::Disabled), color(Color::Disabled),
                strong};
    }
    switch (kind) {
    case ButtonKind::Primary:
        return {filled(pressed, hover, Color::AccentFill, Color::AccentFillHover,
                       Color::AccentFillPressed),
                color(Color::AccentEdge), color(Color::OnAccent), color(Color::OnAccent), true};
    case ButtonKind::Danger:
        return {filled(pressed, hover, Color::DangerFill, Color::DangerFillHover,
                       Color::DangerFillPressed),
                color(Color::DangerEdge), color(Color::OnDanger), color(Color::OnDanger), true};
    case ButtonKind::Flat:
        return {pressed || on ? color(Color::ButtonPressed)
                : hover       ? color(Color::Hover)
                              : none,
                none, color(Color::Text), color(Color::Text2), false};
    case ButtonKind::Link:
        return {none, none, color(Color::Accent), color(Color::Accent), false};
    case ButtonKind::QuietLink: {
        const QColor ink = color(hover ? Color::Accent : Color::Text);
        return {none, none, ink, ink, false};
    }
    case ButtonKind::Destructive:
    case ButtonKind::Secondary:
        break;
    }
    const bool red = kind == ButtonKind::Destructive;
    if (on && !pressed)
        return {color(Color::Selected), color(Color::Accent), color(Color::Text),
                color(Color::Accent), false};
    return {filled(pressed, hover, Color::Button, Color::ButtonHover, Color::ButtonPressed),
            color(Color::ButtonBorder), color(red ? Color::Error : Color::Text),
            color(red ? Color::Error : Color::Text2), false};
}

QFont labelFont(ButtonKind kind, ControlSize size) {
    const bool strong = kind == ButtonKind::Primary || kind == ButtonKind::Danger;
    if (size == ControlSize::Small)
        return roleFont(strong ? TextRole::SmallStrong : TextRole::Small);
    return roleFont(strong ? TextRole::Strong : TextRole::Body);
}

int sidePadding(ButtonKind kind, ControlSize size) {
    if (isLink(kind))
        return 0; // lines up with the text around it
    return size == ControlSize::Small ? 9 : 12;
}

/// Icon and text of `widget` as one block in the middle of `rect`; draws in reading direction.
void drawIconAndText(QPainter *painter, const QStyleOption *option, const QWidget *widget,
                     const QRect &rect, const QIcon &buttonIcon, const QString &text,
                     const QFont &textFont, const ButtonLook &look,
                     Qt::Alignment alignment = Qt::AlignHCenter) {
    const QFontMetrics fm(textFont);
    const int gap = buttonIcon.isNull() || text.isEmpty() ? 0 : 7;
    const int iconWidth = buttonIcon.isNull() ? 0 : iconSide;
    const int room = std::max(0, rect.width() - iconWidth - gap);
    const QString shown = fm.size(Qt::TextShowMnemonic, text).width() > room + 2
                              ? fm.elidedText(text, Qt::ElideRight, room, Qt::TextShowMnemonic)
                              : text;
    const int textWidth = shown.isEmpty() ? 0 : fm.size(Qt::TextShowMnemonic, shown).width();
    int x = rect.left();
    if (alignment & Qt::AlignHCenter)
        x += std::max(0, (rect.width() - iconWidth - gap - textWidth) / 2);
    const auto place = [&](int left, int width) {
        return QStyle::visualRect(option->direction, rect,
                                  QRect(left, rect.top(), width, rect.height()));
    };
    if (iconWidth > 0) {
        const QRect box = place(x, iconWidth);
        if (!buttonIcon.name().isEmpty())
            paintIcon(painter, buttonIcon.name(), box, look.icon, look.fill);
        else
            buttonIcon.paint(painter, box, Qt::AlignCenter);
        x += iconWidth + gap;
    }
    painter->setFont(textFont);
    painter->setPen(look.text);
    painter->drawText(place(x, textWidth + 1), Qt::AlignVCenter | mnemonicFlag(widget), shown);
}

} // namespace

void drawPushButtonPanel(const QStyleOption *option, QPainter *painter, const QWidget *widget) {
    const ButtonLook look = lookOf(buttonKind(widget), option->state);
    if (look.fill.isValid() || look.border.isValid())
        drawBox(painter, option->rect, look.fill, look.border);
}

void drawPushButtonLabel(const QStyleOption *option, QPainter *painter, const QWidget *widget) {
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    if (!button)
        return;
    const ButtonKind kind = buttonKind(widget);
    const ControlSize size = controlSize(widget);
    const ButtonLook look = lookOf(kind, option->state);
    painter->save();
    QFont textFont = labelFont(kind, size);
    if (isLink(kind) && (option->state & QStyle::State_MouseOver))
        textFont.setUnderline(true);
    const bool square = button->text.isEmpty();
    const int padding = square ? 0 : sidePadding(kind, size);
    QRect rect = option->rect.adjusted(padding, 0, -padding, 0);
    if (button->features & QStyleOptionButton::HasMenu) {
        const QRect arrow = QStyle::visualRect(
            option->direction, rect, QRect(rect.right() - 12, rect.top(), 14, rect.height()));
        paintIcon(painter, u"down"_s, QRectF(arrow), look.icon);
        rect = QStyle::visualRect(option->direction, rect, rect.adjusted(0, 0, -20, 0));
    }
    if (const QString key = keyHint(widget); !key.isEmpty()) {
        drawKey(painter, rect, key, 0, option->direction);
        rect =
            QStyle::visualRect(option->direction, rect, rect.adjusted(0, 0, -keyWidth(key) - 8, 0));
    }
    drawIconAndText(painter, option, widget, rect, button->icon, button->text, textFont, look,
                    isLink(kind) ? Qt::AlignLeading : Qt::AlignHCenter);
    painter->restore();
}

QSize pushButtonSize(const QStyleOption *option, const QWidget *widget) {
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    const ButtonKind kind = buttonKind(widget);
    const ControlSize size = controlSize(widget);
    const QFontMetrics fm(labelFont(kind, size));
    const int least = size == ControlSize::Small ? metrics::smallHeight : metrics::controlHeight;
    const int height =
        isLink(kind) ? std::max(24, fm.height() + 4) : std::max(least, fm.height() + 10);
    const bool hasIcon = button && !button->icon.isNull();
    const QString text = button ? button->text : QString();
    if (text.isEmpty())
        return {height, height};
    int width = fm.size(Qt::TextShowMnemonic, text).width() + 2 * sidePadding(kind, size) + 2;
    if (hasIcon)
        width += iconSide + 7;
    if (button && (button->features & QStyleOptionButton::HasMenu))
        width += 20;
    if (const QString key = keyHint(widget); !key.isEmpty())
        width += keyWidth(key) + 8;
    return {width, height};
}

void drawToolButton(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) {
    const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
    if (!button)
        return;
    const ButtonKind kind = buttonKind(widget);
    QStyle::State state = option->state;
    // Tool buttons are raised by hover alone; only the plain kinds have a box at rest.
    if (!(state & QStyle::State_Enabled))
        state &= ~QStyle::State_MouseOver;
    const ButtonLook look = lookOf(kind, state);
    if (look.fill.isValid() || look.border.isValid())
        drawBox(painter, option->rect, look.fill, look.border);
    painter->save();
    const bool iconOnly = button->toolButtonStyle == Qt::ToolButtonIconOnly;
    const QString text = iconOnly ? QString() : button->text;
    const bool arrow = (button->features & QStyleOptionToolButton::HasMenu) && !text.isEmpty();
    const int padding = text.isEmpty() ? 0 : sidePadding(kind, controlSize(widget));
    QRect rect = option->rect.adjusted(padding, 0, -padding, 0);
    if (arrow) {
        const QRect place = QStyle::visualRect(
            option->direction, rect, QRect(rect.right() - 12, rect.top(), 14, rect.height()));
        paintIcon(painter, u"down"_s, QRectF(place), look.icon);
        rect = QStyle::visualRect(option->direction, rect, rect.adjusted(0, 0, -20, 0));
    }
    const QIcon shown = button->toolButtonStyle == Qt::ToolButtonTextOnly ? QIcon() : button->icon;
    drawIconAndText(painter, option, widget, rect, shown, text,
                    labelFont(kind, controlSize(widget)), look);
    painter->restore();
}

QSize toolButtonSize(const QStyleOption *option, const QWidget *widget) {
    const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
    const ControlSize size = controlSize(widget);
    const ButtonKind kind = buttonKind(widget);
    const QFontMetrics fm(labelFont(kind, size));
    const int height =
        std::max(size == ControlSize::Small ? metrics::smallHeight : metrics::controlHeight,
                 fm.height() + (size == ControlSize::Small ? 6 : 10));
    if (!button || button->toolButtonStyle == Qt::ToolButtonIconOnly || button->text.isEmpty())
        return {height, height};
    int width =
        fm.size(Qt::TextShowMnemonic, button->text).width() + 2 * sidePadding(kind, size) + 2;
    if (!button->icon.isNull() && button->toolButtonStyle != Qt::ToolButtonTextOnly)
        width += iconSide + 7;
    if (button->features & QStyleOptionToolButton::HasMenu)
        width += 20;
    return {width, height};
}

void drawCheckBox(const QStyleOption *option, QPainter *painter) {
    // Always 16 px in the middle of what we are given, or views would stretch the box.
    QRectF box(0, 0, 16, 16);
    box.moveCenter(QRectF(option->rect).center());
    box.moveTopLeft(QPointF(std::floor(box.left()), std::floor(box.top())));
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool on = option->state & QStyle::State_On;
    const bool some = option->state & QStyle::State_NoChange;
    const bool pressed = option->state & QStyle::State_Sunken;
    const bool hover = enabled && (option->state & QStyle::State_MouseOver);
    if (on || some) {
        const QColor fill = color(enabled ? Color::Check : Color::Disabled);
        drawBox(painter, box, fill, fill, 3);
        paintIcon(painter, some ? u"minus"_s : u"check"_s, box.adjusted(2, 2, -2, -2),
                  color(enabled ? Color::OnCheck : Color::Surface));
        return;
    }
    const Color fill = !enabled  ? Color::Window
                       : pressed ? Color::ButtonPressed
                       : hover   ? Color::Hover
                                 : Color::Surface;
    drawBox(painter, box, color(fill), color(enabled ? Color::BorderStrong : Color::Border), 3);
}

void drawRadioButton(const QStyleOption *option, QPainter *painter) {
    QRectF box(0, 0, 16, 16);
    box.moveCenter(QRectF(option->rect).center());
    box.moveTopLeft(QPointF(std::floor(box.left()), std::floor(box.top())));
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool on = option->state & QStyle::State_On;
    const bool hover = enabled && (option->state & QStyle::State_MouseOver);
    if (on) {
        const QColor ring = color(enabled ? Color::Check : Color::Disabled);
        drawBox(painter, box, color(enabled ? Color::OnCheck : Color::Surface), ring, 8, 5);
        return;
    }
    const Color fill = !enabled ? Color::Window : hover ? Color::Hover : Color::Surface;
    drawBox(painter, box, color(fill), color(enabled ? Color::BorderStrong : Color::Border), 8);
}

} // namespace hearth::ui::parts
