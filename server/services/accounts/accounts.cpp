// SPDX-License-Identifier: Apache-2.0
// See accounts.hpp.
#include "server/services/accounts/accounts.hpp"

#include "server/core/error.hpp"
#include "server/matrix/fold.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/accounts/account_listener.hpp"

#include <mutex>

namespace hearth::services {
namespace {

constexpr std::size_t cachedAccounts = 20000;

} // namespace

Accounts::Accounts(store::Database &database, std::string serverName)
    : m_database(database)
    , m_serverName(std::move(serverName)) {}

AccountPtr Accounts::find(store::UserNid user) {
    if (!user)
        return nullptr;
    std::uint64_t generation = 0;
    {
        const std::shared_lock lock(m_mutex);
        const auto it = m_byNid.find(user);
        if (it != m_byNid.end())
            return it->second;
        generation = m_generation;
    }
    auto row =
        m_database.read([&](store::Reader &reader) { return store::accounts::find(reader, user); });
    if (!row)
        return nullptr;
    auto account = std::make_shared<const store::Account>(*std::move(row));
    const std::unique_lock lock(m_mutex);
    // A change that was made while we read would otherwise be covered up.
    if (generation == m_generation) {
        if (m_byNid.size() >= cachedAccounts)
            m_byNid.clear();
        m_byNid[user] = account;
    }
    return account;
}

AccountPtr Accounts::find(std::string_view userId) {
    if (!isLocal(userId))
        return nullptr;
    const auto nid =
        m_database.read([&](store::Reader &reader) { return reader.findUser(userId); });
    return find(nid);
}

AccountPtr Accounts::get(std::string_view userId) {
    auto account = find(userId);
    if (!account)
        throw notFound("User not found");
    return account;
}

AccountPtr Accounts::findTyped(std::string_view name) {
    std::string userId = !name.empty() && name.front() == '@' ? std::string(name) : fullId(name);
    // Hosts are the same in either case.
    if (const auto colon = userId.find(':'); colon != std::string::npos)
        if (matrix::foldCase(userId.substr(colon + 1)) == matrix::foldCase(m_serverName))
            userId.replace(colon + 1, std::string::npos, m_serverName);
    if (auto account = find(userId))
        return account;
    if (!isLocal(userId))
        return nullptr;
    const auto candidates = m_database.read(
        [&](store::Reader &reader) { return store::accounts::findIgnoringCase(reader, userId); });
    return candidates.size() == 1 ? find(candidates.front()) : nullptr;
}

void Accounts::change(store::UserNid user, const std::function<void(store::Account &)> &edit) {
    m_database.write([&](store::Transaction &tx) { change(tx, user, edit); });
}

void Accounts::change(store::Transaction &tx, store::UserNid user,
                      const std::function<void(store::Account &)> &edit) {
    auto account = store::accounts::find(tx, user);
    if (!account)
        throw notFound("User not found");
    edit(*account);
    store::accounts::update(tx, *account);
    forgetAfter(tx, user);
}

void Accounts::forgetAfter(store::Transaction &tx, store::UserNid user) {
    tx.onCommit([this, user] { forget(user); });
    accessChangesAfter(tx, user);
}

void Accounts::accessChangesAfter(store::Transaction &tx, store::UserNid user) {
    tx.onCommit([this, user] {
        for (AccountListener *listener : m_listeners)
            listener->onAccessChanged(user);
    });
}

void Accounts::personalDataRemovedAfter(store::Transaction &tx, store::UserNid user) {
    tx.onCommit([this, user] {
        for (AccountListener *listener : m_listeners)
            listener->onPersonalDataRemoved(user);
    });
}

void Accounts::mailPushersChangedAfter(store::Transaction &tx) {
    tx.onCommit([this] {
        for (AccountListener *listener : m_listeners)
            listener->onMailPushersChanged();
    });
}

void Accounts::forget(store::UserNid user) {
    const std::unique_lock lock(m_mutex);
    ++m_generation;
    m_byNid.erase(user);
}

bool Accounts::isLocal(std::string_view userId) const {
    return !userId.empty() && userId.front() == '@' && matrix::domain(userId) == m_serverName;
}

std::string Accounts::fullId(std::string_view localpart) const {
    return "@" + std::string(localpart) + ":" + m_serverName;
}

Requester requesterFor(const store::Account &account) {
    Requester out;
    out.user = matrix::UserId::trusted(account.userId);
    out.userNid = account.nid;
    out.guest = account.guest;
    out.admin = account.admin;
    out.locked = account.locked;
    out.suspended = account.suspended;
    out.shadowBanned = account.shadowBanned;
    if (account.rateOverride)
        out.rateOverride =
            RateOverride{static_cast<double>(account.rateOverride->messagesPerSecond),
                         static_cast<double>(account.rateOverride->burstCount)};
    return out;
}

void refuseSuspended(const Requester &requester) {
    if (requester.suspended)
        throw Error(403, "M_USER_SUSPENDED",
                    "This account is suspended: it can read but not change anything.");
}

} // namespace hearth::services
