// SPDX-License-Identifier: Apache-2.0
// See devices.hpp.
#include "server/services/devices/devices.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/sessions.hpp"
#include "server/services/live/changes.hpp"
#include "server/services/live/device_changes.hpp"
#include "server/store/housekeeping_store.hpp"
#include "server/store/to_device_store.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::size_t maxName = 100;
constexpr std::size_t maxDeviceId = 512;
constexpr std::size_t maxMessage = 65536;

struct Outgoing {
    std::string userId;
    std::string deviceId; // or "*"
    std::string body;
};

void requireName(const std::optional<std::string> &name) {
    if (name && name->size() > maxName)
        throw Error(400, "M_TOO_LARGE", "Device display name is too long (max 100)");
}

std::vector<Outgoing> readMessages(const json::object &messages, std::string_view sender,
                                   std::string_view type) {
    std::vector<Outgoing> out;
    for (const auto &[user, devices] : messages) {
        if (!devices.is_object())
            throw badJson("'messages' must map users to devices");
        for (const auto &[device, content] : devices.get_object()) {
            if (!content.is_object())
                throw badJson("The content of a message must be an object");
            std::string body = json::serialize(
                json::object{{"content", content}, {"sender", sender}, {"type", type}});
            if (body.size() > maxMessage)
                throw tooLarge("A to-device message may have at most 64 KiB");
            out.push_back({std::string(user), std::string(device), std::move(body)});
        }
    }
    return out;
}

} // namespace

Devices::Devices(Accounts &accounts, Sessions &sessions, Changes &changes, const Clock &clock)
    : m_accounts(accounts)
    , m_sessions(sessions)
    , m_changes(changes)
    , m_clock(clock) {}

std::vector<store::Device> Devices::list(store::UserNid user) {
    m_sessions.flushSeen();
    auto out = m_accounts.database().read(
        [&](store::Reader &reader) { return store::devices::list(reader, user); });
    out.erase(std::remove_if(out.begin(), out.end(), [](const auto &d) { return d.hidden; }),
              out.end());
    return out;
}

store::Device Devices::get(store::UserNid user, std::string_view deviceId) {
    m_sessions.flushSeen();
    auto device = m_accounts.database().read(
        [&](store::Reader &reader) { return store::devices::find(reader, user, deviceId); });
    if (!device || device->hidden)
        throw notFound("No device found");
    return *std::move(device);
}

void Devices::rename(store::UserNid user, std::string_view deviceId,
                     const std::optional<std::string> &name) {
    requireName(name);
    m_accounts.database().write([&](store::Transaction &tx) {
        const auto device = store::devices::find(tx, user, deviceId);
        if (!device || device->hidden)
            throw notFound("No device found");
        if (!name || device->displayName == name)
            return;
        store::devices::rename(tx, device->nid, name);
        deviceListMoved(tx, m_changes, user, deviceId);
    });
}

bool Devices::create(store::UserNid user, std::string_view deviceId,
                     const std::optional<std::string> &name) {
    requireName(name);
    if (deviceId.empty() || deviceId.size() > maxDeviceId)
        throw invalidParam("A device id has 1 to 512 characters.");
    return m_accounts.database().write([&](store::Transaction &tx) {
        if (store::devices::find(tx, user, deviceId))
            return false;
        store::devices::create(tx, user, deviceId, name, m_clock.now());
        deviceListMoved(tx, m_changes, user, deviceId);
        return true;
    });
}

void Devices::remove(store::UserNid user, const std::vector<std::string> &deviceIds,
                     const Proof &proof) {
    m_accounts.database().write([&](store::Transaction &tx) {
        proof.redeem(tx, user);
        bool any = false;
        for (const auto &id : deviceIds) {
            const auto device = store::devices::find(tx, user, id);
            if (!device || device->hidden)
                continue;
            removeDevice(tx, m_changes, user, device->nid);
            any = true;
        }
        if (!any)
            return;
        deviceListMoved(tx, m_changes, user, deviceIds.size() == 1 ? deviceIds.front() : "");
        m_sessions.forgetAfter(tx, user);
    });
}

bool Devices::removeStale(Timestamp before) {
    constexpr std::int64_t atOnce = 50;
    const auto stale = m_accounts.database().read([&](store::Reader &reader) {
        return store::housekeeping::staleDevices(reader, before, atOnce);
    });
    for (const auto &[user, deviceId] : stale)
        remove(user, {deviceId}, Proof::none());
    return stale.size() == static_cast<std::size_t>(atOnce);
}

void Devices::send(const Requester &requester, std::string_view type, std::string_view txnId,
                   const json::object &messages) {
    const auto outgoing = readMessages(messages, requester.user.str(), type);
    m_accounts.database().write([&](store::Transaction &tx) {
        if (!store::to_device::beginTransaction(tx, requester.userNid, requester.deviceNid, txnId,
                                                m_clock.now()))
            return;
        bool stored = false;
        bool full = false;
        const auto deliver = [&](store::UserNid user, const store::Device &device,
                                 const std::string &body) {
            if (!m_inboxes.take(tx, device.nid, requester.userNid, body.size(), m_clock.steady())) {
                full = true;
                return;
            }
            stored = true;
            const auto position = m_changes.toDeviceSent(tx, user, device.nid);
            store::to_device::put(tx, device.nid, position, requester.userNid, type, body);
        };
        for (const auto &message : outgoing) {
            // Other servers' users are unreachable; devices that are gone need no message.
            if (!m_accounts.isLocal(message.userId))
                continue;
            const auto user = tx.findUser(message.userId);
            if (!user)
                continue;
            if (message.deviceId == "*") {
                for (const auto &device : store::devices::list(tx, user))
                    if (!device.hidden)
                        deliver(user, device, message.body);
            } else if (const auto device = store::devices::find(tx, user, message.deviceId)) {
                deliver(user, *device, message.body);
            }
        }
        // Devices that fetch their messages get theirs, whoever does not.
        if (full && !stored)
            throw tooLarge("Too many of your messages wait for this device already.");
    });
}

} // namespace hearth::services
