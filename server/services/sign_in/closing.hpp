// SPDX-License-Identifier: Apache-2.0
// Closing: password changes and the end of accounts.
#pragma once

#include "server/services/proof.hpp"
#include "server/services/requester.hpp"
#include "server/store/account_store.hpp"

#include <string>
#include <string_view>

namespace hearth::services {

class Accounts;
class Changes;
class Passwords;
class Profiles;
class RoomService;
class Sessions;
class Threepids;

/// Owned by the daemon. Thread-safe.
class Closing {
public:
    Closing(Accounts &accounts, Sessions &sessions, Passwords &passwords, Profiles &profiles,
            Threepids &threepids, RoomService &rooms, Changes &changes);

    /// keep: the device that stays signed in when the others are logged out.
    void setPassword(store::UserNid user, std::string_view password, bool logoutDevices,
                     const Proof &proof, store::DeviceNid keep = {});
    /// Ends every session of the user, but for one device.
    void logoutDevices(store::UserNid user, store::DeviceNid keep = {});
    /// Takes away what belongs to the person (server/store/personal_data.hpp). erase also forgets
    /// the profile and the names in rooms, and hides old messages from people who join later.
    void deactivate(store::UserNid user, bool erase, const Proof &proof);
    /// Goes on with accounts that were being closed when the server stopped.
    void finishDeactivations();
    /// Gives a deactivated account its life back.
    void reactivate(store::UserNid user, std::string_view password);

private:
    void removeDevices(store::Transaction &tx, store::UserNid user, store::DeviceNid keep);

    Accounts &m_accounts;
    Sessions &m_sessions;
    Passwords &m_passwords;
    Profiles &m_profiles;
    Threepids &m_threepids;
    RoomService &m_rooms;
    Changes &m_changes;
};

} // namespace hearth::services
