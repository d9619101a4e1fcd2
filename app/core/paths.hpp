// SPDX-License-Identifier: Apache-2.0
// Where the program keeps its own files. HEARTH_CONFIG_DIR moves all of them (tests, portable use).
#pragma once

#include <QString>

namespace hearth::app {

struct Paths {
    QString configDir;  ///< settings.ini, profiles.json, setup draft, encrypted secrets
    QString stateDir;   ///< history.db and other things that grow
    QString runtimeDir; ///< start reports of servers, sockets; private to the user
    QString serversDir; ///< default parent of new servers' data folders

    /// The places of the signed-in person; makes the folders (0700) that are missing.
    [[nodiscard]] static Paths forThisUser();

    [[nodiscard]] QString settingsFile() const {
        return configDir + QStringLiteral("/settings.ini");
    }
    [[nodiscard]] QString profilesFile() const {
        return configDir + QStringLiteral("/profiles.json");
    }
    [[nodiscard]] QString setupDraftFile() const {
        return configDir + QStringLiteral("/setup-draft.json");
    }
    [[nodiscard]] QString historyFile() const { return stateDir + QStringLiteral("/history.db"); }
    /// serversDir/NAME with characters that file systems dislike replaced.
    [[nodiscard]] QString defaultDataDir(const QString &serverName) const;
};

/// The full path of a program that belongs to Hearth ("hearthd"): the override in HEARTH_<NAME>,
/// then beside this program, then PATH. Empty if there is none.
[[nodiscard]] QString findProgram(const QString &name);

} // namespace hearth::app
