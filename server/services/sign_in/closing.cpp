// SPDX-License-Identifier: Apache-2.0
// See closing.hpp.
#include "server/services/sign_in/closing.hpp"

#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/passwords.hpp"
#include "server/services/accounts/sessions.hpp"
#include "server/services/accounts/threepids.hpp"
#include "server/services/live/device_changes.hpp"
#include "server/services/profiles/profiles.hpp"
#include "server/services/rooms/room_service.hpp"
#include "server/store/device_store.hpp"
#include "server/store/personal_data.hpp"
#include "server/store/pusher_store.hpp"
#include "server/store/uia_store.hpp"

namespace hearth::services {

Closing::Closing(Accounts &accounts, Sessions &sessions, Passwords &passwords, Profiles &profiles,
                 Threepids &threepids, RoomService &rooms, Changes &changes)
    : m_accounts(accounts)
    , m_sessions(sessions)
    , m_passwords(passwords)
    , m_profiles(profiles)
    , m_threepids(threepids)
    , m_rooms(rooms)
    , m_changes(changes) {}

void Closing::setPassword(store::UserNid user, std::string_view password, bool logoutOthers,
                          const Proof &proof, store::DeviceNid keep) {
    Passwords::requirePossible(password); // who is bound to the policy was asked before
    const std::string hash = m_passwords.hash(password);
    m_accounts.database().write([&](store::Transaction &tx) {
        proof.redeem(tx, user);
        m_accounts.change(tx, user, [&](store::Account &row) { row.passwordHash = hash; });
        m_threepids.tellPasswordChanged(tx, user);
        if (logoutOthers)
            removeDevices(tx, user, keep);
        store::uia::removeOfUser(tx, user); // what the old password has confirmed
    });
}

void Closing::logoutDevices(store::UserNid user, store::DeviceNid keep) {
    m_accounts.database().write([&](store::Transaction &tx) {
        removeDevices(tx, user, keep);
        for (const auto puppet : store::sessions::removePuppetsOf(tx, user))
            m_sessions.forgetAfter(tx, puppet);
    });
}

void Closing::removeDevices(store::Transaction &tx, store::UserNid user, store::DeviceNid keep) {
    bool changed = false;
    for (const auto &device : store::devices::list(tx, user)) {
        if (device.nid == keep || device.hidden)
            continue;
        removeDevice(tx, m_changes, user, device.nid);
        changed = true;
    }
    store::sessions::removeOfUser(tx, user, keep);
    store::pushers::removeOfOtherDevices(tx, user, keep);
    store::uia::removeOfUser(tx, user);
    if (changed)
        deviceListMoved(tx, m_changes, user, {});
    m_sessions.forgetAfter(tx, user);
}

void Closing::deactivate(store::UserNid user, bool erase, const Proof &proof) {
    const auto account = m_accounts.find(user);
    if (!account)
        return;
    m_accounts.database().write([&](store::Transaction &tx) {
        proof.redeem(tx, user);
        m_accounts.change(tx, user, [&](store::Account &row) {
            row.deactivated = true;
            row.passwordHash.clear();
            row.erased = row.erased || erase;
            row.admin = false;
        });
        removeDevices(tx, user, {});
        store::sessions::removePuppeteersOf(tx, user);
        for (const auto puppet : store::sessions::removePuppetsOf(tx, user))
            m_sessions.forgetAfter(tx, puppet);
        m_profiles.deactivated(tx, user, erase);
        store::removePersonalData(tx, user, erase);
        deviceListMoved(tx, m_changes, user, {}); // no identity of the user is left
        m_accounts.personalDataRemovedAfter(tx, user);
    });
    // The rooms afterwards: the account has ended when anybody learns that it leaves, and what
    // confirmed its end is spent with it.
    if (!account->deactivated)
        m_rooms.leaveAllRooms(requesterFor(*account));
    if (erase)
        m_rooms.setErased(user, true);
}

void Closing::finishDeactivations() {
    const auto users = m_accounts.database().read(
        [](store::Reader &reader) { return store::accounts::deactivatedInRooms(reader); });
    for (const auto user : users)
        if (const auto account = m_accounts.find(user); account)
            m_rooms.leaveAllRooms(requesterFor(*account));
}

void Closing::reactivate(store::UserNid user, std::string_view password) {
    std::string hash;
    if (!password.empty()) {
        Passwords::requirePossible(password);
        hash = m_passwords.hash(password);
    }
    m_accounts.database().write([&](store::Transaction &tx) {
        m_accounts.change(tx, user, [&](store::Account &row) {
            row.deactivated = false;
            row.erased = false;
            if (!hash.empty())
                row.passwordHash = hash;
        });
        m_profiles.reactivated(tx, user);
    });
    m_rooms.setErased(user, false);
}

} // namespace hearth::services
