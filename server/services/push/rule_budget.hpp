// SPDX-License-Identifier: Apache-2.0
// RuleBudget: how much work the push rules of one user may make. Rules are asked about an event
// when somebody wants to know, and a user can have that asked as often as they like: what counts
// is all of it together.
#pragma once

#include "server/core/json.hpp"
#include "server/matrix/push_rules.hpp"
#include "server/store/nid.hpp"

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace hearth::services {

/// Thread-safe. In steps, as matrix::PushEvent counts them (about a nanosecond each).
class RuleBudget {
public:
    /// Thirty usual rules and a usual message take some thousand steps.
    static constexpr std::int64_t mostAtOnce = 100'000'000;
    static constexpr std::int64_t perSecond = 20'000'000;

    /// What a user's own rules may cost for the next event. now: in ms, steady.
    [[nodiscard]] std::int64_t allowance(store::UserNid user, std::int64_t now);
    void charge(store::UserNid user, std::int64_t steps);

private:
    struct Account {
        std::int64_t left = mostAtOnce;
        std::int64_t at = 0;
    };
    static constexpr std::size_t mostAccounts = 10'000;
    static void refill(Account &account, std::int64_t now);

    std::mutex m_mutex;
    std::unordered_map<store::UserNid, Account> m_accounts; // of those who used some of it
};

/// What costly evaluations found out, of the users who were asked about last. Thread-safe.
class RuleMemory {
public:
    using Rules = std::shared_ptr<const matrix::PushRuleset>;
    using Outcome = std::optional<matrix::PushOutcome>;

    /// An evaluation that took fewer steps is as quickly done again.
    static constexpr std::int64_t worthKeeping = 100'000;

    /// Nothing if it is not known for these rules.
    [[nodiscard]] std::optional<Outcome> find(store::UserNid user, const Rules &rules,
                                              store::EventNid event);
    void keep(store::UserNid user, const Rules &rules, store::EventNid event,
              const Outcome &outcome);

private:
    static constexpr std::size_t mostUsers = 100;
    static constexpr std::size_t mostEvents = 5000; // of one user
    struct Known {
        store::UserNid user{};
        Rules rules; // outcomes point into them
        std::unordered_map<store::EventNid, Outcome> outcomes;
    };
    std::mutex m_mutex;
    std::list<Known> m_order; // the last one asked about first
    std::unordered_map<store::UserNid, std::list<Known>::iterator> m_users;
};

} // namespace hearth::services
