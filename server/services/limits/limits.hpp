// SPDX-License-Identifier: Apache-2.0
// Limits: how often who may ask for what (the rc_* settings). Everything that limits requests asks
// here, after it knows who asks, so that what holds for application services and for users with an
// override of their own holds everywhere.
#pragma once

#include "server/services/requester.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hearth {
class RateLimiter;
}
namespace hearth::config {
class Current;
struct RateLimit;
} // namespace hearth::config

namespace hearth::services {

enum class Limited {
    Message,
    DelayedEvent,
    Login,             // rc_login.address
    LoginAccount,      // rc_login.account: sign-ins that succeeded
    FailedLogin,       // rc_login.failed_attempts
    Registration,      // registrations begun, captchas that are wrong
    RegistrationToken, // guesses
    NameAvailable,
    Join,
    Report,
    KeyRequest,
    ToDevice,
    RoomCreation,
    MediaCreate,
    UserDirectory,
    Presence,
    PresenceBySync // what a sync says beside; its first changes are free
};

/// A view of the limiter and the settings; cheap to copy. Thread-safe.
class Limits {
public:
    Limits(RateLimiter &limiter, const config::Current &settings)
        : m_limiter(limiter)
        , m_settings(settings) {}

    /// Counts a request; throws 429 M_LIMIT_EXCEEDED. By the user, or by the address of those whom
    /// nobody knows; signing in and registering are always counted by address. As in Synapse:
    /// application services register without limit, one with rate_limited: false has none at all,
    /// and what the service's own user sends is not counted.
    void require(Limited what, const Requester &who, std::string_view address) const;
    /// The same as an answer: ms to wait, 0 if it was counted.
    [[nodiscard]] std::int64_t take(Limited what, const Requester &who,
                                    std::string_view address) const;
    /// Counts under a name that the caller knows: an account, an address.
    void requireFor(Limited what, std::string_view key) const;
    /// Throws if requireFor would, without counting.
    void peekFor(Limited what, std::string_view key) const;

    /// A guess that costs only if it is wrong. It is counted before it is judged, so that many at
    /// once are not judged on one place; succeeded() gives the place back.
    class Guess {
    public:
        void succeeded();

    private:
        friend class Limits;
        Guess(RateLimiter &limiter, std::string name, double burst)
            : m_limiter(limiter)
            , m_name(std::move(name))
            , m_burst(burst) {}
        RateLimiter &m_limiter;
        std::string m_name;
        double m_burst;
    };
    /// Throws 429 if there were too many wrong ones.
    [[nodiscard]] Guess guess(Limited what, std::string_view key) const;

private:
    RateLimiter &m_limiter;
    const config::Current &m_settings;
};

} // namespace hearth::services
