// SPDX-License-Identifier: Apache-2.0
// What a look at a server found, in words: each case has its own sentence and its own way out.
#pragma once

#include "app/setup/server_probe.hpp"

#include <QString>

namespace hearth::ui {

QString whatHappened(const app::ProbeResult &result);
QString whatToDo(const app::ProbeResult &result);

} // namespace hearth::ui
