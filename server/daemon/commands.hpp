// SPDX-License-Identifier: Apache-2.0
// What the program does for each way of calling it. Each gives the exit code.
#pragma once

#include <string>
#include <vector>

namespace hearth::daemon {

constexpr const char *programVersion = "0.1.0";

/// hearthd --config FILE
[[nodiscard]] int runServer(const std::string &configFile);
/// hearthd check --config FILE
[[nodiscard]] int checkConfig(const std::string &configFile);
/// hearthd generate …
[[nodiscard]] int generate(const std::vector<std::string> &arguments);
/// hearthd db check|copy|backup --config FILE [--to …]
[[nodiscard]] int runDatabaseCommand(const std::string &command, const std::string &configFile,
                                     const std::string &to);
/// All of the command line, without the program's name.
[[nodiscard]] int runCommandLine(const std::vector<std::string> &arguments);

} // namespace hearth::daemon
