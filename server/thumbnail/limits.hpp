// SPDX-License-Identifier: Apache-2.0
// Limits that the process puts on itself before it touches a stranger's file.
#pragma once

namespace hearth::thumbnail {

/// Memory, CPU time, size of written files, open files; no core dumps, no new privileges.
/// A decoder that runs wild ends this process and nothing else.
/// A moving picture gets less: when that is not enough, the caller asks for one at rest instead.
void limitProcess(bool moving);

} // namespace hearth::thumbnail
