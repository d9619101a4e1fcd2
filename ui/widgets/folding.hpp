// SPDX-License-Identifier: Apache-2.0
// Columns that stand one below the other where there is no room beside each other.
#pragma once

#include <functional>

class QBoxLayout;
class QWidget;

namespace hearth::ui {

/// Lets `row` run downwards while `page`, which it is in, is narrower than `width` (at the normal
/// text size; more at a larger one). Scrolling sideways to read a sentence is never needed then.
/// `folded` is told each change, for what only makes sense beside each other, such as a line.
void foldBelow(int width, QBoxLayout *row, QWidget *page,
               const std::function<void(bool isFolded)> &folded = {});

/// A row with `widget` at its begin, which has a largest width. Alone in a column, it would get the
/// height that its texts have in the whole width of the column, which may be too low.
[[nodiscard]] QBoxLayout *rowOf(QWidget *widget);

} // namespace hearth::ui
