// SPDX-License-Identifier: Apache-2.0
// SQLite writes the frames of a commit to its log with two small system calls each. This layer
// below it collects them and hands them over in one piece.
//
// Only for connections with synchronous=FULL: SQLite then syncs the log before it tells other
// connections of the new frames, and a sync empties the buffer first.
#pragma once

namespace hearth::store {

/// Name of the layer (an SQLite "VFS") for sqlite3_open_v2; registers it the first time.
[[nodiscard]] const char *logBufferVfs();

} // namespace hearth::store
