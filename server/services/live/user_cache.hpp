// SPDX-License-Identifier: Apache-2.0
// UserCache: one immutable value per user, loaded at the first question and thrown away when a
// commit changes it. Bounded: when full, everything is thrown away.
#pragma once

#include "server/store/nid.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hearth::services {

template <class Key, class Value>
class ValueCache {
public:
    using Ptr = std::shared_ptr<const Value>;
    explicit ValueCache(std::size_t capacity)
        : m_capacity(capacity) {}

    /// load() gives a Ptr; it runs without the lock.
    template <class Load>
    Ptr get(const Key &key, Load &&load) {
        std::uint64_t generation = 0;
        {
            const std::lock_guard lock(m_mutex);
            if (const auto found = m_values.find(key); found != m_values.end())
                return found->second;
            generation = m_generation;
        }
        Ptr value = std::forward<Load>(load)();
        const std::lock_guard lock(m_mutex);
        // What was read may be older than a change that came in between: then it is not kept.
        if (generation == m_generation) {
            if (m_values.size() >= m_capacity)
                m_values.clear();
            m_values.insert_or_assign(key, value);
        }
        return value;
    }

    /// For many keys at once: load(missing) gives a map from key to Ptr.
    template <class Load>
    void prepare(const std::vector<Key> &keys, Load &&load) {
        std::vector<Key> missing;
        std::uint64_t generation = 0;
        {
            const std::lock_guard lock(m_mutex);
            for (const Key &key : keys)
                if (!m_values.contains(key))
                    missing.push_back(key);
            generation = m_generation;
        }
        if (missing.empty())
            return;
        auto loaded = std::forward<Load>(load)(missing);
        const std::lock_guard lock(m_mutex);
        if (generation != m_generation)
            return;
        if (m_values.size() + loaded.size() > m_capacity)
            m_values.clear();
        for (auto &[key, value] : loaded)
            m_values.insert_or_assign(key, std::move(value));
    }

    [[nodiscard]] Ptr peek(const Key &key) const {
        const std::lock_guard lock(m_mutex);
        const auto found = m_values.find(key);
        return found == m_values.end() ? nullptr : found->second;
    }

    void clear() {
        const std::lock_guard lock(m_mutex);
        ++m_generation;
        m_values.clear();
    }
    /// Writer thread, after the commit.
    void invalidate(const Key &key) {
        const std::lock_guard lock(m_mutex);
        ++m_generation;
        m_values.erase(key);
    }

private:
    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::uint64_t m_generation = 0;
    std::unordered_map<Key, Ptr> m_values;
};

template <class Value>
using UserCache = ValueCache<store::UserNid, Value>;

} // namespace hearth::services
