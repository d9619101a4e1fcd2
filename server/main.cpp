// SPDX-License-Identifier: Apache-2.0
// hearthd: the Matrix homeserver of Hearth.
#include "server/daemon/commands.hpp"

#include <string>
#include <vector>

int main(int argc, char **argv) {
    return hearth::daemon::runCommandLine(std::vector<std::string>(argv + 1, argv + argc));
}
