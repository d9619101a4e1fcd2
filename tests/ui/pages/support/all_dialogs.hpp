// SPDX-License-Identifier: Apache-2.0
// Every dialog of the program and how a person gets to it, for tests that walk them all. A new
// dialog is added here; test_dialogs.cpp compares the list with the sources.
#pragma once

#include "tests/ui/pages/support/page_fixture.hpp"

#include <QDialog>

#include <functional>

namespace hearth::test {

struct DialogCase {
    const char *name;
    /// Opens it with clicks and keys; null if that failed.
    std::function<QDialog *(PageFixture &)> open;
    /// Object name of the default button; empty: the dialog has none.
    const char *defaultButton;
    /// Object name of what has the focus at first.
    const char *firstFocus;
};

[[nodiscard]] QList<DialogCase> allDialogs();
/// The dialog on show, or null.
[[nodiscard]] QDialog *dialogOf(const PageFixture &at);
/// Closes what is open, whatever it is.
[[nodiscard]] bool closeDialogs(const PageFixture &at);

} // namespace hearth::test
