// SPDX-License-Identifier: Apache-2.0
// See limits.hpp.
#include "server/services/limits/limits.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/neighbourhood.hpp"
#include "server/core/rate_limiter.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hearth::services {
namespace {

constexpr config::RateLimit nameAvailable{1, 20};
// A key for a room of some thousand devices goes out in as many requests.
constexpr config::RateLimit toDevice{50, 2000};
constexpr double presenceBySyncBurst = 10; // several devices with different states

std::pair<std::string, config::RateLimit> rowOf(const config::RateLimits &rc, Limited what) {
    switch (what) {
    case Limited::Message:
        return {"message", rc.message};
    case Limited::DelayedEvent:
        return {"delayed", rc.delayedEventManagement};
    case Limited::Login:
        return {"login", rc.loginAddress};
    case Limited::LoginAccount:
        return {"login-account", rc.loginAccount};
    case Limited::FailedLogin:
        return {"failed-login", rc.loginFailedAttempts};
    case Limited::Registration:
        return {"register", rc.registration};
    case Limited::RegistrationToken:
        return {"token-validity", rc.registrationTokenValidity};
    case Limited::NameAvailable:
        return {"available", nameAvailable};
    case Limited::Join:
        return {"join", rc.joinsLocal};
    case Limited::Report:
        return {"report", rc.reports};
    case Limited::KeyRequest:
        return {"key-request", rc.keyRequests};
    case Limited::ToDevice:
        return {"to-device", toDevice};
    case Limited::RoomCreation:
        return {"create", rc.roomCreation};
    case Limited::MediaCreate:
        return {"media", rc.mediaCreate};
    case Limited::UserDirectory:
        return {"user-directory", rc.userDirectory};
    case Limited::Presence:
        return {"presence", rc.presencePerUser};
    case Limited::PresenceBySync:
        return {"presence-sync",
                {rc.presencePerUser.perSecond,
                 std::max(rc.presencePerUser.burstCount, presenceBySyncBurst)}};
    }
    throw std::logic_error("no such limit");
}

bool isByAddress(Limited what) {
    return what == Limited::Login || what == Limited::Registration ||
           what == Limited::NameAvailable;
}

bool isExempt(Limited what, const Requester &who) {
    if (who.appservice && (!who.rateLimited || what == Limited::Registration ||
                           (what == Limited::Message && who.serviceSender)))
        return true;
    return who.rateOverride && who.rateOverride->perSecond <= 0;
}

std::string nameOf(const std::string &limit, std::string_view key) {
    return limit + ":" + neighbourhood(key);
}

} // namespace

std::int64_t Limits::take(Limited what, const Requester &who, std::string_view address) const {
    if (isExempt(what, who))
        return 0;
    const auto settings = m_settings.get();
    auto [name, limit] = rowOf(settings->rc, what);
    // An override's figures are about sending; for everything else it only matters that it is
    // there.
    if (who.rateOverride && what == Limited::Message)
        limit = {who.rateOverride->perSecond, who.rateOverride->burstCount};
    const bool byAddress = who.user.empty() || isByAddress(what);
    return m_limiter.take(nameOf(name, byAddress ? address : std::string_view(who.user.str())),
                          limit.perSecond, limit.burstCount);
}

void Limits::require(Limited what, const Requester &who, std::string_view address) const {
    if (const auto wait = take(what, who, address); wait > 0)
        throw limitExceeded(wait);
}

void Limits::requireFor(Limited what, std::string_view key) const {
    const auto settings = m_settings.get();
    const auto [name, limit] = rowOf(settings->rc, what);
    m_limiter.require(nameOf(name, key), limit.perSecond, limit.burstCount);
}

void Limits::peekFor(Limited what, std::string_view key) const {
    const auto settings = m_settings.get();
    const auto [name, limit] = rowOf(settings->rc, what);
    if (const auto wait = m_limiter.peek(nameOf(name, key), limit.perSecond, limit.burstCount);
        wait > 0)
        throw limitExceeded(wait);
}

Limits::Guess Limits::guess(Limited what, std::string_view key) const {
    const auto settings = m_settings.get();
    const auto [name, limit] = rowOf(settings->rc, what);
    Guess out(m_limiter, nameOf(name, key), limit.burstCount);
    m_limiter.require(out.m_name, limit.perSecond, limit.burstCount);
    return out;
}

void Limits::Guess::succeeded() {
    m_limiter.giveBack(m_name, m_burst);
}

} // namespace hearth::services
