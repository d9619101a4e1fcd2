// SPDX-License-Identifier: Apache-2.0
// Lookups: answers from outside, by key. All who ask for the same at the same time wait for one
// answer; what came, failures too, is remembered for as long as the asker says.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/lane.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hearth {

struct LookupLimits {
    std::size_t kept = 1000;   // answers in memory
    std::size_t asking = 1000; // keys that are asked for at the same time
    std::size_t waiting = 500; // who wait for the same key
};

/// Thread-safe. Must outlive the answers to what it asks.
template <class Value>
class Lookups {
public:
    /// Called once, from any thread, unless the asking throws; keptFor in ms.
    using Answer = std::function<void(Value value, std::int64_t keptFor)>;
    using Ask = std::function<void(Answer)>;

    explicit Lookups(const Clock &clock, LookupLimits limits = {})
        : m_clock(clock)
        , m_limits(limits) {}

    /// The answer if it is there. Otherwise throws Later, and 429 when too much is under way;
    /// nothing where nobody can wait.
    [[nodiscard]] std::optional<Value> get(const std::string &key, const Ask &ask) {
        return look(key, ask, false);
    }
    /// Likewise, for answers that serve once.
    [[nodiscard]] std::optional<Value> take(const std::string &key, const Ask &ask) {
        return look(key, ask, true);
    }
    /// For those who are no request: then runs when the answer is there, perhaps at once.
    void ask(const std::string &key, const Ask &ask, std::function<void()> then) {
        begin(key, ask, std::move(then));
    }
    /// Without asking.
    [[nodiscard]] std::optional<Value> find(const std::string &key) {
        const std::lock_guard lock(m_mutex);
        const auto found = m_known.find(key);
        if (found == m_known.end() || found->second.until <= m_clock.steady())
            return std::nullopt;
        return found->second.value;
    }
    void forget(const std::string &key) {
        const std::lock_guard lock(m_mutex);
        m_known.erase(key);
    }

private:
    // Those who waited have to see the answer when they start over.
    static constexpr std::int64_t shortest = 2'000;

    struct Known {
        Value value;
        std::int64_t until = 0; // steady clock
    };

    std::optional<Value> look(const std::string &key, const Ask &ask, bool once) {
        {
            const std::lock_guard lock(m_mutex);
            const auto found = m_known.find(key);
            if (found != m_known.end() && found->second.until > m_clock.steady()) {
                std::optional<Value> out(found->second.value);
                if (once)
                    m_known.erase(found);
                return out;
            }
            if (!canWait())
                return std::nullopt;
            const auto asking = m_asking.find(key);
            if (asking == m_asking.end() ? m_asking.size() >= m_limits.asking
                                         : asking->second.size() >= m_limits.waiting)
                throw limitExceeded(1'000);
        }
        throw Later([this, key, ask](Later::Resume resume) { begin(key, ask, std::move(resume)); });
    }

    void begin(const std::string &key, const Ask &ask, Later::Resume resume) {
        {
            std::unique_lock lock(m_mutex);
            const auto found = m_known.find(key);
            if (found != m_known.end() && found->second.until > m_clock.steady()) {
                lock.unlock();
                resume();
                return;
            }
            auto &waiting = m_asking[key];
            waiting.push_back(std::move(resume));
            if (waiting.size() > 1)
                return;
        }
        try {
            ask([this, key](Value value, std::int64_t keptFor) {
                answered(key, std::move(value), keptFor);
            });
        } catch (...) {
            // Whoever asked is refused; those who came meanwhile try it themselves.
            std::vector<Later::Resume> waiting = takeWaiting(key);
            for (std::size_t i = 1; i < waiting.size(); ++i)
                waiting[i]();
            throw;
        }
    }

    std::vector<Later::Resume> takeWaiting(const std::string &key) {
        const std::lock_guard lock(m_mutex);
        std::vector<Later::Resume> out;
        if (const auto asking = m_asking.find(key); asking != m_asking.end()) {
            out = std::move(asking->second);
            m_asking.erase(asking);
        }
        return out;
    }

    void answered(const std::string &key, Value value, std::int64_t keptFor) {
        {
            const std::lock_guard lock(m_mutex);
            makeRoom();
            const std::int64_t until = m_clock.steady() + std::max(shortest, keptFor);
            if (m_known.insert_or_assign(key, Known{std::move(value), until}).second)
                m_order.push_back(key);
        }
        for (const auto &resume : takeWaiting(key))
            resume();
    }

    /// The oldest go first. A key that was forgotten and came back stands in the order twice and
    /// goes a little early.
    void makeRoom() {
        while (m_order.size() >= m_limits.kept) {
            m_known.erase(m_order.front());
            m_order.pop_front();
        }
    }

    const Clock &m_clock;
    const LookupLimits m_limits;
    std::mutex m_mutex; // everything below
    std::unordered_map<std::string, Known> m_known;
    std::deque<std::string> m_order;
    std::unordered_map<std::string, std::vector<Later::Resume>> m_asking;
};

} // namespace hearth
