// SPDX-License-Identifier: Apache-2.0
// The server that a data folder holds already, as its configuration describes it.
#pragma once

#include <QString>

#include <optional>

namespace hearth::app {

/// What setting up must not contradict: going on with a server changes none of it.
struct ExistingServer {
    QString name; ///< empty if the configuration can't be read
    QString publicBaseUrl;
    int port = 0; ///< of the first listener; 0 if it can't be read
    bool listenEverywhere = false;
    bool operator==(const ExistingServer &) const = default;
};

/// Nothing if the folder has no configuration. Blocks: not for the GUI thread.
[[nodiscard]] std::optional<ExistingServer> readExistingServer(const QString &dataDir);

} // namespace hearth::app
