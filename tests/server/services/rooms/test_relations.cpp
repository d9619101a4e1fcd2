// SPDX-License-Identifier: Apache-2.0
// Relations: what is bundled with an event, what may be related to what, pages and filters.
#include "server/matrix/filter.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_relations.hpp"
#include "tests/server/services/rooms/room_world.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::services;
using hearth::test::errorOf;
using hearth::test::RoomWorld;
using Action = Memberships::Action;

namespace {

std::string relate(RoomWorld &world, const Requester &who, const std::string &room,
                   const std::string &type, json::object relation, json::object content = {}) {
    content["m.relates_to"] = std::move(relation);
    RoomEvents::Message message;
    message.roomId = room;
    message.type = type;
    message.content = std::move(content);
    return world.rooms().sending.send(who, std::move(message));
}

} // namespace

class TestRelations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void relationsAreBundled() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        const std::string root = world.say(alice, room, "root");
        const json::object text{{"msgtype", "m.text"}, {"body", "reply"}};
        relate(world, bob, room, "m.reaction",
               {{"rel_type", "m.annotation"}, {"event_id", root}, {"key", "+"}});
        QCOMPARE(errorOf([&] {
                     relate(world, bob, room, "m.reaction",
                            {{"rel_type", "m.annotation"}, {"event_id", root}, {"key", "+"}});
                 }),
                 std::string("400 M_DUPLICATE_ANNOTATION"));
        const std::string reply = relate(world, bob, room, "m.room.message",
                                         {{"rel_type", "m.thread"}, {"event_id", root}}, text);
        json::object edited = text;
        edited["m.new_content"] = text;
        const std::string edit = relate(world, alice, room, "m.room.message",
                                        {{"rel_type", "m.replace"}, {"event_id", root}}, edited);
        relate(world, bob, room, "m.room.message", {{"rel_type", "m.replace"}, {"event_id", root}},
               edited); // not the author
        for (int round = 0; round < 2; ++round) {
            const json::object event = world.rooms().history.event(alice, room, root);
            const json::object &bundle = event.at("unsigned").at("m.relations").as_object();
            QCOMPARE(std::string(bundle.at("m.replace").at("event_id").as_string()), edit);
            QCOMPARE(bundle.at("m.thread").at("count").as_int64(), 1);
            QCOMPARE(
                std::string(bundle.at("m.thread").at("latest_event").at("event_id").as_string()),
                reply);
            QVERIFY(bundle.at("m.thread").at("current_user_participated").as_bool());
            RoomRelations::Query query;
            query.eventId = root;
            query.limit = 2;
            const json::object page = world.rooms().related.relations(bob, room, query);
            QCOMPARE(page.at("chunk").as_array().size(), std::size_t(2));
            query.from = page.at("next_batch").as_string();
            const json::object rest = world.rooms().related.relations(bob, room, query);
            QCOMPARE(rest.at("chunk").as_array().size(), std::size_t(2));
            QVERIFY(!rest.contains("next_batch"));
            const json::object threads = world.rooms().related.threads(alice, room, {}, 5, false);
            QCOMPARE(threads.at("chunk").as_array().size(), std::size_t(1));
            world.restart();
        }
    }

    void parentsMustBeKnown() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        const std::string other = world.say(alice, world.create(alice), "elsewhere");
        const std::string here = world.say(alice, room, "here");
        const std::string refused = "400 M_UNKNOWN";
        const auto react = [&](json::object relation) {
            return errorOf([&] { relate(world, alice, room, "m.reaction", std::move(relation)); });
        };
        const auto to = [](const std::string &event, const std::string &key) {
            return json::object{{"rel_type", "m.annotation"}, {"event_id", event}, {"key", key}};
        };
        QCOMPARE(react(to("$" + std::string(43, 'x'), "+")), refused);
        QCOMPARE(react(to(other, "+")), refused);
        QCOMPARE(react({{"rel_type", "m.annotation"}, {"event_id", here}}), refused);
        QCOMPARE(react(to(here, std::string(501, 'k'))), refused);
        QCOMPARE(react(to(here, std::string(500, 'k'))), std::string());
        // A reply is no relation.
        QCOMPARE(react({{"m.in_reply_to", {{"event_id", other}}}}), std::string());
    }

    void aRedactedRootKeepsItsThread() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const std::string room = world.create(alice);
        const std::string root = world.say(alice, room, "root");
        const json::object text{{"msgtype", "m.text"}, {"body", "reply"}};
        relate(world, alice, room, "m.room.message", {{"rel_type", "m.thread"}, {"event_id", root}},
               text);
        json::object edited = text;
        edited["m.new_content"] = text;
        relate(world, alice, room, "m.room.message",
               {{"rel_type", "m.replace"}, {"event_id", root}}, edited);
        world.rooms().sending.redact(alice, room, root, {}, {});
        const json::object event = world.rooms().history.event(alice, room, root);
        const json::object &bundle = event.at("unsigned").at("m.relations").as_object();
        QCOMPARE(bundle.at("m.thread").at("count").as_int64(), 1);
        QVERIFY(!bundle.contains("m.replace"));
        RoomRelations::Query query;
        query.eventId = root;
        const json::object page = world.rooms().related.relations(alice, room, query);
        QCOMPARE(page.at("chunk").as_array().size(), std::size_t(1));
    }

    void messagesAreFilteredByRelations() {
        RoomWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        const std::string root = world.say(alice, room, "root");
        world.say(alice, room, "plain");
        relate(world, bob, room, "m.reaction",
               {{"rel_type", "m.annotation"}, {"event_id", root}, {"key", "+"}});
        const auto found = [&](const json::object &text) {
            const auto filter = matrix::EventFilter::parse(text);
            RoomHistory::Page page;
            page.limit = 100;
            page.filter = &*filter;
            const json::object answer = world.rooms().history.messages(alice, room, page);
            return answer.at("chunk").as_array().size();
        };
        QCOMPARE(found({{"related_by_rel_types", {"m.annotation"}}}), std::size_t(1));
        QCOMPARE(found({{"related_by_rel_types", {"m.thread"}}}), std::size_t(0));
        QCOMPARE(found({{"related_by_senders", {bob.user.str()}}}), std::size_t(1));
        QCOMPARE(found({{"related_by_senders", {alice.user.str()}}}), std::size_t(0));
    }
};

HEARTH_TEST(TestRelations)
#include "test_relations.moc"
