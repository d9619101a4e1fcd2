// SPDX-License-Identifier: Apache-2.0
// Alt and a letter for each button of a dialog.
#pragma once

#include <QStringList>

class QWidget;

namespace hearth::ui {

/// Gives every visible button with a text below `dialog` a letter of its own, as far as there are
/// letters. Those that have one keep it, so it may be called again when buttons came. Links are
/// left out: their texts are names that people gave. Letters that `others` mark, such as the titles
/// of menus in the same window, are left to them.
void giveMnemonics(QWidget &dialog, const QStringList &others = {});

} // namespace hearth::ui
