// SPDX-License-Identifier: Apache-2.0
// How large a window may be, and where: the screen without panels and docks.
#pragma once

#include <QRect>

class QWidget;

namespace hearth::ui {

/// The part of the screen of `window` (or of its parent) that windows may cover.
QRect freeArea(const QWidget &window);
/// The largest size of `window` itself: what its title and frame need is left out.
QSize largestSize(const QWidget &window);
/// Moves a window that stands partly outside the screen back into it.
void keepOnScreen(QWidget &window);

} // namespace hearth::ui
