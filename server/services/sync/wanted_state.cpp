// SPDX-License-Identifier: Apache-2.0
// See wanted_state.hpp.
#include "server/services/sync/wanted_state.hpp"

namespace hearth::services {
namespace {

constexpr std::size_t entryBytes = 96; // of a key in a set, besides its text

/// How many of the pairs of b are not in a.
std::size_t missing(const WantedState &a, const WantedState &b) {
    std::size_t count = 0;
    for (const auto &[type, keys] : b.types())
        for (const std::string &key : keys)
            count += a.has(type, key) ? 0U : 1U;
    return count;
}

} // namespace

WantedState::WantedState(Types types)
    : m_types(std::move(types)) {
    for (const auto &[type, keys] : m_types) {
        m_size += keys.size();
        m_bytes += entryBytes + type.size();
        for (const std::string &key : keys)
            m_bytes += entryBytes + key.size();
    }
}

const WantedState::Ptr &WantedState::nothing() {
    static const Ptr none = std::make_shared<const WantedState>(Types());
    return none;
}

const WantedState::Keys &WantedState::keysOf(std::string_view type) const {
    static const Keys none;
    const auto found = m_types.find(type);
    return found != m_types.end() ? found->second : none;
}

bool WantedState::has(std::string_view type, std::string_view key) const {
    return keysOf(type).contains(key);
}

bool WantedState::wants(std::string_view type, std::string_view key, std::string_view self) const {
    for (const std::string_view one : {type, std::string_view("*")}) {
        const Keys &keys = keysOf(one);
        if (!keys.empty() &&
            (keys.contains("*") || keys.contains(key) || (key == self && keys.contains("$ME"))))
            return true;
    }
    return false;
}

WantedState::Ptr WantedUnions::unite(const WantedState::Ptr &a, const WantedState::Ptr &b) {
    if (a == b || b->empty())
        return a;
    if (a->empty())
        return b;
    const auto [known, fresh] = m_known.try_emplace({a, b});
    if (!fresh)
        return known->second;
    const std::size_t more = missing(*a, *b);
    if (more == 0)
        return known->second = a;
    if (a->size() + more == b->size())
        return known->second = b;
    WantedState::Types types = a->types();
    for (const auto &[type, keys] : b->types())
        types[type].insert(keys.begin(), keys.end());
    return known->second = std::make_shared<const WantedState>(std::move(types));
}

} // namespace hearth::services
