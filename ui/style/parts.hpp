// SPDX-License-Identifier: Apache-2.0
// The style's painting, cut by kind of control; private to ui/style. Each function draws one
// element completely, or answers false so that Fusion draws it.
#pragma once

#include <QStyle>

namespace hearth::ui::parts {

// style_buttons.cpp
void drawPushButtonPanel(const QStyleOption *option, QPainter *painter, const QWidget *widget);
void drawPushButtonLabel(const QStyleOption *option, QPainter *painter, const QWidget *widget);
QSize pushButtonSize(const QStyleOption *option, const QWidget *widget);
void drawToolButton(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget);
QSize toolButtonSize(const QStyleOption *option, const QWidget *widget);
void drawCheckBox(const QStyleOption *option, QPainter *painter);
void drawRadioButton(const QStyleOption *option, QPainter *painter);

// style_fields.cpp
void drawFieldPanel(const QStyleOption *option, QPainter *painter, const QWidget *widget);
void drawComboBox(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget);
QRect comboBoxRect(const QStyleOptionComplex *option, QStyle::SubControl part);
void drawSpinBox(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget);
QRect spinBoxRect(const QStyleOptionComplex *option, QStyle::SubControl part);
void drawScrollBar(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget);
QRect scrollBarRect(const QStyleOptionComplex *option, QStyle::SubControl part);
void drawProgressGroove(const QStyleOption *option, QPainter *painter);
void drawProgressContents(const QStyleOption *option, QPainter *painter);

// style_views.cpp
void drawHeaderSection(const QStyleOption *option, QPainter *painter);
void drawHeaderLabel(const QStyleOption *option, QPainter *painter);
void drawTabShape(const QStyleOption *option, QPainter *painter);
void drawTabLabel(const QStyleOption *option, QPainter *painter, const QWidget *widget);
QSize tabSize(const QStyleOption *option);
void drawItemPanel(const QStyleOption *option, QPainter *painter, const QWidget *widget);
void drawMenuItem(const QStyleOption *option, QPainter *painter);
QSize menuItemSize(const QStyleOption *option, const QSize &size);
void drawMenuBarItem(const QStyleOption *option, QPainter *painter);

} // namespace hearth::ui::parts
