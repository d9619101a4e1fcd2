// SPDX-License-Identifier: Apache-2.0
// See dehydrated.hpp.
#include "server/services/keys/dehydrated.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/sessions.hpp"
#include "server/services/keys/keys.hpp"
#include "server/services/live/device_changes.hpp"
#include "server/store/device_store.hpp"
#include "server/store/to_device_store.hpp"

#include <charconv>
#include <limits>

namespace hearth::services {
namespace {

constexpr int eventsPerPage = 100;
constexpr std::int64_t bytesPerPage = 1 << 20;

Error noDevice() {
    return notFound("No dehydrated device available");
}

} // namespace

Dehydrated::Dehydrated(Accounts &accounts, Sessions &sessions, Keys &keys, Changes &changes,
                       const Clock &clock)
    : m_accounts(accounts)
    , m_sessions(sessions)
    , m_keys(keys)
    , m_changes(changes)
    , m_clock(clock) {}

std::string Dehydrated::put(const Requester &requester, const json::object &body) {
    const std::string deviceId = getString(body, "device_id");
    const auto &data = getObject(body, "device_data");
    static_cast<void>(getObject(body, "device_keys"));
    const auto name = findString(body, "initial_device_display_name");
    m_accounts.database().write([&](store::Transaction &tx) {
        const auto user = requester.userNid;
        if (const auto old = store::dehydrated::find(tx, user)) {
            removeDevice(tx, m_changes, user, old->device);
            store::dehydrated::remove(tx, user);
        }
        if (store::devices::find(tx, user, deviceId))
            throw invalidParam("A device of this id is already there");
        const auto device = store::devices::create(tx, user, deviceId, name, m_clock.now());
        store::dehydrated::set(tx, user, {device, deviceId, json::serialize(data)}, m_clock.now());
        m_keys.upload(tx, user, requester.user.str(), deviceId, device, body);
        deviceListMoved(tx, m_changes, user, deviceId);
        m_sessions.forgetAfter(tx, user);
    });
    return deviceId;
}

json::object Dehydrated::get(store::UserNid user) {
    const auto device = m_accounts.database().read(
        [&](store::Reader &reader) { return store::dehydrated::find(reader, user); });
    if (!device)
        throw noDevice();
    return {{"device_id", device->deviceId}, {"device_data", json::parse(device->data)}};
}

std::string Dehydrated::remove(const Requester &requester) {
    return m_accounts.database().write([&](store::Transaction &tx) {
        const auto device = store::dehydrated::find(tx, requester.userNid);
        if (!device)
            throw noDevice();
        removeDevice(tx, m_changes, requester.userNid, device->device);
        store::dehydrated::remove(tx, requester.userNid);
        deviceListMoved(tx, m_changes, requester.userNid, device->deviceId);
        return device->deviceId;
    });
}

json::object Dehydrated::events(store::UserNid user, std::string_view deviceId,
                                std::string_view from) {
    std::int64_t since = 0;
    if (!from.empty()) {
        const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), since);
        if (error != std::errc{} || end != from.data() + from.size())
            throw invalidParam("Invalid next_batch");
    }
    json::array events;
    m_accounts.database().read([&](store::Reader &reader) {
        const auto device = store::dehydrated::find(reader, user);
        if (!device || device->deviceId != deviceId)
            throw forbidden("You may only fetch messages for your dehydrated device");
        constexpr std::int64_t whatever = std::numeric_limits<std::int64_t>::max();
        for (const auto &message : store::to_device::page(reader, device->device, {since},
                                                          {whatever}, eventsPerPage, bytesPerPage)
                                       .messages) {
            events.push_back(json::parse(message.body));
            since = message.position.value;
        }
    });
    return {{"events", std::move(events)}, {"next_batch", std::to_string(since)}};
}

} // namespace hearth::services
