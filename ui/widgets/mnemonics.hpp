// SPDX-License-Identifier: Apache-2.0
// Alt and a letter for each button of a dialog.
#pragma once

class QWidget;

namespace hearth::ui {

/// Gives every visible button with a text below `dialog` a letter of its own, as far as there are
/// letters. Those that have one keep it, so it may be called again when buttons came. Links are
/// left out: their texts are names that people gave.
void giveMnemonics(QWidget &dialog);

} // namespace hearth::ui
