// SPDX-License-Identifier: Apache-2.0
// What Help says on each page of the wizard.
#pragma once

#include <QString>

namespace hearth::ui {

/// `step` as in SetupWizard: 0 welcome, then one for each page, then progress and ready.
[[nodiscard]] QString wizardHelp(int step);

} // namespace hearth::ui
