// SPDX-License-Identifier: Apache-2.0
// What to do about the warnings and errors of hearthd that are well known.
#pragma once

#include <QString>

namespace hearth::app {
struct LogLine;
}

namespace hearth::ui {

/// "Free some space. …" in the person's language; empty for lines that need no one or tell it all.
QString logAdvice(const app::LogLine &line);

} // namespace hearth::ui
