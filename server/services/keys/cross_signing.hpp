// SPDX-License-Identifier: Apache-2.0
// CrossSigning: master, self-signing and user-signing keys, and the signatures made with them. All
// signatures are verified (spec client-server, "Cross-signing").
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/proof.hpp"
#include "server/services/requester.hpp"
#include "server/store/key_store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

class Accounts;
class Changes;

/// Owned by the daemon. Thread-safe.
class CrossSigning {
public:
    CrossSigning(Accounts &accounts, Changes &changes, const Clock &clock);

    /// Whether upload() would ask for a proof at this moment. Throws if the keys do not fit
    /// together.
    [[nodiscard]] bool needsProof(const Requester &requester, const json::object &body);
    /// Writes the keys. The same keys as before and a first upload need no proof (MSC3967); false
    /// if one is needed and not given, and then nothing was changed or spent. Throws if the keys do
    /// not fit together.
    [[nodiscard]] bool upload(const Requester &requester, const json::object &body,
                              const Proof &proof);
    /// POST /keys/signatures/upload; gives {"failures": …}.
    [[nodiscard]] json::object uploadSignatures(const Requester &requester,
                                                const json::object &body);
    /// Opens the time in which the master key may be replaced without confirmation. False if there
    /// is no master key.
    [[nodiscard]] bool allowReplacement(store::UserNid user, Timestamp until);

private:
    struct Keys;
    [[nodiscard]] bool isFree(const Keys &stored) const;
    Keys load(store::Reader &reader, store::UserNid user, const std::string &userId) const;
    std::vector<store::CrossSigningKey> read(store::Reader &reader, const Requester &requester,
                                             const json::object &body) const;
    void write(store::Transaction &tx, const Requester &requester, const Keys &stored,
               const std::vector<store::CrossSigningKey> &changed);
    void addOne(store::Transaction &tx, const Requester &requester, std::string_view userId,
                std::string_view keyId, const json::object &object);
    void addToOwn(store::Transaction &tx, const Requester &requester, std::string_view keyId,
                  const json::object &object);
    void addToOther(store::Transaction &tx, const Requester &requester, store::UserNid target,
                    std::string_view userId, std::string_view keyId, const json::object &object);
    void store(store::Transaction &tx, const Requester &requester, store::UserNid target,
               std::string_view key, const std::string &signingKeyId, const json::object &object);

    Accounts &m_accounts;
    Changes &m_changes;
    const Clock &m_clock;
};

} // namespace hearth::services
