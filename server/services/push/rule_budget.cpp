// SPDX-License-Identifier: Apache-2.0
// See rule_budget.hpp.
#include "server/services/push/rule_budget.hpp"

#include <algorithm>

namespace hearth::services {

void RuleBudget::refill(Account &account, std::int64_t now) {
    constexpr std::int64_t longest = 1000 * mostAtOnce / perSecond;
    const std::int64_t passed = std::clamp<std::int64_t>(now - account.at, 0, 2 * longest);
    account.left = std::min(mostAtOnce, account.left + passed * perSecond / 1000);
    account.at = now;
}

std::int64_t RuleBudget::allowance(store::UserNid user, std::int64_t now) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_accounts.find(user);
    if (found == m_accounts.end()) {
        if (m_accounts.size() >= mostAccounts)
            std::erase_if(m_accounts, [&](const auto &entry) {
                Account account = entry.second;
                refill(account, now);
                return account.left >= mostAtOnce / 2;
            });
        m_accounts[user].at = now;
        return matrix::PushEvent::maxSteps;
    }
    refill(found->second, now);
    return std::clamp<std::int64_t>(found->second.left, 0, matrix::PushEvent::maxSteps);
}

void RuleBudget::charge(store::UserNid user, std::int64_t steps) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_accounts.find(user);
    if (found != m_accounts.end())
        found->second.left = std::max<std::int64_t>(0, found->second.left - steps);
}

std::optional<RuleMemory::Outcome> RuleMemory::find(store::UserNid user, const Rules &rules,
                                                    store::EventNid event) {
    const std::lock_guard lock(m_mutex);
    const auto known = m_users.find(user);
    if (known == m_users.end() || known->second->rules != rules)
        return std::nullopt;
    m_order.splice(m_order.begin(), m_order, known->second);
    const auto outcome = known->second->outcomes.find(event);
    if (outcome == known->second->outcomes.end())
        return std::nullopt;
    return std::make_optional<Outcome>(outcome->second);
}

void RuleMemory::keep(store::UserNid user, const Rules &rules, store::EventNid event,
                      const Outcome &outcome) {
    const std::lock_guard lock(m_mutex);
    auto known = m_users.find(user);
    if (known == m_users.end()) {
        if (m_users.size() >= mostUsers) {
            m_users.erase(m_order.back().user);
            m_order.pop_back();
        }
        m_order.push_front({user, rules, {}});
        known = m_users.emplace(user, m_order.begin()).first;
    }
    Known &mine = *known->second;
    if (mine.rules != rules || mine.outcomes.size() >= mostEvents) {
        mine.outcomes.clear();
        mine.rules = rules;
    }
    mine.outcomes[event] = outcome;
}

} // namespace hearth::services
