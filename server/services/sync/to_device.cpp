// SPDX-License-Identifier: Apache-2.0
// ToDevice (spec client-server, "Send-to-Device messaging").
#include "server/services/sync/to_device.hpp"

#include "server/core/lane.hpp"
#include "server/services/live/hub.hpp"
#include "server/store/database.hpp"
#include "server/store/to_device_store.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr int mostMessages = 100;
constexpr std::int64_t mostBytes = 512 << 10; // of one answer
constexpr std::size_t mostDevices = 50000;
} // namespace

ToDevice::ToDevice(store::Database &database, Hub &hub)
    : m_database(database)
    , m_hub(hub) {}

ToDevice::Waiting ToDevice::known(store::DeviceNid device) {
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_waiting.find(device); found != m_waiting.end())
            return found->second;
    }
    Waiting waiting;
    waiting.newest = m_database
                         .read([&](store::Reader &reader) {
                             return store::sync::newestToDevice(reader, device);
                         })
                         .value;
    const std::lock_guard lock(m_mutex);
    if (m_waiting.size() > mostDevices)
        m_waiting.clear();
    return m_waiting.emplace(device, waiting).first->second;
}

ToDeviceBatch ToDevice::take(store::DeviceNid device, std::int64_t after, std::int64_t to,
                             bool acknowledges) {
    ToDeviceBatch batch;
    if (!device)
        return batch;
    const Waiting waiting = known(device);
    const std::int64_t newest = std::max(waiting.newest, m_hub.newestToDevice(device));
    if (acknowledges && newest > waiting.deletedUpTo && after > waiting.deletedUpTo) {
        {
            const std::lock_guard lock(m_mutex);
            m_waiting[device].deletedUpTo = after;
        }
        const Repeatable acknowledging; // the answer may still be made on another lane
        // Not waited for: messages up to `after` are not read again in any case.
        m_database.submit(
            [device, after](store::Transaction &tx) {
                store::sync::deleteToDevice(tx, device, {after});
            },
            [](std::exception_ptr) {});
    }
    if (newest > after) {
        const auto page = m_database.read([&](store::Reader &reader) {
            return store::to_device::page(reader, device, {after}, {to}, mostMessages, mostBytes);
        });
        if (page.more)
            batch.upTo = page.messages.back().position.value;
        for (const auto &message : page.messages) {
            noteBytes(message.body.size());
            batch.messages.push_back(message.body);
        }
    }
    return batch;
}

std::shared_ptr<const store::sync::KeyCounts> ToDevice::keyCounts(store::DeviceNid device) {
    const std::uint64_t generation = m_hub.keysGeneration(device);
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_counts.find(device);
        if (found != m_counts.end() && found->second.generation == generation)
            return found->second.counts;
    }
    auto counts = std::make_shared<const store::sync::KeyCounts>(m_database.read(
        [&](store::Reader &reader) { return store::sync::keyCounts(reader, device); }));
    const std::lock_guard lock(m_mutex);
    if (m_counts.size() > mostDevices)
        m_counts.clear();
    m_counts[device] = {generation, counts};
    return counts;
}

} // namespace hearth::services
