// SPDX-License-Identifier: Apache-2.0
// Whether the desktop's keychain is locked, asked without unlocking it: that would show a prompt.
#pragma once

#include <QFuture>
#include <QString>

namespace hearth::app {

enum class KeychainLock {
    Open,
    Locked,
    Missing, ///< the service runs, but there is no keychain yet: a write would ask to make one
    Unknown, ///< no answer: another kind of keychain, or none
};

struct KeychainState {
    KeychainLock lock = KeychainLock::Unknown;
    QString owner; ///< its connection to the bus: another one after a restart
};

/// Asks the Secret Service on the session bus; the answer comes without waiting.
[[nodiscard]] QFuture<KeychainState> askKeychain();

} // namespace hearth::app
