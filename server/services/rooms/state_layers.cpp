// SPDX-License-Identifier: Apache-2.0
// State groups: hash of a state, when layers are merged, and how entries become bytes.
#include "server/services/rooms/state_layers.hpp"

#include "server/crypto/hash.hpp"
#include "server/store/database.hpp"
#include "server/store/state_store.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::size_t maxAbove = 3; // layers above the full one

std::pair<std::uint64_t, std::uint64_t> entryHash(std::string_view type, std::string_view stateKey,
                                                  std::string_view eventId) {
    std::string text;
    text.reserve(type.size() + stateKey.size() + eventId.size() + 2);
    text.append(type).push_back('\0');
    text.append(stateKey).push_back('\0');
    text.append(eventId);
    const std::string digest = crypto::sha256(text);
    std::uint64_t parts[2] = {0, 0};
    for (std::size_t i = 0; i < 16; ++i)
        parts[i / 8] = (parts[i / 8] << 8U) | static_cast<unsigned char>(digest[i]);
    return {parts[0], parts[1]};
}

void putVarint(std::string &out, std::uint64_t number) {
    while (number >= 0x80U) {
        out.push_back(static_cast<char>((number & 0x7FU) | 0x80U));
        number >>= 7U;
    }
    out.push_back(static_cast<char>(number));
}

std::uint64_t takeVarint(std::string_view bytes, std::size_t &at) {
    std::uint64_t number = 0;
    unsigned shift = 0;
    while (at < bytes.size() && shift < 64) {
        const auto byte = static_cast<unsigned char>(bytes[at++]);
        number |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0)
            break;
        shift += 7;
    }
    return number;
}

using Pairs = std::vector<std::pair<std::int64_t, std::int64_t>>; // state key nid, event nid

/// Entries first, then the keys of what is taken away (those with event 0).
std::string encode(Pairs pairs) {
    std::sort(pairs.begin(), pairs.end());
    const auto isRemoved = [](const auto &pair) { return pair.second == 0; };
    const auto removed =
        static_cast<std::size_t>(std::count_if(pairs.begin(), pairs.end(), isRemoved));
    std::string out;
    putVarint(out, pairs.size() - removed);
    std::int64_t previous = 0;
    for (const auto &[key, event] : pairs) {
        if (event == 0)
            continue;
        putVarint(out, static_cast<std::uint64_t>(key - previous));
        putVarint(out, static_cast<std::uint64_t>(event));
        previous = key;
    }
    putVarint(out, removed);
    previous = 0;
    for (const auto &[key, event] : pairs) {
        if (event != 0)
            continue;
        putVarint(out, static_cast<std::uint64_t>(key - previous));
        previous = key;
    }
    return out;
}

std::size_t takeCount(std::string_view bytes, std::size_t &at) {
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(takeVarint(bytes, at), bytes.size() + 1));
}

Pairs decode(std::string_view bytes) {
    std::size_t at = 0;
    Pairs pairs(takeCount(bytes, at));
    std::int64_t key = 0;
    for (auto &pair : pairs) {
        key += static_cast<std::int64_t>(takeVarint(bytes, at));
        pair = {key, static_cast<std::int64_t>(takeVarint(bytes, at))};
    }
    key = 0;
    for (std::size_t removed = takeCount(bytes, at); removed > 0; --removed) {
        key += static_cast<std::int64_t>(takeVarint(bytes, at));
        pairs.emplace_back(key, 0);
    }
    return pairs;
}

StateDelta named(store::Reader &reader, std::string_view bytes) {
    StateDelta out;
    for (const auto &[key, event] : decode(bytes))
        out[reader.stateKey(store::StateKeyNid{key})] = store::EventNid{event};
    return out;
}

bool outgrown(std::size_t delta, std::int64_t parent) {
    const auto size = static_cast<std::int64_t>(delta);
    return size * size > 2 * parent;
}

} // namespace

void StateHash::add(std::string_view type, std::string_view stateKey, std::string_view eventId) {
    const auto [h, l] = entryHash(type, stateKey, eventId);
    low += l;
    high += h + (low < l ? 1U : 0U);
}

void StateHash::remove(std::string_view type, std::string_view stateKey, std::string_view eventId) {
    const auto [h, l] = entryHash(type, stateKey, eventId);
    const bool borrow = low < l;
    low -= l;
    high -= h + (borrow ? 1U : 0U);
}

std::string StateHash::bytes() const {
    std::string out;
    for (const std::uint64_t part : {high, low})
        for (int shift = 56; shift >= 0; shift -= 8)
            out.push_back(static_cast<char>((part >> static_cast<unsigned>(shift)) & 0xFFU));
    return out;
}

StateHash StateHash::fromBytes(std::string_view bytes) {
    StateHash hash;
    for (std::size_t i = 0; i < 16 && i < bytes.size(); ++i) {
        std::uint64_t &part = i < 8 ? hash.high : hash.low;
        part = (part << 8U) | static_cast<unsigned char>(bytes[i]);
    }
    return hash;
}

