// SPDX-License-Identifier: Apache-2.0
// Authorization rules as tables over the room versions.
#include "server/core/base64.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/signed_json.hpp"
#include "tests/server/matrix/room_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::matrix;
using test::RoomFixture;

namespace {

constexpr auto alice = RoomFixture::alice;
constexpr auto bob = RoomFixture::bob;
constexpr auto carol = RoomFixture::carol;
constexpr auto dave = RoomFixture::dave;

int number(const RoomVersion &version) {
    return std::stoi(std::string(version.id));
}

json::object parse(std::string_view text) {
    return parseJson(text, Strictness::Lenient)->as_object();
}

/// alice 100, bob 50, carol 0 (all joined), public room. In v12 alice is above all numbers.
void furnish(RoomFixture &room) {
    json::object users{{bob, 50}};
    if (!room.version.privilegedCreators)
        users[alice] = 100;
    room.joinRule("public");
    room.powerLevels({{"users", std::move(users)}, {"invite", 30}});
    room.member(bob, "join");
    room.member(carol, "join");
}

} // namespace

class TestAuthRules : public QObject {
    Q_OBJECT

private:
    static void expect(const RoomFixture &room, const EventPtr &event, bool allowed,
                       const char *file, int line) {
        const auto verdict = room.judge(event);
        const auto what = "room version " + std::string(room.version.id) + ", line " +
                          std::to_string(line) + ": " + verdict.reason;
        QTest::qVerify(verdict.allowed == allowed, "verdict", what.c_str(), file, line);
        QTest::qVerify(verdict.allowed == verdict.reason.empty(), "reason", what.c_str(), file,
                       line);
    }

#define ALLOWS(room, event) expect(room, event, true, __FILE__, __LINE__)
#define REJECTS(room, event) expect(room, event, false, __FILE__, __LINE__)

private Q_SLOTS:
    void create() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            ALLOWS(room, room.create);
            // It cannot follow other events.
            REJECTS(room, room.make(alice, event_type::create, "", room.create->content()));
            auto pdu = room.create->pdu();
            pdu["room_id"] = "!room:two.example";
            REJECTS(room, Event::trusted(version, room.create->id(), pdu));
            pdu = room.create->pdu();
            pdu["content"].as_object()["room_version"] = "nonsense";
            REJECTS(room, Event::trusted(version, room.create->id(), pdu));
            pdu = room.create->pdu();
            pdu["content"].as_object().erase("creator");
            expect(room, Event::trusted(version, room.create->id(), pdu), version.implicitCreator,
                   __FILE__, __LINE__);
            pdu = room.create->pdu();
            pdu["content"].as_object()["additional_creators"] = json::array{"nobody"};
            expect(room, Event::trusted(version, room.create->id(), pdu),
                   !version.privilegedCreators, __FILE__, __LINE__);
        }
    }

    void creatorJoinsFirst() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            test::MapState onlyCreate;
            onlyCreate.set(room.create);
            auto join = room.events.begin()->second;
            for (const auto &[id, event] : room.events)
                if (event->type() == event_type::member)
                    join = event;
            QVERIFY(checkAuth(version, *join, onlyCreate).allowed);
            QVERIFY(!checkAuth(version, *room.makeMember(bob, bob, "join"), onlyCreate).allowed);
            QVERIFY(!checkAuth(version, *join, test::MapState()).allowed);
        }
    }

    void eventsOfOtherRoomsAreRejected() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            auto pdu = room.make(alice, "t", std::nullopt, {})->pdu();
            pdu["room_id"] = version.roomIdIsCreateHash
                                 ? "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"
                                 : "!other:one.example";
            REJECTS(room, Event::trusted(version, EventId::trusted("$x"), pdu));
        }
    }

    void closedRooms() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id, {{"m.federate", false}});
            room.joinRule("public");
            ALLOWS(room, room.makeMember(bob, bob, "join"));
            REJECTS(room, room.makeMember(carol, carol, "join"));
        }
    }

    void aliases() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            furnish(room);
            const bool old = version.aliasesAuthRule;
            // Before v6 anyone may publish aliases of the own server, member or not.
            expect(room, room.make(dave, event_type::aliases, "two.example", {}), old, __FILE__,
                   __LINE__);
            REJECTS(room, room.make(dave, event_type::aliases, "one.example", {}));
            expect(room, room.make(alice, event_type::aliases, std::nullopt, {}), !old, __FILE__,
                   __LINE__);
        }
    }

    void joins() {
        for (const auto &version : roomVersions()) {
            const int v = number(version);
            RoomFixture room(version.id);
            // Without join rules the room is for invited people.
            REJECTS(room, room.makeMember(bob, bob, "join"));
            room.joinRule("public");
            ALLOWS(room, room.makeMember(bob, bob, "join"));
            REJECTS(room, room.makeMember(alice, bob, "join"));
            room.force(room.makeMember(alice, bob, "ban"));
            REJECTS(room, room.makeMember(bob, bob, "join"));
            room.force(room.makeMember(alice, carol, "invite"));
            for (const char *rule :
                 {"invite", "knock", "restricted", "knock_restricted", "private", "odd"}) {
                room.joinRule(rule);
                REJECTS(room, room.makeMember(dave, dave, "join"));
                REJECTS(room, room.makeMember(bob, bob, "join"));
                const std::string_view name(rule);
                const bool invited = name == "invite" || (name == "knock" && v >= 7) ||
                                     (name == "restricted" && v >= 8) ||
                                     (name == "knock_restricted" && v >= 10);
                expect(room, room.makeMember(carol, carol, "join"), invited, __FILE__, __LINE__);
            }
        }
    }

    void restrictedJoins() {
        for (const auto &version : roomVersions()) {
            const int v = number(version);
            RoomFixture room(version.id);
            furnish(room);
            const auto via = [&room](const char *voucher) {
                return room.makeMember(dave, dave, "join",
                                       {{"join_authorised_via_users_server", voucher}});
            };
            for (const char *rule : {"restricted", "knock_restricted"}) {
                room.joinRule(rule);
                const bool works = std::string_view(rule) == "restricted" ? v >= 8 : v >= 10;
                expect(room, via(bob), works, __FILE__, __LINE__);
                REJECTS(room, via(carol)); // may not invite
                REJECTS(room, via("@stranger:one.example"));
                REJECTS(room, via("nonsense"));
            }
            room.force(room.makeMember(alice, dave, "ban"));
            REJECTS(room, via(bob));
        }
    }

    void invites() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            furnish(room);
            ALLOWS(room, room.makeMember(bob, dave, "invite"));
            REJECTS(room, room.makeMember(carol, dave, "invite")); // level 30 needed
            REJECTS(room, room.makeMember(bob, carol, "invite"));  // already there
            REJECTS(room, room.makeMember("@x:one.example", dave, "invite"));
            room.force(room.makeMember(alice, dave, "ban"));
            REJECTS(room, room.makeMember(bob, dave, "invite"));
        }
    }

    void leaves() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            furnish(room);
            ALLOWS(room, room.makeMember(carol, carol, "leave"));
            REJECTS(room, room.makeMember(dave, dave, "leave"));
            ALLOWS(room, room.makeMember(bob, carol, "leave"));
            REJECTS(room, room.makeMember(bob, alice, "leave"));
            REJECTS(room, room.makeMember(bob, bob, "odd"));
            REJECTS(room, room.makeMember(carol, bob, "leave"));
            REJECTS(room, room.makeMember(dave, carol, "leave"));
            room.force(room.makeMember(alice, dave, "invite"));
            ALLOWS(room, room.makeMember(dave, dave, "leave"));
            room.force(room.makeMember(alice, dave, "ban"));
            REJECTS(room, room.makeMember(dave, dave, "leave"));
            ALLOWS(room, room.makeMember(bob, dave, "leave")); // lifts the ban
            json::object users{{bob, 50}};
            if (!version.privilegedCreators)
                users[alice] = 100;
            room.powerLevels({{"users", std::move(users)}, {"ban", 60}});
            REJECTS(room, room.makeMember(bob, dave, "leave"));
        }
    }

    void bans() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            furnish(room);
            ALLOWS(room, room.makeMember(bob, carol, "ban"));
            ALLOWS(room, room.makeMember(bob, dave, "ban"));
            REJECTS(room, room.makeMember(bob, alice, "ban"));
            REJECTS(room, room.makeMember(bob, bob, "ban"));
            REJECTS(room, room.makeMember(carol, dave, "ban"));
            REJECTS(room, room.makeMember(dave, carol, "ban"));
            ALLOWS(room, room.makeMember(alice, bob, "ban"));
        }
    }

    void knocks() {
        for (const auto &version : roomVersions()) {
            const int v = number(version);
            RoomFixture room(version.id);
            furnish(room);
            REJECTS(room, room.makeMember(dave, dave, "knock"));
            for (const char *rule : {"knock", "knock_restricted"}) {
                room.joinRule(rule);
                const bool works = std::string_view(rule) == "knock" ? v >= 7 : v >= 10;
                expect(room, room.makeMember(dave, dave, "knock"), works, __FILE__, __LINE__);
                REJECTS(room, room.makeMember(alice, dave, "knock"));
                REJECTS(room, room.makeMember(carol, carol, "knock"));
            }
            room.joinRule("knock");
            room.force(room.makeMember(dave, dave, "knock"));
            expect(room, room.makeMember(dave, dave, "leave"), v >= 7, __FILE__, __LINE__);
            expect(room, room.makeMember(dave, dave, "knock"), v >= 7, __FILE__, __LINE__);
            REJECTS(room, room.makeMember(dave, dave, "join"));
            room.force(room.makeMember(alice, dave, "ban"));
            REJECTS(room, room.makeMember(dave, dave, "knock"));
        }
    }

    void membershipNeedsTargetAndMembership() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            REJECTS(room,
                    room.make(alice, event_type::member, std::nullopt, {{"membership", "join"}}));
            REJECTS(room, room.make(alice, event_type::member, alice, {}));
            REJECTS(room, room.make(alice, event_type::member, alice, {{"membership", 1}}));
        }
    }

    void thirdPartyInvites() {
        const auto identity = crypto::SigningKey::generate("0");
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            furnish(room);
            const auto offer = [&room](const char *sender, json::object content) {
                return room.make(sender, event_type::thirdPartyInvite, "token", std::move(content));
            };
            const auto encoded = base64Encode(identity.publicKey());
            ALLOWS(room, offer(bob, {{"public_key", encoded}}));
            REJECTS(room, offer(carol, {{"public_key", encoded}}));
            json::object signedPart{{"mxid", dave}, {"token", "token"}};
            signJson(signedPart, "id.example", identity);
            const auto claim = [&room](const char *sender, json::object part) {
                return room.makeMember(
                    sender, dave, "invite",
                    {{"third_party_invite", json::object{{"signed", std::move(part)}}}});
            };
            REJECTS(room, claim(bob, signedPart)); // no such token
            room.force(
                offer(bob, {{"public_keys", json::array{json::object{{"public_key", encoded}}}}}));
            ALLOWS(room, claim(bob, signedPart));
            REJECTS(room, claim(alice, signedPart)); // another sender
            REJECTS(room, claim(bob, {}));
            auto other = signedPart;
            other["mxid"] = carol;
            REJECTS(room, claim(bob, other));
            other = signedPart;
            other["extra"] = 1; // breaks the signature
            REJECTS(room, claim(bob, other));
            REJECTS(room, room.makeMember(bob, dave, "invite", {{"third_party_invite", 1}}));
            room.force(offer(bob, {{"public_key", encoded}}));
            ALLOWS(room, claim(bob, signedPart));
            room.force(room.makeMember(alice, dave, "ban"));
            REJECTS(room, claim(bob, signedPart));
        }
    }

    void sendingNeedsMembershipAndLevel() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            furnish(room);
            ALLOWS(room, room.make(carol, "m.room.message", std::nullopt, {}));
            REJECTS(room, room.make(dave, "m.room.message", std::nullopt, {}));
            REJECTS(room, room.make(carol, "m.room.topic", "", {}));
            ALLOWS(room, room.make(bob, "m.room.topic", "", {}));
            ALLOWS(room, room.make(bob, "x", bob, {}));
            REJECTS(room, room.make(bob, "x", alice, {}));
            REJECTS(room, room.make(bob, "x", "@", {}));
            ALLOWS(room, room.make(bob, "x", "alice", {}));
        }
    }

    void redactions() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            furnish(room);
            const bool old = number(version) <= 2;
            const auto redaction = [&](const char *sender, const char *target) {
                EventDraft draft;
                draft.roomId = room.create->roomId();
                draft.sender = UserId::trusted(sender);
                draft.type = event_type::redaction;
                draft.redacts = EventId::trusted(target);
                return *buildEvent(version, draft, domain(sender), room.key(), "r");
            };
            ALLOWS(room, redaction(bob, "$e:two.example"));
            ALLOWS(room, redaction(carol, "$e:two.example"));
            expect(room, redaction(carol, "$e:one.example"), !old, __FILE__, __LINE__);
        }
    }

    void powerLevelChanges_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("allowed"); // for bob at 50; before: see below
        const auto row = [](const char *name, const char *content, bool allowed) {
            QTest::newRow(name) << QByteArray(content) << allowed;
        };
        row("same", R"({})", true);
        row("ban to own level", R"({"ban":50})", true);
        row("ban above own level", R"({"ban":51})", false);
        row("ban removed", R"({"ban":null})", true);
        row("kick was above own level", R"({"kick":10})", false);
        row("kick removed", R"({"kick":null})", false);
        row("event at own level", R"({"events":{"a":50,"high":80}})", true);
        row("event above own level", R"({"events":{"a":51,"high":80}})", false);
        row("high event lowered", R"({"events":{"high":10}})", false);
        row("high event removed", R"({"events":{}})", false);
        row("other at own level raised",
            R"({"users":{"@alice:one.example":100,"@bob:one.example":50,"@peer:one.example":40}})",
            false);
        row("peer removed", R"({"users":{"@alice:one.example":100,"@bob:one.example":50}})", false);
        row("self lowered",
            R"({"users":{"@alice:one.example":100,"@bob:one.example":0,"@peer:one.example":50}})",
            true);
        row("self removed", R"({"users":{"@alice:one.example":100,"@peer:one.example":50}})", true);
        row("self raised",
            R"({"users":{"@alice:one.example":100,"@bob:one.example":60,"@peer:one.example":50}})",
            false);
        row("new user at own level",
            R"({"users":{"@alice:one.example":100,"@bob:one.example":50,"@peer:one.example":50,"@n:x":50}})",
            true);
        row("new user above",
            R"({"users":{"@alice:one.example":100,"@bob:one.example":50,"@peer:one.example":50,"@n:x":51}})",
            false);
        row("admin lowered",
            R"({"users":{"@alice:one.example":99,"@bob:one.example":50,"@peer:one.example":50}})",
            false);
    }
    void powerLevelChanges() {
        QFETCH(QByteArray, content);
        QFETCH(bool, allowed);
        for (const auto &version : roomVersions()) {
            // v12 does not let creators stand in users; the rest is the same.
            if (version.privilegedCreators)
                continue;
            RoomFixture room(version.id);
            furnish(room);
            auto levels = parse(R"({"users":{"@alice:one.example":100,"@bob:one.example":50,
                "@peer:one.example":50},"ban":40,"kick":70,"events":{"high":80}})");
            room.powerLevels(levels);
            for (auto &member : parse(content.toStdString())) {
                if (member.value().is_null())
                    levels.erase(member.key());
                else
                    levels[member.key()] = member.value();
            }
            expect(room, room.make(bob, event_type::powerLevels, "", levels), allowed, __FILE__,
                   __LINE__);
        }
    }

    void notificationLevelsAreGuardedFromV6() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            furnish(room);
            auto content = room.state.find(event_type::powerLevels, "")->content();
            content["notifications"] = json::object{{"room", 80}};
            expect(room, room.make(bob, event_type::powerLevels, "", content),
                   !version.notificationsPowerLevels, __FILE__, __LINE__);
            ALLOWS(room, room.make(alice, event_type::powerLevels, "", content));
        }
    }

    void shapesOfPowerLevels() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            const bool integers = version.integerPowerLevels;
            const auto levels = [&room](const char *content) {
                return room.make(alice, event_type::powerLevels, "", parse(content));
            };
            ALLOWS(room, levels("{}"));
            REJECTS(room, levels(R"({"users":[]})"));
            REJECTS(room, levels(R"({"users":{"nobody":1}})"));
            REJECTS(room, levels(R"({"users":{"@b:c":"x"}})"));
            expect(room, levels(R"({"users":{"@b:c":"50"}})"), !integers, __FILE__, __LINE__);
            expect(room, levels(R"({"ban":"50"})"), !integers, __FILE__, __LINE__);
            expect(room, levels(R"({"ban":null})"), !integers, __FILE__, __LINE__);
            expect(room, levels(R"({"events":{"x":"50"}})"), !integers, __FILE__, __LINE__);
            expect(room, levels(R"({"events":[]})"), !integers, __FILE__, __LINE__);
            expect(room, levels(R"({"notifications":{"room":"x"}})"), !integers, __FILE__,
                   __LINE__);
            expect(room, levels(R"({"users":{"@alice:one.example":100}})"),
                   !version.privilegedCreators, __FILE__, __LINE__);
        }
    }

    void additionalCreatorsCannotBeInPowerLevels() {
        RoomFixture room("12", {{"additional_creators", json::array{carol}}});
        REJECTS(room, room.make(alice, event_type::powerLevels, "",
                                {{"users", json::object{{carol, 100}}}}));
        ALLOWS(room, room.make(alice, event_type::powerLevels, "",
                               {{"users", json::object{{bob, 100}}}}));
        room.joinRule("public");
        room.member(carol, "join");
        REJECTS(room, room.makeMember(carol, alice, "leave")); // creators are equals
        ALLOWS(room, room.make(carol, "m.room.topic", "", {}));
    }

    void selectsAuthEvents() {
        const auto keys = [](const char *version, const char *type, const char *content) {
            std::string out;
            const std::optional<std::string> stateKey(dave);
            for (const auto &[keyType, key] :
                 authEventKeys(*findRoomVersion(version), type, stateKey, bob, parse(content)))
                out += keyType.substr(7) + (key.empty() ? "" : "/" + key) + " ";
            return out;
        };
        const std::string base = "create power_levels member/@bob:one.example ";
        QCOMPARE(keys("11", "m.room.create", "{}"), std::string());
        QCOMPARE(keys("11", "m.room.topic", "{}"), base);
        QCOMPARE(keys("12", "m.room.topic", "{}"), base.substr(7));
        QCOMPARE(keys("11", "m.room.member", R"({"membership":"leave"})"),
                 base + "member/@dave:two.example ");
        QCOMPARE(keys("11", "m.room.member", R"({"membership":"knock"})"),
                 base + "member/@dave:two.example join_rules ");
        QCOMPARE(keys("11", "m.room.member",
                      R"({"membership":"invite","third_party_invite":{"signed":{"token":"t"}}})"),
                 base + "member/@dave:two.example join_rules third_party_invite/t ");
        const char *via = R"({"membership":"join","join_authorised_via_users_server":"@v:w"})";
        QCOMPARE(keys("7", "m.room.member", via), base + "member/@dave:two.example join_rules ");
        QCOMPARE(keys("8", "m.room.member", via),
                 base + "member/@dave:two.example join_rules member/@v:w ");
    }

    void judgesAuthEvents() {
        for (const auto &version : roomVersions()) {
            RoomFixture room(version.id);
            furnish(room);
            const auto event = room.make(bob, "m.room.topic", "", {});
            std::vector<EventPtr> named;
            for (const auto &id : event->authEvents())
                named.push_back(room.events.at(id.str()));
            const auto check = [&](const std::vector<EventPtr> &list, bool rejected = false) {
                return checkAuthEvents(version, *event, list,
                                       [rejected](const Event &) { return rejected; })
                    .allowed;
            };
            QVERIFY(check(named));
            QVERIFY(!check(named, true));
            auto twice = named;
            twice.push_back(named.back());
            QVERIFY(!check(twice));
            auto odd = named;
            odd.push_back(room.make(alice, "m.room.name", "", {}));
            QVERIFY(!check(odd));
            auto withCreate = named;
            if (version.roomIdIsCreateHash) {
                withCreate.push_back(room.create);
                QVERIFY(!check(withCreate));
            } else {
                withCreate.erase(withCreate.begin());
                QVERIFY(!check(withCreate));
            }
        }
    }
};

HEARTH_TEST(TestAuthRules)
#include "test_auth_rules.moc"
