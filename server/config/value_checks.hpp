// SPDX-License-Identifier: Apache-2.0
// Checks of values that have rows and patterns inside, and of settings that need one another: what
// is wrong in them would show only when somebody asks for it.
#pragma once

#include "server/config/checks.hpp"

namespace hearth::config {

void checkPreviews(const Settings &settings, const Complain &complain);
void checkRooms(const Settings &settings, const Complain &complain);
void checkSignIn(const Settings &settings, const Complain &complain);

} // namespace hearth::config
