// SPDX-License-Identifier: Apache-2.0
// What the server has to give away before it knows anybody: connections, and memory for what comes
// in. Both are counted, and nobody gets all of it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hearth::net {

/// Thread-safe; addresses as neighbourhood() has them. An address may have four times as many
/// connections as are left: alone, four fifths of them; together with others, less; and a newcomer
/// always finds one.
class ConnectionShares {
public:
    explicit ConnectionShares(std::size_t most)
        : m_most(most) {}

    /// A connection. who: empty for a reverse proxy that tells whose requests it brings; those are
    /// counted one by one. False if there is none left for them.
    [[nodiscard]] bool take(const std::string &who);
    void give(const std::string &who);
    /// A request that a reverse proxy brought.
    [[nodiscard]] bool takeRequest(const std::string &who);
    void giveRequest(const std::string &who);
    [[nodiscard]] std::size_t open() const { return m_open.load(); }

private:
    [[nodiscard]] bool takeFor(const std::string &who);
    void giveFor(const std::string &who);

    const std::size_t m_most;
    std::atomic<std::size_t> m_open{0};
    std::mutex m_mutex; // m_byAddress, and changes of m_open
    std::unordered_map<std::string, std::size_t> m_byAddress;
};

/// Thread-safe. Bytes that connections hold of requests that were not answered yet, or of answers
/// that were not read yet. An address may have half of them.
class MemoryShares {
public:
    /// A connection's first bytes are not counted: the number of connections limits these, and a
    /// small request must not be refused because somebody sends large ones.
    static constexpr std::uint64_t freeBytes = 12 << 10;

    enum class Alone {
        AsOthers,
        Anything // who holds nothing yet may have more than their share, but for one thing only
    };
    /// fair: as much as this in all is nobody's concern.
    explicit MemoryShares(std::uint64_t most, std::uint64_t fair, Alone alone = Alone::AsOthers)
        : m_most(most)
        , m_fair(fair)
        , m_alone(alone) {}

    /// What a connection of who holds changes from before to after. False, and nothing changes, if
    /// there is no room for more.
    [[nodiscard]] bool change(const std::string &who, std::uint64_t before, std::uint64_t after);
    /// More than is fair is in use.
    [[nodiscard]] bool isTight() const { return m_used.load(std::memory_order_relaxed) > m_fair; }
    /// More than is fair is in use, and who has their part of it or more, or two thirds of all are:
    /// who holds things for long has to go, and what would need more has to wait.
    [[nodiscard]] bool isTightFor(const std::string &who) const;
    [[nodiscard]] std::uint64_t used() const { return m_used.load(); }

private:
    const std::uint64_t m_most;
    const std::uint64_t m_fair;
    const Alone m_alone;
    std::atomic<std::uint64_t> m_used{0};
    mutable std::mutex m_mutex; // m_byAddress, and changes of m_used
    std::unordered_map<std::string, std::uint64_t> m_byAddress;
};

} // namespace hearth::net
