// SPDX-License-Identifier: Apache-2.0
// The few shapes everything is drawn with.
#pragma once

#include "ui/style/tokens.hpp"

#include <Qt>

class QPainter;
class QRect;
class QRectF;
class QString;
class QWidget;

namespace hearth::ui {

namespace metrics {
constexpr int pageMargin = 20;
constexpr int panelMargin = 16;
constexpr int buttonGap = 8;
constexpr int controlHeight = 30;
constexpr int smallHeight = 26;
constexpr int rowHeight = 34;
constexpr int compactRowHeight = 28;
constexpr int tableHeadHeight = 30;
constexpr int pageHeadHeight = 56;
constexpr int filterBarHeight = 44;
constexpr int bulkBarHeight = 48;
constexpr int logLineHeight = 21;
constexpr int sidebarWidth = 212;
constexpr int sidebarIconsWidth = 52;
constexpr int wizardRailWidth = 232;
constexpr qreal controlRadius = 4;
constexpr qreal cardRadius = 6;
} // namespace metrics

/// A filled box with a crisp 1 px (or `width` px) border inside `rect`; an invalid colour is left
/// out.
void drawBox(QPainter *painter, const QRectF &rect, const QColor &fill, const QColor &border,
             qreal radius = metrics::controlRadius, qreal width = 1);
/// The 2 px ring inside a row, a field or a sidebar item.
void drawInnerFocus(QPainter *painter, const QRectF &rect, qreal radius = metrics::controlRadius);
void drawHairline(QPainter *painter, const QRectF &line);
/// A key in an outline, as menus and hints show it, `end` pixels before the end of `field`.
void drawKey(QPainter *painter, const QRect &field, const QString &key, int end,
             Qt::LayoutDirection direction);
int keyWidth(const QString &key);
/// For a text whose "&" marks a letter: whether the letter is underlined now (while Alt is held).
int mnemonicFlag(const QWidget *widget);

} // namespace hearth::ui
