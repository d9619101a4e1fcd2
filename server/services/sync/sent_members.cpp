// SPDX-License-Identifier: Apache-2.0
// SentMembers: bounded by devices (least recently used goes) and by members of each.
#include "server/services/sync/sent_members.hpp"

#include <algorithm>

namespace hearth::services {

SentMembers::Device &SentMembers::touch(std::int64_t device) {
    const auto found = m_devices.find(device);
    if (found != m_devices.end()) {
        m_order.splice(m_order.begin(), m_order, found->second.place);
        return found->second;
    }
    if (m_devices.size() >= mostDevices) {
        m_devices.erase(m_order.back());
        m_order.pop_back();
    }
    m_order.push_front(device);
    Device &made = m_devices[device];
    made.place = m_order.begin();
    return made;
}

bool SentMembers::has(std::int64_t device, store::EventNid event, std::int64_t since,
                      std::int64_t joinedAt) {
    const std::lock_guard lock(m_mutex);
    const Device &sent = touch(device);
    const auto found = sent.members.find(event);
    return found != sent.members.end() && found->second <= since && found->second >= joinedAt;
}

void SentMembers::startFrom(std::int64_t device, std::int64_t since) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_devices.find(device);
    if (found == m_devices.end() || found->second.newest <= since)
        return;
    std::erase_if(found->second.members, [&](const auto &sent) { return sent.second > since; });
    found->second.newest = since;
}

void SentMembers::add(std::int64_t device, store::EventNid event, std::int64_t sentAt) {
    const std::lock_guard lock(m_mutex);
    Device &sent = touch(device);
    if (sent.members.size() >= mostMembers)
        sent.members.clear();
    sent.members[event] = sentAt;
    sent.newest = std::max(sent.newest, sentAt);
}

void SentMembers::forget(std::int64_t device) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_devices.find(device);
    if (found == m_devices.end())
        return;
    m_order.erase(found->second.place);
    m_devices.erase(found);
}

} // namespace hearth::services
