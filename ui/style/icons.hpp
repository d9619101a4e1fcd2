// SPDX-License-Identifier: Apache-2.0
// The icons of the design, drawn in the colours of the theme that is shown at that moment.
#pragma once

#include "ui/style/tokens.hpp"

#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;
class QRectF;

namespace hearth::ui {

/// An icon that follows theme, disabled state and right-to-left by itself. `name` is a file of
/// resources/icons without its ending; `paper` fills the inner marks of status glyphs (f-*).
QIcon themeIcon(const QString &name, Color ink = Color::Text2, Color paper = Color::Surface);

/// Draws an icon into `rect`; only its square middle is used.
void paintIcon(QPainter *painter, const QString &name, const QRectF &rect, const QColor &ink,
               const QColor &paper = {});

/// A cached picture, `size` in device-independent pixels.
QPixmap iconPixmap(const QString &name, int size, qreal ratio, const QColor &ink,
                   const QColor &paper = {});

} // namespace hearth::ui
