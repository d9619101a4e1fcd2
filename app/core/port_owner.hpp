// SPDX-License-Identifier: Apache-2.0
// Which program listens on a port of this computer, as far as the kernel tells this account.
#pragma once

#include <QString>

#include <optional>

namespace hearth::app {

struct PortOwner {
    qint64 pid = 0;
    QString program; ///< "nginx"
    bool operator==(const PortOwner &) const = default;
};

/// Nothing if nobody listens there, or if the program belongs to another account. Reads /proc,
/// which does not hang but is not small: not for the GUI thread.
[[nodiscard]] std::optional<PortOwner> findPortOwner(int port);

} // namespace hearth::app
