// SPDX-License-Identifier: Apache-2.0
// Registers the compiled-in resources.
#include "resources/resources.hpp"

#include <QtCore/qglobal.h>

// Q_INIT_RESOURCE declares a function of the global namespace, so it can't stand inside one.
static void initHearthResources() {
    Q_INIT_RESOURCE(hearth);
}

namespace hearth::resources {

void ensureLoaded() {
    initHearthResources();
}

} // namespace hearth::resources
