// SPDX-License-Identifier: Apache-2.0
// The memory of names.
#include "server/store/names.hpp"

#include <cstring>
#include <utility>

namespace hearth::store {

std::string stateKeyName(std::int64_t typeNid, std::string_view stateKey) {
    std::string name(sizeof typeNid, '\0');
    std::memcpy(name.data(), &typeNid, sizeof typeNid);
    name += stateKey;
    return name;
}

std::int64_t typeOfStateKeyName(std::string_view name) {
    std::int64_t typeNid = 0;
    std::memcpy(&typeNid, name.data(), sizeof typeNid);
    return typeNid;
}

std::string_view textOfStateKeyName(std::string_view name) {
    return name.substr(sizeof(std::int64_t));
}

Names::Names(std::size_t entriesPerKind)
    : m_perShard(entriesPerKind / shardCount / 2 + 1) {}

std::size_t Names::shardOf(std::string_view name) {
    return TextHash{}(name) % shardCount;
}

std::size_t Names::shardOf(std::int64_t nid) {
    return static_cast<std::size_t>(nid) % shardCount;
}

void Names::rotate(Shard &shard) const {
    if (shard.young.byName.size() < m_perShard && shard.young.byNid.size() < m_perShard)
        return;
    shard.old = std::exchange(shard.young, Generation{});
}

std::int64_t Names::find(NameKind kind, std::string_view name) {
    Shard &shard = m_kinds[static_cast<std::size_t>(kind)][shardOf(name)];
    const std::scoped_lock lock(shard.mutex);
    if (const auto found = shard.young.byName.find(name); found != shard.young.byName.end())
        return found->second;
    const auto found = shard.old.byName.find(name);
    if (found == shard.old.byName.end())
        return 0;
    const std::int64_t nid = found->second;
    shard.young.byName.insert(shard.old.byName.extract(found));
    rotate(shard);
    return nid;
}

std::optional<std::string> Names::nameOf(NameKind kind, std::int64_t nid) {
    Shard &shard = m_kinds[static_cast<std::size_t>(kind)][shardOf(nid)];
    const std::scoped_lock lock(shard.mutex);
    if (const auto found = shard.young.byNid.find(nid); found != shard.young.byNid.end())
        return found->second;
    const auto found = shard.old.byNid.find(nid);
    if (found == shard.old.byNid.end())
        return std::nullopt;
    std::string name = found->second;
    shard.young.byNid.insert(shard.old.byNid.extract(found));
    rotate(shard);
    return name;
}

void Names::add(NameKind kind, std::string_view name, std::int64_t nid) {
    Shards &shards = m_kinds[static_cast<std::size_t>(kind)];
    {
        Shard &shard = shards[shardOf(name)];
        const std::scoped_lock lock(shard.mutex);
        shard.young.byName.insert_or_assign(std::string(name), nid);
        rotate(shard);
    }
    Shard &shard = shards[shardOf(nid)];
    const std::scoped_lock lock(shard.mutex);
    shard.young.byNid.insert_or_assign(nid, std::string(name));
    rotate(shard);
}

void Names::clear(NameKind kind) {
    for (Shard &shard : m_kinds[static_cast<std::size_t>(kind)]) {
        const std::scoped_lock lock(shard.mutex);
        shard.young = {};
        shard.old = {};
    }
}

} // namespace hearth::store
