// SPDX-License-Identifier: Apache-2.0
// Lane: which threads a request may run on, and how it gets to others. A request begins on the
// shared workers, where nothing may take long or wait for anybody but our own database. Code that
// finds out that it has heavy work to do, or that it has to hear from outside first, says so with
// an exception; the pipeline then runs the whole request again, there or later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace hearth {

/// Each heavy lane has few threads of its own and a bounded queue (net/lane_pools).
enum class Lane {
    Shared,
    Passwords, // hashing
    Pictures,  // thumbnails
    Large,     // answers that take long to put together
    Giant      // those among them of which few may be in memory at the same time
};
inline constexpr std::size_t laneCount = 5;
[[nodiscard]] std::string_view toString(Lane lane);

/// Thrown by requireLane().
class OtherLane : public std::exception {
public:
    explicit OtherLane(Lane lane)
        : m_lane(lane) {}
    [[nodiscard]] Lane lane() const { return m_lane; }
    [[nodiscard]] const char *what() const noexcept override { return "needs another lane"; }

private:
    Lane m_lane;
};

/// Thrown where the answer depends on somebody outside who was not asked yet; only if canWait().
class Later : public std::exception {
public:
    /// begin asks; it calls resume once, from any thread, when starting over makes sense.
    using Resume = std::function<void()>;
    explicit Later(std::function<void(Resume)> begin)
        : m_begin(std::move(begin)) {}
    void begin(Resume resume) const { m_begin(std::move(resume)); }
    [[nodiscard]] const char *what() const noexcept override { return "has to wait"; }

private:
    std::function<void(Resume)> m_begin;
};

/// Several answers that are asked for at the same time.
class Together {
public:
    /// What get() gives; nothing if it has to wait.
    template <class Get>
    auto get(Get &&get) -> decltype(get()) {
        try {
            return get();
        } catch (const Later &later) {
            m_waits.push_back(later);
            return {};
        }
    }
    /// Throws Later until everything is there.
    void require() const;

private:
    std::vector<Later> m_waits;
};

/// What a request has paid to rate limiters, so that starting over costs nothing again.
class PaidLimits {
public:
    void startOver();
    /// True if an earlier run of the request paid this.
    [[nodiscard]] bool wasPaid(std::string_view key);
    void pay(std::string_view key) { m_now.emplace_back(key); }

private:
    std::vector<std::string> m_now;
    std::unordered_multiset<std::string> m_earlier;
};

/// While a request runs on this thread: it can start over until it changes something. Elsewhere
/// (jobs, tests of services) work is done where it is called, and nobody waits.
class LaneScope {
public:
    LaneScope(Lane lane, PaidLimits &paid);
    ~LaneScope();
    LaneScope(const LaneScope &) = delete;
    LaneScope &operator=(const LaneScope &) = delete;

private:
    friend class LaneState;
    Lane m_lane;
    PaidLimits &m_paid;
    bool m_changed = false;
    std::size_t m_bytes = 0;
    LaneScope *m_outer;
};

/// For the beginning of heavy work: goes on here, or throws OtherLane.
void requireLane(Lane lane);
/// As much as this, in bytes, is put together for one answer on the shared workers, and on the
/// lane for large answers.
inline constexpr std::size_t mostBytesOnSharedLane = 1 << 20;
inline constexpr std::size_t mostBytesOnLargeLane = 8 << 20;
/// Bytes that were read or written for an answer, or other work that takes as long as these (some
/// nanoseconds each). Who needs more of them than belongs on this lane goes on to the next:
/// throws OtherLane, so it is called where a request can start over. What is read from the
/// database, parsed from the request or turned into text is counted where that is done; what comes
/// out of memory is for the caller to count, before it is copied.
void noteBytes(std::size_t bytes);
/// Whether Later may be thrown here.
[[nodiscard]] bool canWait();
/// Something was changed that starting over would change twice. Database::write says so.
void noteChange();
/// What is changed in its lifetime may be changed twice without harm: it does not count.
class Repeatable {
public:
    Repeatable();
    ~Repeatable();
    Repeatable(const Repeatable &) = delete;
    Repeatable &operator=(const Repeatable &) = delete;

private:
    bool m_changedBefore;
};
/// Of the request that runs on this thread; none elsewhere.
[[nodiscard]] PaidLimits *paidLimits();

/// The heavy lanes, as the pipeline sees them. Thread-safe.
class Lanes {
public:
    virtual ~Lanes() = default;
    struct Work {
        std::function<void()> run;
        /// Instead of run, when the work waited for too long.
        std::function<void()> late;
        /// Asked before run: nobody wants it any more.
        std::function<bool()> dropped;
        /// Asked before run, if given: it has to wait, while others go on.
        std::function<bool()> held = {};
    };
    /// Queues work for somebody (a user or an address). Throws 429 when they have enough in the
    /// queue, 503 when it is full.
    virtual void enter(Lane lane, const std::string &who, Work work) = 0;
};

} // namespace hearth
