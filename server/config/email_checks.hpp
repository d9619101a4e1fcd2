// SPDX-License-Identifier: Apache-2.0
// What settings about e-mail must fulfil together.
#pragma once

#include "server/config/checks.hpp"

namespace hearth::config {

/// problem: the settings cannot be used; note: they can.
void checkEmail(const Settings &settings, const Complain &problem, const Complain &note);

} // namespace hearth::config
