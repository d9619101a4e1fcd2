// SPDX-License-Identifier: Apache-2.0
// See threepids.hpp.
#include "server/services/accounts/threepids.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json.hpp"
#include "server/services/accounts/address_proofs.hpp"
#include "server/services/mail/mail_queue.hpp"
#include "server/services/mail/unsubscribe.hpp"
#include "server/store/device_store.hpp"
#include "server/store/pusher_store.hpp"

namespace hearth::services {
namespace {

constexpr const char *mailAppId = "m.email"; // of the pushers that we make, as in Synapse

} // namespace

Threepids::Threepids(Accounts &accounts, AddressProofs &proofs, MailQueue &mails,
                     const config::Current &settings, const Clock &clock)
    : m_accounts(accounts)
    , m_proofs(proofs)
    , m_mails(mails)
    , m_settings(settings)
    , m_clock(clock) {}

void Threepids::add(store::UserNid user, std::string_view sid, std::string_view clientSecret,
                    const Proof &confirmation) {
    m_accounts.database().write([&](store::Transaction &tx) {
        confirmation.redeem(tx, user);
        const auto proof = m_proofs.spend(tx, ProofPurpose::AddAddress, sid, clientSecret);
        if (!proof)
            throw Error(400, "M_THREEPID_AUTH_FAILED", "No validated 3pid session found");
        const auto owner = store::accounts::findByThreepid(tx, "email", proof->address);
        if (owner && owner != user)
            throw Error(400, "M_THREEPID_IN_USE", "Email is already in use");
        store::accounts::addThreepid(tx, user,
                                     {"email", proof->address, *proof->validated, m_clock.now()});
    });
}

void Threepids::addToNew(store::Transaction &tx, store::UserNid user,
                         const store::Threepid &threepid) {
    if (!isAllowedAddress(*m_settings.get(), threepid.medium, threepid.address))
        throw Error(403, "M_THREEPID_DENIED",
                    "Third party identifiers (email/phone numbers) are not authorized on this "
                    "server");
    if (store::accounts::findByThreepid(tx, threepid.medium, threepid.address))
        throw Error(400, "M_THREEPID_IN_USE", threepid.medium + " is already in use");
    store::Threepid row = threepid;
    row.added = m_clock.now();
    store::accounts::addThreepid(tx, user, row);
}

void Threepids::beginNotifications(store::Transaction &tx, store::UserNid user,
                                   const std::string &address, std::string_view deviceId) {
    const auto settings = m_settings.get();
    const auto device = store::devices::find(tx, user, deviceId);
    if (!settings->email.enableNotifs || !settings->email.notifForNewUsers || !device)
        return;
    store::Pusher pusher;
    pusher.user = user;
    pusher.device = device->nid;
    pusher.kind = "email";
    pusher.appId = mailAppId;
    pusher.pushkey = address;
    pusher.appDisplayName = "Email Notifications";
    pusher.deviceDisplayName = address;
    pusher.data = "{}";
    pusher.created = m_clock.now();
    pusher.from = m_accounts.database().position();
    store::pushers::put(tx, pusher);
    m_accounts.mailPushersChangedAfter(tx);
}

void Threepids::remove(store::UserNid user, std::string_view medium, std::string_view address) {
    m_accounts.database().write([&](store::Transaction &tx) {
        if (!store::accounts::removeThreepid(tx, user, medium, address) || medium != "email")
            return;
        // Whatever app set it: nobody proves any more that the address is the user's.
        for (const auto &pusher : store::pushers::listOfUser(tx, user))
            if (pusher.kind == "email" && pusher.pushkey == address)
                store::pushers::remove(tx, user, pusher.appId, pusher.pushkey);
        m_accounts.mailPushersChangedAfter(tx);
    });
}

void Threepids::tellPasswordChanged(store::Transaction &tx, store::UserNid user) {
    if (!m_mails.enabled())
        return;
    for (const auto &threepid : store::accounts::threepids(tx, user)) {
        if (threepid.medium != "email")
            continue;
        NewMail mail;
        mail.kind = "password_changed";
        mail.address = threepid.address;
        mail.user = user;
        mail.data["user_id"] = tx.userId(user);
        m_mails.add(tx, mail);
    }
}

bool Threepids::unsubscribe(std::string_view token, std::string_view appId,
                            std::string_view pushkey) {
    const auto userId = userOfUnsubscribeToken(*m_settings.get(), token, appId, pushkey);
    if (!userId)
        return false;
    m_accounts.database().write([&](store::Transaction &tx) {
        if (const auto user = tx.findUser(*userId))
            store::pushers::remove(tx, user, appId, pushkey);
        m_accounts.mailPushersChangedAfter(tx);
    });
    return true;
}

} // namespace hearth::services
