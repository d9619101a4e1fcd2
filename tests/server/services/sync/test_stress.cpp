// SPDX-License-Identifier: Apache-2.0
// Many people at once send, join, leave, set state and read, while others sync in every way there
// is. In the end each client must know exactly what is true, also across a restart.
#include "server/core/json_read.hpp"
#include "server/services/rooms/room_history.hpp"
#include "tests/server/services/sync/sync_model.hpp"
#include "tests/server/services/sync/sync_world.hpp"
#include "tests/support/test_main.hpp"

#include <atomic>
#include <cstdio>
#include <random>
#include <thread>

using namespace hearth;
using namespace hearth::services;
using namespace hearth::test;
using Action = Memberships::Action;

namespace {

struct Town {
    SyncWorld world;
    std::vector<Requester> people;
    std::vector<std::string> rooms;
    std::vector<std::unique_ptr<SyncModel>> models;
    std::atomic<int> acts{0};
};

std::string filterOf(int kind) {
    switch (kind) {
    case 1: // gaps all the time
        return R"({"room":{"timeline":{"limit":2}}})";
    case 2:
        return R"({"room":{"timeline":{"limit":3},"state":{"lazy_load_members":true}}})";
    case 3:
        return R"({"room":{"timeline":{"limit":5,"types":["m.room.message"]}}})";
    default:
        return R"({"room":{"timeline":{"limit":50}}})";
    }
}

void settle(Town &town) {
    for (const char *name : {"ann", "ben", "cat", "dan", "eve", "fay"})
        town.people.push_back(town.world.user(name));
    for (int i = 0; i < 3; ++i)
        town.rooms.push_back(town.world.create(
            town.people[0],
            {{"preset", "public_chat"}, {"power_level_content_override", {{"state_default", 0}}}}));
    int kind = 0;
    for (const Requester &person : town.people) {
        for (const bool after : {false, true}) {
            Requester device = person;
            device.deviceNid = store::DeviceNid{person.userNid.value * 100 + (after ? 1 : 2)};
            SyncOptions options{filterOf(kind % 4), false, after};
            town.models.push_back(std::make_unique<SyncModel>(town.world, device, options));
            ++kind;
        }
    }
}

/// One step of one person.
void act(Town &town, std::mt19937 &random) {
    const Requester &who = town.people[random() % town.people.size()];
    const std::string &room = town.rooms[random() % town.rooms.size()];
    const std::string number = std::to_string(++town.acts);
    SyncWorld &world = town.world;
    try {
        switch (random() % 12) {
        case 0:
            world.change(who, room, Action::Join);
            break;
        case 1:
            if (who.user != town.people[0].user)
                world.change(who, room, Action::Leave);
            break;
        case 2:
            world.state(who, room, "org.test", {{"n", number}}, std::to_string(random() % 4));
            break;
        case 3:
            world.state(who, room, "m.room.topic", {{"topic", number}});
            break;
        case 4: {
            const store::RoomNid nid = world.core().registry.require(room)->nid();
            const StoredEvents newest = world.core().timeline.before(nid, world.db->position(), 3);
            if (!newest.empty())
                world.services().receipts.markRead(who, nid, store::ReceiptKind::Read,
                                                   newest.front()->event->id().str(), std::nullopt);
            break;
        }
        case 5:
            if (town.people[1].user != who.user)
                world.change(town.people[0], room, Action::Kick, who.user.str());
            break;
        default:
            world.say(who, room, number);
        }
    } catch (const Error &) {
        // Not in the room just now.
    }
}

void liveThrough(Town &town, unsigned seed, int acts) {
    std::atomic<bool> over{false};
    std::vector<std::thread> clients;
    for (const auto &model : town.models)
        clients.emplace_back([&over, &model] {
            while (!over)
                model->wait(20);
        });
    std::vector<std::thread> actors;
    for (unsigned i = 0; i < 4; ++i)
        actors.emplace_back([&town, seed, i, acts] {
            std::mt19937 random(seed * 10 + i);
            for (int n = 0; n < acts; ++n)
                act(town, random);
        });
    for (std::thread &actor : actors)
        actor.join();
    over = true;
    for (std::thread &client : clients)
        client.join();
}

} // namespace

class TestStress : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { databaseRows(); }

    void everyClientKnowsTheTruth() {
        Town town;
        settle(town);
        for (unsigned round = 1; round <= 3; ++round) {
            liveThrough(town, round, 120);
            if (round == 2) { // what happens while nobody syncs, and the tokens of before
                std::mt19937 random(99);
                for (int i = 0; i < 60; ++i)
                    act(town, random);
                town.world.restartAll();
            }
            for (const auto &model : town.models) {
                model->sync();
                model->sync();
                const std::string fault = model->compare(town.rooms);
                if (!fault.empty()) // QtTest cuts long messages
                    std::fprintf(stderr, "%s\n", fault.c_str());
                QVERIFY2(fault.empty(), fault.c_str());
            }
        }
    }
};

HEARTH_TEST(TestStress)
#include "test_stress.moc"
