// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/load_config.hpp"

#include "server/services/appservices/appservice.hpp"

#include <filesystem>

namespace hearth::daemon {

config::Loaded loadConfig(const std::string &configFile) {
    config::Loaded loaded = config::load(configFile);
    // A file that does not exist is a problem of the configuration, and named there already.
    std::vector<std::string> files = loaded.settings.appServiceConfigFiles;
    std::erase_if(files, [](const std::string &file) {
        std::error_code failure;
        return !std::filesystem::is_regular_file(file, failure);
    });
    (void)services::loadAppServices(files, loaded.settings.serverName, loaded.problems);
    return loaded;
}

} // namespace hearth::daemon
