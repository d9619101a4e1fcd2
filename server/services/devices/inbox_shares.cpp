// SPDX-License-Identifier: Apache-2.0
// See inbox_shares.hpp.
#include "server/services/devices/inbox_shares.hpp"

#include "server/services/limits/quotas.hpp"
#include "server/store/to_device_store.hpp"

namespace hearth::services {
namespace {

bool fits(std::int64_t messages, std::int64_t bytes) {
    return messages <= quotas::inboxMessages && bytes <= quotas::inboxBytes;
}

} // namespace

bool InboxShares::take(store::Transaction &tx, store::DeviceNid device, store::UserNid sender,
                       std::size_t bytes, std::int64_t now) {
    const auto more = static_cast<std::int64_t>(bytes);
    const std::lock_guard lock(m_mutex);
    if (m_shares.size() >= mostShares)
        m_shares.clear();
    const auto [found, fresh] = m_shares.try_emplace({device, sender});
    Share &share = found->second;
    const bool full = !fits(share.messages + 1, share.bytes + more);
    if (fresh || (full && now - share.countedAt >= countAgainAfter)) {
        const auto use = store::to_device::useOf(tx, device, sender);
        share = {use.messages, use.bytes, now};
    }
    if (!fits(share.messages + 1, share.bytes + more))
        return false;
    ++share.messages;
    share.bytes += more;
    return true;
}

} // namespace hearth::services
