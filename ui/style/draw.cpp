// SPDX-License-Identifier: Apache-2.0
// Shapes and the properties that tell the style about a control.
#include "ui/style/draw.hpp"

#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"

#include <QApplication>
#include <QPainter>
#include <QStyle>
#include <QVariant>
#include <QWidget>

namespace hearth::ui {
namespace {

constexpr const char *kindProperty = "hearth.kind";
constexpr const char *sizeProperty = "hearth.size";
constexpr const char *keyProperty = "hearth.key";
constexpr const char *stateProperty = "hearth.fieldState";

template <class Enum>
Enum read(const QWidget *widget, const char *name) {
    return widget ? static_cast<Enum>(widget->property(name).toInt()) : Enum{};
}

template <class Enum>
void write(QWidget *widget, const char *name, Enum value) {
    if (read<Enum>(widget, name) == value)
        return;
    widget->setProperty(name, static_cast<int>(value));
    widget->updateGeometry();
    widget->update();
}

} // namespace

void setButtonKind(QWidget *button, ButtonKind kind) {
    write(button, kindProperty, kind);
}
ButtonKind buttonKind(const QWidget *button) {
    return read<ButtonKind>(button, kindProperty);
}
void setControlSize(QWidget *control, ControlSize size) {
    write(control, sizeProperty, size);
}
ControlSize controlSize(const QWidget *control) {
    return read<ControlSize>(control, sizeProperty);
}
void setFieldState(QWidget *field, FieldState state) {
    write(field, stateProperty, state);
}
FieldState fieldState(const QWidget *field) {
    return read<FieldState>(field, stateProperty);
}
void setDrawsOwnFocus(QWidget *widget) {
    widget->setProperty("hearth.ownFocus", true);
}

void setKeyHint(QWidget *button, const QString &key) {
    button->setProperty(keyProperty, key);
    button->updateGeometry();
}
QString keyHint(const QWidget *button) {
    return button ? button->property(keyProperty).toString() : QString();
}

void drawBox(QPainter *painter, const QRectF &rect, const QColor &fill, const QColor &border,
             qreal radius, qreal width) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool outlined = border.isValid();
    const qreal inset = outlined ? width / 2 : 0;
    painter->setPen(outlined ? QPen(border, width) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const qreal r = radius > inset ? radius - inset : 0;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), r, r);
    painter->restore();
}

void drawInnerFocus(QPainter *painter, const QRectF &rect, qreal radius) {
    drawBox(painter, rect, {}, color(Color::Focus), radius, 2);
}

void drawHairline(QPainter *painter, const QRectF &line) {
    painter->fillRect(line, color(Color::Border));
}

int keyWidth(const QString &key) {
    return QFontMetrics(roleFont(TextRole::Axis)).horizontalAdvance(key) + 12;
}

int mnemonicFlag(const QWidget *widget) {
    const QStyle *style = widget ? widget->style() : QApplication::style();
    return style->styleHint(QStyle::SH_UnderlineShortcut, nullptr, widget) ? Qt::TextShowMnemonic
                                                                           : Qt::TextHideMnemonic;
}

void drawKey(QPainter *painter, const QRect &field, const QString &key, int end,
             Qt::LayoutDirection direction) {
    painter->save();
    painter->setFont(roleFont(TextRole::Axis));
    const int width = keyWidth(key);
    const int height = painter->fontMetrics().height() + 3;
    QRect box(field.right() - end - width + 1, field.center().y() - height / 2, width, height);
    box = QStyle::visualRect(direction, field, box);
    drawBox(painter, box, color(Color::SurfaceAlt), color(Color::Border), 3);
    painter->setPen(color(Color::Text2));
    painter->drawText(box, Qt::AlignCenter, key);
    painter->restore();
}

} // namespace hearth::ui
