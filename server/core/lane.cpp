// SPDX-License-Identifier: Apache-2.0
#include "server/core/lane.hpp"

#include <atomic>
#include <memory>
#include <utility>

namespace hearth {

class LaneState {
public:
    static thread_local LaneScope *current;
    static bool changed(const LaneScope &scope) { return scope.m_changed; }
    static Lane lane(const LaneScope &scope) { return scope.m_lane; }
    static PaidLimits &paid(const LaneScope &scope) { return scope.m_paid; }
    static std::size_t addBytes(LaneScope &scope, std::size_t bytes) {
        return scope.m_bytes += bytes;
    }
    static bool isBefore(Lane lane, Lane other) {
        return lane == Lane::Shared || (lane == Lane::Large && other == Lane::Giant);
    }
    static void setChanged(LaneScope &scope, bool changed) { scope.m_changed = changed; }
};

thread_local LaneScope *LaneState::current = nullptr;

std::string_view toString(Lane lane) {
    switch (lane) {
    case Lane::Passwords:
        return "passwords";
    case Lane::Pictures:
        return "pictures";
    case Lane::Large:
        return "large";
    case Lane::Giant:
        return "giant";
    default:
        return "shared";
    }
}

void Together::require() const {
    if (m_waits.empty())
        return;
    throw Later([waits = m_waits](Later::Resume resume) {
        // One more than there are, so that answers that are there at once do not end it early.
        const auto open = std::make_shared<std::atomic<std::size_t>>(waits.size() + 1);
        const auto oneCame = [open, resume = std::move(resume)] {
            if (open->fetch_sub(1) == 1)
                resume();
        };
        for (const Later &wait : waits) {
            try {
                wait.begin(oneCame);
            } catch (const std::exception &) {
                oneCame(); // starting over says why
            }
        }
        oneCame();
    });
}

void PaidLimits::startOver() {
    m_earlier.insert(std::make_move_iterator(m_now.begin()), std::make_move_iterator(m_now.end()));
    m_now.clear();
}

bool PaidLimits::wasPaid(std::string_view key) {
    const auto found = m_earlier.find(std::string(key));
    if (found == m_earlier.end())
        return false;
    m_earlier.erase(found);
    m_now.emplace_back(key);
    return true;
}

LaneScope::LaneScope(Lane lane, PaidLimits &paid)
    : m_lane(lane)
    , m_paid(paid)
    , m_outer(std::exchange(LaneState::current, this)) {}

LaneScope::~LaneScope() {
    LaneState::current = m_outer;
}

void requireLane(Lane lane) {
    const LaneScope *scope = LaneState::current;
    if (scope && LaneState::isBefore(LaneState::lane(*scope), lane) && !LaneState::changed(*scope))
        throw OtherLane(lane);
}

void noteBytes(std::size_t bytes) {
    LaneScope *scope = LaneState::current;
    if (!scope)
        return;
    const std::size_t all = LaneState::addBytes(*scope, bytes);
    if (all > mostBytesOnLargeLane)
        requireLane(Lane::Giant);
    else if (all > mostBytesOnSharedLane)
        requireLane(Lane::Large);
}

bool canWait() {
    const LaneScope *scope = LaneState::current;
    return scope && !LaneState::changed(*scope);
}

void noteChange() {
    if (LaneScope *scope = LaneState::current)
        LaneState::setChanged(*scope, true);
}

Repeatable::Repeatable()
    : m_changedBefore(LaneState::current && LaneState::changed(*LaneState::current)) {}

Repeatable::~Repeatable() {
    if (LaneScope *scope = LaneState::current)
        LaneState::setChanged(*scope, m_changedBefore);
}

PaidLimits *paidLimits() {
    const LaneScope *scope = LaneState::current;
    return scope ? &LaneState::paid(*scope) : nullptr;
}

} // namespace hearth
