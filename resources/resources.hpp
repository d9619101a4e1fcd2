// SPDX-License-Identifier: Apache-2.0
// The colours and icons that are compiled into the program (see hearth.qrc).
#pragma once

namespace hearth::resources {

/// Makes :/tokens.json and :/icons/… available; a static library does not register them by itself.
void ensureLoaded();

} // namespace hearth::resources
