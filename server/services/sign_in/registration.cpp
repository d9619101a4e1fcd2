// SPDX-License-Identifier: Apache-2.0
// See registration.hpp.
#include "server/services/sign_in/registration.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/threepids.hpp"
#include "server/services/accounts/usage_limits.hpp"
#include "server/services/appservices/appservices.hpp"
#include "server/services/profiles/profiles.hpp"
#include "server/services/rooms/room_service.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::size_t maxUserId = 255;

Error invalidName(const char *message) {
    return Error(400, "M_INVALID_USERNAME", message);
}

Error inUse() {
    return Error(400, "M_USER_IN_USE", "User ID already taken.");
}

bool isNumber(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Registration::Registration(Accounts &accounts, AppServices &appservices, Profiles &profiles,
                           Sessions &sessions, UsageLimits &usage, Threepids &threepids,
                           RoomService &rooms, const config::Current &settings, const Clock &clock)
    : m_accounts(accounts)
    , m_appservices(appservices)
    , m_profiles(profiles)
    , m_sessions(sessions)
    , m_usage(usage)
    , m_threepids(threepids)
    , m_rooms(rooms)
    , m_settings(settings)
    , m_clock(clock) {}

void Registration::requireUsable(std::string_view localpart, const AppService *appservice,
                                 store::UserNid upgrade) {
    if (localpart.empty())
        throw invalidName("User ID cannot be empty");
    if (!matrix::isLocalpartForNewUsers(localpart))
        throw invalidName("User ID can only contain characters a-z, 0-9, or '=_-./+'");
    if (localpart.front() == '_' && !appservice &&
        !m_settings.get()->allowUnderscorePrefixedRegistration)
        throw invalidName("User ID may not begin with _");
    const std::string userId = m_accounts.fullId(localpart);
    if (userId.size() > maxUserId)
        throw invalidName("User ID may not be longer than 255 characters");
    if (m_appservices.isUserTaken(userId, appservice))
        throw Error(400, "M_EXCLUSIVE", "This user ID is reserved by an application service.");
    const auto account = m_accounts.findTyped(userId);
    if (account && account->nid != upgrade)
        throw inUse();
    if (isNumber(localpart) && !appservice && !(account && account->nid == upgrade))
        throw invalidName("Numeric user IDs are reserved for guest users.");
}

void Registration::requireRoom(const NewAccount &wanted) {
    const auto settings = m_settings.get();
    const bool notices = wanted.localpart && *wanted.localpart == settings->serverNotices.localpart;
    if (!notices && !(wanted.appservice && !settings->trackAppserviceUserIps))
        m_usage.requireRoom(wanted.admin, wanted.userType);
}

AccountPtr Registration::create(const NewAccount &wanted, const Proof &proof) {
    requireRoom(wanted);
    const auto account = m_accounts.database().write(
        [&](store::Transaction &tx) { return insert(tx, wanted, proof); });
    if (!account.guest)
        m_rooms.joinAutoRooms(requesterFor(account));
    return std::make_shared<const store::Account>(account);
}

void Registration::rename(const store::Account &account, const std::string &displayName) {
    Requester server = requesterFor(account);
    server.admin = true; // whether users may change their names does not matter here
    m_profiles.set(server, account.userId, "displayname", json::value(displayName));
}

SignedIn Registration::createAndSignIn(const NewAccount &wanted, const SignInOptions &options,
                                       const Proof &proof) {
    requireRoom(wanted);
    store::Account account;
    auto out = m_accounts.database().write([&](store::Transaction &tx) {
        account = insert(tx, wanted, proof);
        auto in = m_sessions.signIn(tx, account, options);
        if (wanted.email)
            m_threepids.beginNotifications(tx, account.nid, wanted.email->address, in.deviceId);
        return in;
    });
    if (!account.guest)
        m_rooms.joinAutoRooms(requesterFor(account));
    return out;
}

AccountPtr Registration::findOrCreate(
    const std::function<std::variant<store::Account, NewAccount>(store::Transaction &)> &decide) {
    bool fresh = false;
    auto account = m_accounts.database().write([&](store::Transaction &tx) {
        auto decided = decide(tx);
        fresh = std::holds_alternative<NewAccount>(decided);
        return fresh ? insert(tx, std::get<NewAccount>(decided), Proof::none())
                     : std::get<store::Account>(std::move(decided));
    });
    if (fresh)
        m_rooms.joinAutoRooms(requesterFor(account));
    return std::make_shared<const store::Account>(std::move(account));
}

store::Account Registration::insert(store::Transaction &tx, const NewAccount &wanted,
                                    const Proof &proof) {
    requireRoom(wanted); // again, where nobody else comes in between
    store::Account account;
    const std::string localpart = wanted.localpart ? *wanted.localpart : nextNumber(tx);
    account.userId = m_accounts.fullId(localpart);
    account.nid = tx.internUser(account.userId);
    proof.redeem(tx, account.nid);
    account.passwordHash = wanted.passwordHash;
    account.created = m_clock.now();
    account.admin = wanted.admin;
    account.guest = wanted.guest;
    account.userType =
        wanted.userType.empty() ? m_settings.get()->userTypes.defaultUserType : wanted.userType;
    if (wanted.appservice)
        account.appservice = wanted.appservice->id;
    if (wanted.upgrade && wanted.upgrade == account.nid) {
        upgrade(tx, account);
    } else if (!store::accounts::create(tx, account)) {
        throw inUse();
    }
    if (wanted.email)
        m_threepids.addToNew(tx, account.nid, *wanted.email);
    m_accounts.forgetAfter(tx, account.nid);
    if (!wanted.guest)
        m_profiles.begin(tx, account.nid, wanted.displayName ? *wanted.displayName : localpart);
    if (wanted.more)
        wanted.more(tx, account.nid);
    return account;
}

/// A guest becomes a user, once; what administrators decided about the guest stays.
void Registration::upgrade(store::Transaction &tx, store::Account &account) {
    const auto guest = store::accounts::find(tx, account.nid);
    if (!guest || !guest->guest || guest->deactivated || guest->locked)
        throw inUse();
    account.suspended = guest->suspended;
    account.shadowBanned = guest->shadowBanned;
    store::accounts::update(tx, account);
}

std::string Registration::nextNumber(store::Transaction &tx) {
    for (;;) {
        const std::string number = std::to_string(tx.next("numeric_user"));
        const auto nid = tx.findUser(m_accounts.fullId(number));
        if (!nid || !store::accounts::find(tx, nid))
            return number;
    }
}

} // namespace hearth::services
