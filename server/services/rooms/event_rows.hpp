// SPDX-License-Identifier: Apache-2.0
// The rows that a batch of judged events is made of.
#pragma once

#include "server/services/rooms/event_batch.hpp"

namespace hearth::services {

/// Inside a write's closure: every row of the batch, and the positions of its events. May run
/// again if the write is repeated.
void writeRows(store::Transaction &tx, EventBatch &batch);

} // namespace hearth::services