StateHash StateLayers::hashAfter(const StateChanges &changes) const {
    StateHash hash = m_hash;
    for (const ChangedEntry &change : changes) {
        if (change.before)
            hash.remove(change.key.first, change.key.second, change.previous->id().str());
        if (change.after)
            hash.add(change.key.first, change.key.second, change.event->id().str());
    }
    return hash;
}

GroupWrite StateLayers::apply(store::StateGroupNid id, const StateChanges &changes,
                              bool mayBeFull) {
    m_hash = hashAfter(changes);
    StateDelta delta;
    for (const ChangedEntry &change : changes) {
        m_entries += (change.after ? 1 : 0) - (change.before ? 1 : 0);
        delta[change.key] = change.after;
    }
    GroupWrite write;
    write.id = id;
    write.hash = m_hash;
    write.entryCount = m_entries;
    if (!m_root) {
        m_root = id;
        m_rootEntries = m_entries;
        return write;
    }
    // A delta that is large beside what it stands on moves down a layer.
    while (!m_above.empty() &&
           (m_above.size() >= maxAbove ||
            outgrown(delta.size(), static_cast<std::int64_t>(m_above.back().entries->size())))) {
        for (const auto &entry : *m_above.back().entries)
            delta.insert(entry);
        m_above.pop_back();
    }
    if (mayBeFull && m_above.empty() && outgrown(delta.size(), m_rootEntries)) {
        m_root = id;
        m_rootEntries = m_entries;
        return write;
    }
    write.parent = group();
    write.level = static_cast<std::int64_t>(m_above.size()) + 1;
    write.entries = delta;
    m_above.push_back({id, std::make_shared<const StateDelta>(std::move(delta))});
    return write;
}

std::unordered_map<store::StateGroupNid, StateLayers>
StateLayers::load(store::Reader &reader, std::vector<store::StateGroupNid> newest) {
    std::unordered_map<store::StateGroupNid, StateLayers> out;
    // Group that is to be read next → the newest one of its room. Level by level, all rooms at
    // once.
    std::unordered_map<store::StateGroupNid, store::StateGroupNid> chains;
    for (const store::StateGroupNid id : newest)
        if (id)
            chains[id] = id;
    while (!chains.empty()) {
        std::vector<store::StateGroupNid> ids;
        for (const auto &[id, top] : chains)
            ids.push_back(id);
        std::unordered_map<store::StateGroupNid, store::StateGroupNid> below;
        for (const store::GroupRow &row : store::stateGroups(reader, ids)) {
            const store::StateGroupNid top = chains.at(row.id);
            StateLayers &layers = out[top];
            if (row.id == top) {
                layers.m_hash = StateHash::fromBytes(row.hash);
                layers.m_entries = row.entryCount;
            }
            if (!row.parent) {
                layers.m_root = row.id;
                layers.m_rootEntries = row.entryCount;
                continue;
            }
            layers.m_above.insert(
                layers.m_above.begin(),
                Layer{row.id, std::make_shared<const StateDelta>(named(reader, row.entries))});
            below[row.parent] = top;
        }
        chains = std::move(below);
    }
    return out;
}

void writeGroup(store::Transaction &tx, store::RoomNid room, const GroupWrite &write,
                const RoomView *view) {
    Pairs pairs;
    const auto put = [&](std::string_view type, std::string_view stateKey, store::EventNid event) {
        pairs.emplace_back(tx.internStateKey(type, stateKey).value, event.value);
    };
    if (write.parent) {
        for (const auto &[key, event] : write.entries)
            put(key.first, key.second, event);
    } else {
        for (const auto &[key, entry] : *view->state)
            put(key.first, key.second, entry.nid);
        view->members.forEach(
            [&](const MemberPtr &member) { put("m.room.member", member->userId, member->nid); });
    }
    store::writeStateGroup(tx, room, write.id, write.parent, write.level, write.hash.bytes(),
                           write.entryCount, encode(std::move(pairs)));
}

std::vector<std::pair<store::StateKeyNid, store::EventNid>>
readGroupEntries(store::Reader &reader, store::StateGroupNid group) {
    std::map<std::int64_t, std::int64_t> entries;
    while (group) {
        const auto row = store::stateGroup(reader, group);
        if (!row)
            break;
        Pairs pairs = decode(row->entries);
        std::sort(pairs.begin(), pairs.end());
        if (entries.empty()) {
            entries.insert(pairs.begin(), pairs.end());
        } else {
            for (const auto &entry : pairs)
                entries.insert(entry);
        }
        group = row->parent;
    }
    std::vector<std::pair<store::StateKeyNid, store::EventNid>> out;
    out.reserve(entries.size());
    for (const auto &[key, event] : entries)
        if (event != 0)
            out.emplace_back(store::StateKeyNid{key}, store::EventNid{event});
    return out;
}

StateDelta readGroup(store::Reader &reader, store::StateGroupNid group) {
    StateDelta out;
    while (group) {
        const auto row = store::stateGroup(reader, group);
        if (!row)
            break;
        for (auto &entry : named(reader, row->entries))
            out.insert(entry);
        group = row->parent;
    }
    std::erase_if(out, [](const auto &entry) { return !entry.second; });
    return out;
}

} // namespace hearth::services
