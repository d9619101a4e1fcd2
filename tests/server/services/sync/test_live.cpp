// SPDX-License-Identifier: Apache-2.0
// Long polls: nothing is lost or told twice, however many wait and send at once.
#include "server/core/json_read.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "tests/server/services/sync/sync_world.hpp"
#include "tests/support/test_main.hpp"

#include <atomic>
#include <random>
#include <thread>

using namespace hearth;
using namespace hearth::services;
using namespace hearth::test;
using Action = Memberships::Action;

namespace {
constexpr int clients = 50;
constexpr int senders = 6;
constexpr int messagesEach = 40;
constexpr int rooms = 3;

/// What one client saw, by room.
using Seen = std::map<std::string, std::vector<std::string>>;

Seen follow(SyncClient &client, const std::vector<std::string> &ids,
            const std::atomic<bool> &finished) {
    Seen seen;
    bool last = false;
    for (;;) {
        const json::object answer = client.wait(last ? 0 : 200);
        for (const std::string &id : ids) {
            for (std::string &body : bodiesOf(eventsOf(roomOf(answer, "join", id), "timeline")))
                seen[id].push_back(std::move(body));
        }
        if (last)
            return seen;
        last = finished;
    }
}
} // namespace

class TestLive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { databaseRows(); }

    void losesNothingAcrossManyWaitingClients() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        std::vector<std::string> ids;
        for (int i = 0; i < rooms; ++i)
            ids.push_back(world.create(alice, {{"preset", "public_chat"}}));
        std::vector<std::unique_ptr<SyncClient>> all;
        for (int i = 0; i < clients; ++i) {
            const Requester who = world.user("user" + std::to_string(i));
            for (const std::string &id : ids)
                world.change(who, id, Action::Join);
            all.push_back(std::make_unique<SyncClient>(
                world, who, SyncOptions{R"({"room":{"timeline":{"limit":100}}})", false, false}));
            all.back()->initial();
        }
        std::atomic<bool> finished{false};
        std::vector<Seen> seen(clients);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < clients; ++i)
            threads.emplace_back([&, i] { seen[i] = follow(*all[i], ids, finished); });
        std::vector<std::thread> sending;
        for (int s = 0; s < senders; ++s)
            sending.emplace_back([&, s] {
                std::mt19937 random(static_cast<unsigned>(s));
                const Requester who = world.user("user" + std::to_string(s));
                for (int n = 0; n < messagesEach; ++n) {
                    world.say(who, ids[random() % ids.size()],
                              std::to_string(s) + ":" + std::to_string(n));
                    if (random() % 3 == 0)
                        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 4));
                }
            });
        for (std::thread &thread : sending)
            thread.join();
        finished = true;
        for (std::thread &thread : threads)
            thread.join();
        std::size_t sum = 0;
        for (const std::string &id : ids) {
            const auto sent = world.bodies(alice, id);
            sum += sent.size();
            for (std::size_t i = 0; i < clients; ++i)
                QCOMPARE(seen[i][id], sent);
        }
        QCOMPARE(sum, std::size_t(senders * messagesEach));
    }

    void wakesForTypingAndReceipts() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        const std::string event = world.say(alice, room, "hi");
        SyncClient client(world, alice);
        client.initial();
        const store::RoomNid nid = world.core().registry.find(room)->nid();
        std::thread typist([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            world.services().typing.set(bob, nid, true, 100);
        });
        const auto typing = [&](const json::object &answer) {
            for (const json::value &one : eventsOf(roomOf(answer, "join", room), "ephemeral")) {
                if (stringAt(one.as_object(), "type") == "m.typing")
                    return static_cast<int>(one.at("content").at("user_ids").as_array().size());
            }
            return -1;
        };
        QCOMPARE(typing(client.wait(5000)), 1);
        QCOMPARE(typing(client.wait(5000)), 0); // it ran out
        typist.join();
        world.services().receipts.markRead(bob, nid, store::ReceiptKind::Read, event, {});
        const json::array news = eventsOf(roomOf(client.wait(5000), "join", room), "ephemeral");
        QCOMPARE(typesOf(news), std::vector<std::string>{"m.receipt"});
        world.services().receipts.markRead(bob, nid, store::ReceiptKind::ReadPrivate, event, {});
        QVERIFY(!client.sync().contains("rooms")); // private ones are the reader's own
    }

    void countsWhatIsUnread() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        const std::string third = "@carol:test.local";
        world.change(bob, room, Action::Join);
        world.change(world.user("carol"), room, Action::Join);
        const store::RoomNid nid = world.core().registry.find(room)->nid();
        const auto count = [&] {
            const RoomUnread unread = world.services().unread.inRoom(
                alice.userNid, alice.user.str(), nid, world.db->position());
            return std::pair(unread.main.notifications, unread.main.highlights);
        };
        using Counts = std::pair<std::int64_t, std::int64_t>;
        QCOMPARE(count(), Counts(0, 0));
        const std::string first = world.say(bob, room, "one");
        QCOMPARE(count(), Counts(1, 0));
        world.say(bob, room, "hello alice"); // the localpart highlights
        QCOMPARE(count(), Counts(2, 1));
        world.say(alice, room, "own words do not count");
        QCOMPARE(count(), Counts(2, 1));
        world.services().receipts.markRead(alice, nid, store::ReceiptKind::Read, first, {});
        QCOMPARE(count(), Counts(1, 1));
        world.restartAll();
        QCOMPARE(count(), Counts(1, 1));
        const std::string newest = world.say(bob, room, "more");
        QCOMPARE(count(), Counts(2, 1));
        world.services().receipts.markRead(alice, nid, store::ReceiptKind::ReadPrivate, newest, {});
        QCOMPARE(count(), Counts(0, 0));
        world.services().receipts.markRead(alice, nid, store::ReceiptKind::Read, first, {});
        QCOMPARE(count(), Counts(0, 0)); // never backwards
    }
};

HEARTH_TEST(TestLive)
#include "test_live.moc"
