// SPDX-License-Identifier: Apache-2.0
// Proof: that somebody may do one thing, once. What was checked before (a confirmation, a password,
// a login token) is checked again and spent inside the transaction that does the thing, so that of
// many requests with the same proof one succeeds, and one that fails has spent nothing.
#pragma once

#include "server/store/nid.hpp"

#include <functional>
#include <utility>

namespace hearth::store {
class Transaction;
}

namespace hearth::services {

class Proof {
public:
    /// Runs inside the transaction; user: for whom the thing is done. Throws hearth::Error if the
    /// proof does not hold any more.
    using Spend = std::function<void(store::Transaction &tx, store::UserNid user)>;

    /// There is nothing to spend: administrators, and what needs no proof.
    [[nodiscard]] static Proof none() { return Proof(false, {}); }
    /// Trusted without anything that could be spent: application services.
    [[nodiscard]] static Proof trusted() { return Proof(true, {}); }
    explicit Proof(Spend spend)
        : Proof(true, std::move(spend)) {}

    /// Every function that takes a proof calls this first in its transaction.
    void redeem(store::Transaction &tx, store::UserNid user) const {
        if (m_spend)
            m_spend(tx, user);
    }
    /// Whether anything was proven.
    [[nodiscard]] bool isGiven() const { return m_given; }

private:
    Proof(bool given, Spend spend)
        : m_given(given)
        , m_spend(std::move(spend)) {}

    bool m_given;
    Spend m_spend;
};

} // namespace hearth::services
