// SPDX-License-Identifier: Apache-2.0
// What screens, wizard pages and dialogs look like after something was done in them: results,
// refusals, second halves. Tests look at each as they look at the plain ones.
#pragma once

#include "tests/ui/pages/support/page_fixture.hpp"

#include <QDialog>

#include <functional>

namespace hearth::ui {
class SetupWizard;
}

namespace hearth::test {

struct DialogState {
    const char *name;
    /// Opens the dialog and brings it there; null if that failed.
    std::function<QDialog *(PageFixture &)> reach;
};
[[nodiscard]] QList<DialogState> dialogStates();

struct WizardState {
    const char *name;
    std::function<bool(PageFixture &, ui::SetupWizard &)> reach;
};
[[nodiscard]] QList<WizardState> wizardStates();

struct ScreenState {
    const char *name;
    std::function<bool(PageFixture &)> reach;
    /// As it was, for the test that follows.
    std::function<bool(PageFixture &)> leave;
};
[[nodiscard]] QList<ScreenState> screenStates();

} // namespace hearth::test
