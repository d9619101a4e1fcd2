// SPDX-License-Identifier: Apache-2.0
// Daemon: one running hearthd, from the settings to open listeners, and back down in order.
#pragma once

#include "server/config/settings.hpp"
#include "server/core/json.hpp"

#include <memory>
#include <string>

namespace hearth::daemon {

class Daemon {
public:
    /// Opens everything; throws Fatal. The data folder is locked by the caller.
    explicit Daemon(config::Settings settings);
    ~Daemon();

    /// Starts to answer.
    void start();
    /// {"event":"ready",…}
    [[nodiscard]] json::object readyLine() const;
    /// Takes over what can be taken over while running; logs what cannot.
    void reload();
    /// Stops accepting, ends requests, jobs and the writer, closes the database.
    void stop();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace hearth::daemon
