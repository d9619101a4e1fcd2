// SPDX-License-Identifier: Apache-2.0
// Names: ids of users and rooms by nid, from memory: a sync that has nothing to read takes no
// database connection only to learn a name.
#pragma once

#include "server/services/live/user_cache.hpp"
#include "server/store/database.hpp"
#include "server/store/room_store.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::services {

/// Thread-safe.
class Names {
public:
    explicit Names(store::Database &database)
        : m_database(database)
        , m_users(100000)
        , m_rooms(50000) {}

    [[nodiscard]] std::string user(store::UserNid nid) {
        return *m_users.get(nid, [&] {
            return m_database.read([&](store::Reader &reader) {
                return std::make_shared<const std::string>(reader.userId(nid));
            });
        });
    }
    [[nodiscard]] std::string room(store::RoomNid nid) {
        return *m_rooms.get(nid, [&] {
            return m_database.read([&](store::Reader &reader) {
                return std::make_shared<const std::string>(reader.roomId(nid));
            });
        });
    }
    /// Before room() is asked about many.
    void prepareRooms(const std::vector<store::RoomNid> &nids) {
        m_rooms.prepare(nids, [&](const std::vector<store::RoomNid> &missing) {
            std::unordered_map<store::RoomNid, std::shared_ptr<const std::string>> out;
            m_database.read([&](store::Reader &reader) {
                for (store::RoomRow &row : store::rooms(reader, missing))
                    out[row.nid] = std::make_shared<const std::string>(std::move(row.roomId));
            });
            return out;
        });
    }
    /// 0 for a room that was never heard of.
    [[nodiscard]] store::RoomNid findRoom(std::string_view id) {
        return m_database.read([&](store::Reader &reader) { return reader.findRoom(id); });
    }

private:
    store::Database &m_database;
    ValueCache<store::UserNid, std::string> m_users;
    ValueCache<store::RoomNid, std::string> m_rooms;
};

} // namespace hearth::services
