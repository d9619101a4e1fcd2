// SPDX-License-Identifier: Apache-2.0
// Reading and checking the configuration file.
#pragma once

#include "server/config/settings.hpp"
#include "server/core/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hearth::config {

struct Problem {
    std::string file;
    int line = 0; // 0: the file as a whole
    std::string message;

    [[nodiscard]] std::string text() const; // FILE:LINE: message
};

struct Loaded {
    Settings settings;
    std::vector<Problem> problems; // any: settings must not be used
    std::vector<Problem> notes;    // accepted, but without an effect
};

[[nodiscard]] Loaded load(const std::string &file);
/// As load, for text already read (tests); relative paths start at the folder of file.
[[nodiscard]] Loaded loadText(std::string_view text, const std::string &file);
/// The table as JSON for programs that show settings: [{key,type,default,restart,help,…}].
[[nodiscard]] json::array schema();
/// After reading the file again: puts the old values of keys that need a restart back into fresh
/// and gives the names of those that differ.
[[nodiscard]] std::vector<std::string> keepWhatNeedsRestart(Settings &fresh, const Settings &old);

struct GenerateOptions {
    std::string serverName;
    std::string dataDir;
    int port = 8008;
    std::string bind = "127.0.0.1";
    std::string publicBaseurl; // empty: from bind and port
    std::string database = "sqlite3";
};
/// The commented hearthd.yaml for new installations.
[[nodiscard]] std::string defaultFile(const GenerateOptions &options);

} // namespace hearth::config
