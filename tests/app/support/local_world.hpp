// SPDX-License-Identifier: Apache-2.0
// What a program needs beside one local server: the stand-in for hearthd and folders of its own.
#pragma once

#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "tests/app/support/fake_hearthd.hpp"

#include <memory>

namespace hearth::test {

struct LocalWorld {
    FakeHearthd fake; // first, because it moves the folders
    app::Paths paths = app::Paths::forThisUser();
    app::SystemClock clock;
    app::ServerProfiles profiles{paths.profilesFile()};
    std::unique_ptr<app::SecretStore> secrets = app::makeSecretStore(paths);
};

} // namespace hearth::test
