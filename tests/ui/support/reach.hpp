// SPDX-License-Identifier: Apache-2.0
// Whether a person can get at everything in a window: nothing cut, nothing pushed out of sight.
#pragma once

#include <QStringList>

class QWidget;

namespace hearth::test {

/// What of the visible texts, fields and buttons below `top` can't be brought into view by
/// scrolling, or is cut; empty if all is well.
[[nodiscard]] QStringList outOfReach(QWidget &top);
/// The scrolling areas below `top` that are wider than what they show.
[[nodiscard]] QStringList scrolledSideways(const QWidget &top);
/// Pictures of `window` in both themes, and of the end of what scrolls there.
[[nodiscard]] bool saveLooks(QWidget &window, const QString &name);

} // namespace hearth::test
