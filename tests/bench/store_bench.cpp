// SPDX-License-Identifier: Apache-2.0
// How many event-like writes a second the store makes durable.
//   store_bench [--postgres CONNECTION] [--seconds N] [writers …]
#include "server/store/database.hpp"
#include "server/store/event_id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using namespace hearth::store;
using SteadyClock = std::chrono::steady_clock;

namespace {

struct Room {
    RoomNid nid{};
    EventNid last{};
};

/// About what one message costs: nine statements and a position.
EventNid sendEvent(Transaction &tx, Room &room, UserNid sender, std::int64_t number) {
    static const std::string body(600, 'x');
    const EventNid event{tx.next("event")};
    std::string id(32, '\0');
    std::uint64_t mix = static_cast<std::uint64_t>(event.value) * 0x9e3779b97f4a7c15u;
    for (char &byte : id) {
        byte = static_cast<char>(mix & 0xff);
        mix = mix * 6364136223846793005u + 1442695040888963407u;
        mix ^= mix >> 29;
    }
    const Position position = tx.append({Stream::Event, room.nid, sender, event.value});
    tx.post("INSERT INTO event (event_nid, event_id, room_nid, type_nid, sender_nid, depth, "
            "origin_ts, received_ts, gpos, state_before, state_after, flags) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            event, Blob{id}, room.nid, 1, sender, number, 1700000000000 + number,
            1700000000000 + number, position, 1, 1, 32);
    tx.post("INSERT INTO event_json (event_nid, codec, body) VALUES ($1, $2, $3)", event, 0,
            Blob{body});
    if (room.last) {
        tx.post("INSERT INTO event_edge (child, parent) VALUES ($1, $2)", event, room.last);
        tx.post("DELETE FROM fwd_extremity WHERE room_nid = $1 AND event_nid = $2", room.nid,
                room.last);
    }
    tx.post("INSERT INTO fwd_extremity (room_nid, event_nid) VALUES ($1, $2)", room.nid, event);
    tx.post("INSERT INTO txn_client (user_nid, device_nid, kind, room_nid, txn_id, event_nid, ts) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7)",
            sender, 1, 0, room.nid, "m" + std::to_string(event.value), event, 1700000000000);
    tx.post("UPDATE room SET last_gpos = $1 WHERE room_nid = $2", position, room.nid);
    return event;
}

void measure(Database &db, int writers, double seconds) {
    std::vector<Room> rooms(static_cast<std::size_t>(writers));
    const UserNid sender = db.write([&](Transaction &tx) {
        for (std::size_t i = 0; i < rooms.size(); ++i)
            rooms[i].nid = tx.internRoom("!room" + std::to_string(i) + ":example.org");
        return tx.internUser("@sender:example.org");
    });
    const CommitFigures before = db.commitFigures();
    std::atomic<bool> stop{false};
    std::vector<std::vector<double>> times(rooms.size());
    std::vector<std::thread> threads;
    const auto start = SteadyClock::now();
    for (std::size_t i = 0; i < rooms.size(); ++i) {
        threads.emplace_back([&, i] {
            for (std::int64_t number = 1; !stop; ++number) {
                const auto begin = SteadyClock::now();
                rooms[i].last = db.write(
                    [&](Transaction &tx) { return sendEvent(tx, rooms[i], sender, number); });
                times[i].push_back(
                    std::chrono::duration<double, std::milli>(SteadyClock::now() - begin).count());
            }
        });
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    stop = true;
    for (auto &thread : threads)
        thread.join();
    const double elapsed = std::chrono::duration<double>(SteadyClock::now() - start).count();
    std::vector<double> all;
    for (const auto &part : times)
        all.insert(all.end(), part.begin(), part.end());
    std::sort(all.begin(), all.end());
    const CommitFigures after = db.commitFigures();
    fmt::print("{:4} writers: {:7.0f} ops/s  p50 {:6.2f} ms  p99 {:6.2f} ms  batch {:5.1f}\n",
               writers, static_cast<double>(all.size()) / elapsed, all[all.size() / 2],
               all[all.size() * 99 / 100],
               static_cast<double>(after.writes - before.writes) /
                   static_cast<double>(std::max<std::uint64_t>(1, after.commits - before.commits)));
}

} // namespace

int main(int argc, char **argv) {
    DatabaseSettings settings;
    double seconds = 3;
    std::vector<int> writers;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--postgres" && i + 1 < argc) {
            settings.kind = DatabaseKind::Postgres;
            settings.connection = argv[++i];
        } else if (argument == "--seconds" && i + 1 < argc) {
            seconds = std::atof(argv[++i]);
        } else {
            writers.push_back(std::atoi(argv[i]));
        }
    }
    if (writers.empty())
        writers = {1, 8, 32};
    std::string folder = (std::filesystem::current_path() / "store-bench-XXXXXX").string();
    if (settings.kind == DatabaseKind::Sqlite) {
        if (!mkdtemp(folder.data()))
            return 1;
        settings.path = folder + "/bench.db";
    }
    {
        const auto db = openDatabase(settings);
        for (const int count : writers)
            measure(*db, count, seconds);
        fmt::print("{:.1f} MB\n", static_cast<double>(db->sizeBytes()) / 1e6);
    }
    if (settings.kind == DatabaseKind::Sqlite)
        std::filesystem::remove_all(folder);
    return 0;
}
