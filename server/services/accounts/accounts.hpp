// SPDX-License-Identifier: Apache-2.0
// Accounts: the local users and their flags, from memory when warm.
#pragma once

#include "server/services/requester.hpp"
#include "server/store/account_store.hpp"

#include <functional>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::services {

class AccountListener;

using AccountPtr = std::shared_ptr<const store::Account>;

/// Owned by the daemon. Thread-safe.
class Accounts {
public:
    Accounts(store::Database &database, std::string serverName);

    /// nullptr when there is no such account on this server.
    [[nodiscard]] AccountPtr find(store::UserNid user);
    [[nodiscard]] AccountPtr find(std::string_view userId);
    /// Throws 404 M_NOT_FOUND.
    [[nodiscard]] AccountPtr get(std::string_view userId);
    /// The account that a person means who types this at sign-in: a localpart or a user id, exact
    /// or, if only one fits, in another case.
    [[nodiscard]] AccountPtr findTyped(std::string_view name);

    /// Reads, changes and writes the account in one transaction.
    void change(store::UserNid user, const std::function<void(store::Account &)> &edit);
    /// The same inside a transaction that does more.
    void change(store::Transaction &tx, store::UserNid user,
                const std::function<void(store::Account &)> &edit);
    /// Called in every transaction that touches the account's row.
    void forgetAfter(store::Transaction &tx, store::UserNid user);
    /// Tells the listeners after the commit that the user may do other things than before.
    void accessChangesAfter(store::Transaction &tx, store::UserNid user);
    /// The same, that what belonged to the person is gone.
    void personalDataRemovedAfter(store::Transaction &tx, store::UserNid user);
    /// The same, that addresses got or lost their pushers.
    void mailPushersChangedAfter(store::Transaction &tx);
    void addListener(AccountListener &listener) { m_listeners.push_back(&listener); }

    [[nodiscard]] bool isLocal(std::string_view userId) const;
    [[nodiscard]] std::string fullId(std::string_view localpart) const;
    [[nodiscard]] const std::string &serverName() const { return m_serverName; }
    [[nodiscard]] store::Database &database() { return m_database; }

private:
    void forget(store::UserNid user);

    store::Database &m_database;
    std::string m_serverName;
    std::shared_mutex m_mutex; // m_byNid, m_generation
    std::unordered_map<store::UserNid, AccountPtr> m_byNid;
    std::uint64_t m_generation = 0;
    std::vector<AccountListener *> m_listeners;
};

/// A requester that acts as the account, without a token (administrators, jobs).
[[nodiscard]] Requester requesterFor(const store::Account &account);
/// Throws M_USER_SUSPENDED.
void refuseSuspended(const Requester &requester);

} // namespace hearth::services
