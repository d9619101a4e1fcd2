// SPDX-License-Identifier: Apache-2.0
// See usage_limits.hpp.
#include "server/services/accounts/usage_limits.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/store/monthly_active_store.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::int64_t day = 86400000;
constexpr std::int64_t month = 30 * day;
constexpr std::int64_t writeEvery = 3600000; // ms between two notes of the same user
constexpr std::string_view support = "support";

bool counts(const config::Settings &settings) {
    return settings.mau.limit || settings.mau.statsOnly;
}

Error overLimit(const config::Settings &settings, const std::string &message, const char *kind) {
    json::object more{{"limit_type", kind}};
    if (!settings.adminContact.empty())
        more["admin_contact"] = settings.adminContact;
    return Error(403, "M_RESOURCE_LIMIT_EXCEEDED", message, std::move(more));
}

void requireEnabled(const config::Settings &settings) {
    if (settings.hsDisabled)
        throw overLimit(settings,
                        settings.hsDisabledMessage.empty() ? "This homeserver is disabled"
                                                           : settings.hsDisabledMessage,
                        "hs_disabled");
}

} // namespace

UsageLimits::UsageLimits(Accounts &accounts, const config::Current &settings, const Clock &clock)
    : m_accounts(accounts)
    , m_settings(settings)
    , m_clock(clock) {}

/// m_mutex held.
void UsageLimits::load() {
    if (m_loaded)
        return;
    for (const auto &[user, last] : m_accounts.database().read(&store::monthly_active::all))
        if (last >= m_clock.now() - month)
            m_active[user] = {last, true};
    m_loaded = true;
}

bool UsageLimits::isTrial(const store::Account &account, const config::Settings &settings) {
    std::int64_t days = settings.mau.trialDays;
    for (const auto &[id, own] : settings.mau.appserviceTrialDays)
        if (!account.appservice.empty() && id == account.appservice)
            days = own;
    return days > 0 && m_clock.now() - account.created < days * day;
}

bool UsageLimits::isReserved(store::UserNid user, const config::Settings &settings) {
    const auto &reserved = settings.mau.reservedThreepids;
    if (reserved.empty())
        return false;
    const auto own = m_accounts.database().read(
        [&](store::Reader &reader) { return store::accounts::threepids(reader, user); });
    return std::any_of(own.begin(), own.end(), [&](const store::Threepid &threepid) {
        return std::find(reserved.begin(), reserved.end(),
                         std::pair(threepid.medium, threepid.address)) != reserved.end();
    });
}

void UsageLimits::seen(store::UserNid user) {
    const auto settings = m_settings.get();
    if (!counts(*settings))
        return;
    const Timestamp now = m_clock.now();
    {
        const std::lock_guard lock(m_mutex);
        load();
        if (const auto found = m_active.find(user); found != m_active.end()) {
            if (now - found->second.last >= writeEvery)
                found->second = {now, false};
            return;
        }
    }
    const auto account = m_accounts.find(user);
    if (!account || account->guest || account->userType == support || isTrial(*account, *settings))
        return;
    const bool reserved = isReserved(user, *settings);
    const std::lock_guard lock(m_mutex);
    const bool full = static_cast<std::int64_t>(m_active.size()) >= settings->mau.maxValue;
    if (reserved || settings->mau.statsOnly || !settings->mau.limit || !full)
        m_active.try_emplace(user, Entry{now, false});
}

void UsageLimits::refuseFull(const config::Settings &settings) {
    {
        const std::lock_guard lock(m_mutex);
        m_alert = settings.mau.alerting;
    }
    throw overLimit(settings, "Monthly Active User Limit Exceeded", "monthly_active_user");
}

void UsageLimits::requireMayUse(const store::Account &account) {
    const auto settings = m_settings.get();
    // Administrators are those who can change it, and the server's own voice tells of it.
    const bool notices = !settings->serverNotices.localpart.empty() &&
                         account.userId == m_accounts.fullId(settings->serverNotices.localpart);
    if (account.userType == support || notices)
        return;
    if (!account.admin)
        requireEnabled(*settings);
    if (!settings->mau.limit || settings->mau.statsOnly)
        return;
    if (!account.appservice.empty() && !settings->trackAppserviceUserIps)
        return;
    {
        const std::lock_guard lock(m_mutex);
        load();
        if (m_active.contains(account.nid) ||
            static_cast<std::int64_t>(m_active.size()) < settings->mau.maxValue)
            return;
    }
    if (!isTrial(account, *settings) && !isReserved(account.nid, *settings))
        refuseFull(*settings);
}

void UsageLimits::requireMayUse(const Requester &requester) {
    const auto settings = m_settings.get();
    if (!settings->hsDisabled && !settings->mau.limit)
        return;
    if (requester.appservice && !settings->trackAppserviceUserIps) {
        requireEnabled(*settings);
        return;
    }
    // What an administrator does as somebody else is the administrator's doing.
    if (const auto account =
            m_accounts.find(requester.puppeteer ? requester.puppeteer : requester.userNid))
        requireMayUse(*account);
}

void UsageLimits::requireRoom(bool admin, std::string_view userType) {
    const auto settings = m_settings.get();
    if (admin || userType == support)
        return;
    requireEnabled(*settings);
    if (settings->mau.limit && !settings->mau.statsOnly && active() >= settings->mau.maxValue)
        refuseFull(*settings);
}

void UsageLimits::flush() {
    std::vector<std::pair<store::UserNid, Timestamp>> fresh;
    {
        const std::lock_guard lock(m_mutex);
        for (auto &[user, entry] : m_active)
            if (!std::exchange(entry.written, true))
                fresh.emplace_back(user, entry.last);
    }
    if (fresh.empty())
        return;
    m_accounts.database().write([&](store::Transaction &tx) {
        for (const auto &[user, last] : fresh)
            store::monthly_active::put(tx, user, last);
    });
}

void UsageLimits::tidyUp() {
    const Timestamp before = m_clock.now() - month;
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_active, [&](const auto &one) { return one.second.last < before; });
    }
    m_accounts.database().write(
        [&](store::Transaction &tx) { store::monthly_active::removeBefore(tx, before); });
}

std::int64_t UsageLimits::active() {
    const std::lock_guard lock(m_mutex);
    load();
    return static_cast<std::int64_t>(m_active.size());
}

bool UsageLimits::takeAlert() {
    const std::lock_guard lock(m_mutex);
    const Timestamp now = m_clock.now();
    if (!std::exchange(m_alert, false) || (m_alerted && now - *m_alerted < day))
        return false;
    m_alerted = now;
    return true;
}

} // namespace hearth::services
