// SPDX-License-Identifier: Apache-2.0
// What the set-up wizard may use, and how the program meets it: ui/wizard/setup_wizard.hpp has
// class SetupWizard : public QWidget, made with (const WizardContext &, QWidget *parent), shown in
// place of the main window's pages, with the signals
//   finished(const QString &profileId)   the server runs and the token is stored
//   finishLater()                        answers are kept; close it
#pragma once

namespace hearth::app {
class Clock;
class KeepAwake;
class SecretStore;
class ServerProfiles;
class Settings;
struct Paths;
} // namespace hearth::app

namespace hearth::ui {

/// Everything outlives the wizard.
struct WizardContext {
    const app::Paths &paths;
    app::Clock &clock;
    app::ServerProfiles &profiles;
    app::SecretStore &secrets;
    app::Settings &settings;
    app::KeepAwake *keepAwake = nullptr; ///< may be missing
};

} // namespace hearth::ui
