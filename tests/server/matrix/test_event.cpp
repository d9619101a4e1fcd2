// SPDX-License-Identifier: Apache-2.0
// Events: the signing vectors of the spec, parsing by room version, building, size limits.
#include "server/core/base64.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/redaction.hpp"
#include "server/matrix/signed_json.hpp"
#include "tests/server/matrix/room_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <array>
#include <thread>
#include <vector>

using namespace hearth;
using namespace hearth::matrix;
using test::RoomFixture;

namespace {

json::object parse(std::string_view text) {
    return parseJson(text, Strictness::Lenient)->as_object();
}

crypto::SigningKey specKey() {
    return *crypto::SigningKey::parse("ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");
}

/// Hashes and signs a PDU as the spec's example code does.
void sign(const RoomVersion &version, json::object &pdu) {
    pdu["hashes"] = json::object{{"sha256", base64Encode(contentHash(pdu))}};
    const auto key = specKey();
    pdu["signatures"] = json::object{
        {"domain", json::object{{key.keyId(), base64Encode(key.sign(signedBytes(version, pdu)))}}}};
}

json::object goodPdu(const RoomVersion &version) {
    RoomFixture room(version.id);
    return room.make(RoomFixture::alice, "m.room.message", std::nullopt, {{"body", "hi"}})->pdu();
}

} // namespace

class TestEvent : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allVersions_data() {
        QTest::addColumn<QByteArray>("id");
        for (const auto &version : roomVersions())
            QTest::newRow(std::string(version.id).c_str())
                << QByteArray(version.id.data(), static_cast<qsizetype>(version.id.size()));
    }

    // Spec appendices, "Event Signing".
    void signsTheMinimalEventOfTheSpec() {
        auto pdu = parse(R"({"room_id":"!x:domain","sender":"@a:domain","origin":"domain",
            "origin_server_ts":1000000,"signatures":{},"hashes":{},"type":"X","content":{},
            "prev_events":[],"auth_events":[],"depth":3,"unsigned":{"age_ts":1000000}})");
        sign(*findRoomVersion("1"), pdu);
        QCOMPARE(stringAt(*objectAt(pdu, "hashes"), "sha256"),
                 std::string_view("5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos"));
        QCOMPARE(stringAt(*objectAt(*objectAt(pdu, "signatures"), "domain"), "ed25519:1"),
                 std::string_view("KxwGjPSDEtvnFgU00fwFz+l6d2pJM6XBIaMEn81SXPTRl16AqLAYqfIReFGZlHi5"
                                  "KLjAWbOoMszkwsQma+lYAg"));
        QVERIFY(hasGoodContentHash(pdu));
    }

    void signsTheRedactableEventOfTheSpec() {
        auto pdu = parse(R"({"content":{"body":"Here is the message content"},
            "event_id":"$0:domain","origin":"domain","origin_server_ts":1000000,
            "type":"m.room.message","room_id":"!r:domain","sender":"@u:domain","signatures":{},
            "unsigned":{"age_ts":1000000}})");
        sign(*findRoomVersion("1"), pdu);
        QCOMPARE(stringAt(*objectAt(pdu, "hashes"), "sha256"),
                 std::string_view("onLKD1bGljeBWQhWZ1kaP9SorVmRQNdN5aM2JYU2n/g"));
        QCOMPARE(stringAt(*objectAt(*objectAt(pdu, "signatures"), "domain"), "ed25519:1"),
                 std::string_view("Wm+VzmOUOz08Ds+0NTWb1d4CZrVsJSikkeRxh6aCcUwu6pNC78FunoD7KNWzqFn2"
                                  "41eYHYMGCA5McEiVPdhzBA"));
    }

    void builtEventsParseToThemselves_data() { allVersions_data(); }
    void builtEventsParseToThemselves() {
        QFETCH(QByteArray, id);
        RoomFixture room(id.toStdString());
        for (const auto &[eventId, event] : room.events) {
            const auto again = Event::parse(room.version, event->pdu());
            QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
            QCOMPARE((*again)->id(), event->id());
            QCOMPARE((*again)->roomId(), room.create->roomId());
            QCOMPARE((*again)->sender(), event->sender());
            QCOMPARE((*again)->stateKey(), event->stateKey());
            QCOMPARE((*again)->prevEvents(), event->prevEvents());
            QCOMPARE((*again)->authEvents(), event->authEvents());
            QCOMPARE((*again)->depth(), event->depth());
            QVERIFY(hasGoodContentHash(event->pdu()));
            QVERIFY(verifyEvent(*event, "one.example", "ed25519:test", room.key().publicKey()));
            QCOMPARE(event->pdu().contains("event_id"), id == "1" || id == "2");
        }
    }

    // What the database keeps gives the same event again, however it is written there.
    void storedEventsAreTheSame_data() { allVersions_data(); }
    void storedEventsAreTheSame() {
        QFETCH(QByteArray, id);
        RoomFixture room(id.toStdString());
        for (const auto &[eventId, event] : room.events) {
            const json::object pdu = event->pdu();
            QCOMPARE(std::string(event->json()), canonicalJson(pdu));
            QCOMPARE(std::string(event->contentJson()), canonicalJson(event->content()));
            for (const std::string &text :
                 {std::string(event->json()), " " + json::serialize(pdu)}) {
                const EventPtr again = Event::stored(room.version, event->id(), text);
                QVERIFY(again != nullptr);
                QCOMPARE(again->json(), event->json());
                QCOMPARE(again->contentJson(), event->contentJson());
                QVERIFY(again->content() == event->content());
                QCOMPARE(&again->content(), &again->content());
                QCOMPARE(again->roomId(), event->roomId());
                QCOMPARE(again->stateKey(), event->stateKey());
                QCOMPARE(again->prevEvents(), event->prevEvents());
                QCOMPARE(again->authEvents(), event->authEvents());
                QVERIFY(again->membership() == event->membership());
                QCOMPARE(again->hasRoomId(), pdu.contains("room_id"));
            }
        }
    }

    void storedEventsMayBeDamagedOrDeep() {
        const RoomVersion &version = *findRoomVersion("11");
        const EventId id = EventId::trusted("$x");
        for (const char *text : {"", "null", "[]", "{", "{\"a\":1", "{\"a\":1}x"})
            QVERIFY2(!Event::stored(version, id, text), text);
        const EventPtr bare = Event::stored(version, id, "{}");
        QVERIFY(bare != nullptr);
        QVERIFY(bare->content().empty());
        QVERIFY(bare->prevEvents().empty());
        const json::object tricky{{"a\\", "}\"]"}, {"content", {1, {{"x", "\\"}}}}};
        const json::object odd{{"content", tricky}, {"type", "t\"x"}};
        QCOMPARE(std::string(Event::stored(version, id, canonicalJson(odd))->contentJson()),
                 canonicalJson(tricky));
        const std::string deep =
            "{\"content\":{\"a\":" + std::string(60, '[') + std::string(60, ']') + "}}";
        const EventPtr event = Event::stored(version, id, deep);
        QVERIFY(event != nullptr);
        QVERIFY(event->content().at("a").is_array());
    }

    // Threads that ask for the content at once all see the same object.
    void contentIsParsedOnceForAll() {
        RoomFixture room("11");
        const std::string text(room.create->json());
        for (int round = 0; round < 200; ++round) {
            const EventPtr event = Event::stored(room.version, room.create->id(), text);
            std::array<const json::object *, 4> seen{};
            std::vector<std::thread> threads;
            for (auto &place : seen)
                threads.emplace_back([&] { place = &event->content(); });
            for (auto &thread : threads)
                thread.join();
            for (const auto *place : seen)
                QCOMPARE(place, seen.front());
        }
    }

    void eventIdsHaveTheFormOfTheVersion_data() { allVersions_data(); }
    void eventIdsHaveTheFormOfTheVersion() {
        QFETCH(QByteArray, id);
        RoomFixture room(id.toStdString());
        const auto text = room.create->id().str();
        if (id == "1" || id == "2") {
            QCOMPARE(text, std::string("$e1:one.example"));
        } else {
            QCOMPARE(text.size(), std::size_t(44));
            QVERIFY(text.find_first_of(id == "3" ? "-_" : "+/") == std::string::npos);
        }
        if (id == "12") {
            QCOMPARE(room.create->roomId().str(), "!" + text.substr(1));
            QVERIFY(!room.create->pdu().contains("room_id"));
        } else {
            QCOMPARE(room.create->roomId().str(), std::string("!room:one.example"));
        }
    }

    void refusesBrokenShapes_data() {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value"); // empty: the member is removed
        QTest::addColumn<bool>("good");
        const auto row = [](const char *key, const char *value, bool good = false) {
            QTest::newRow((std::string(key) + " " + value).c_str())
                << QByteArray(key) << QByteArray(value) << good;
        };
        for (const char *key : {"type", "content", "sender", "room_id", "depth", "prev_events",
                                "auth_events", "hashes", "signatures", "origin_server_ts"})
            row(key, "");
        row("type", "1");
        row("content", "[]");
        row("content", R"({"a":1.5})");
        row("content", R"({"a":9007199254740992})");
        row("content", R"({"a":9007199254740991})", true);
        row("sender", "\"alice\"");
        row("state_key", "null");
        row("state_key", "\"x\"", true);
        row("depth", "-1");
        row("depth", "9007199254740992");
        row("depth", "\"1\"");
        row("origin_server_ts", "\"1\"");
        row("prev_events", "[[\"$a\",{}]]");
        row("prev_events", "[1]");
        row("prev_events", "[\"a\"]");
        row("prev_events", "[]", true);
        row("signatures", R"({"a":1})");
        row("signatures", R"({"a":{"ed25519:1":1}})");
        row("room_id", "\"!abc\"");
        row("some_other_member", "{}", true);
    }
    void refusesBrokenShapes() {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        QFETCH(bool, good);
        const auto &version = *findRoomVersion("10");
        auto pdu = goodPdu(version);
        if (value.isEmpty())
            pdu.erase(key.toStdString());
        else
            pdu[key.toStdString()] = *parseJson(value.toStdString(), Strictness::Lenient);
        QCOMPARE(Event::parse(version, pdu).has_value(), good);
    }

    void oldRoomsMayHoldFloats() {
        for (const auto *id : {"1", "5", "6"}) {
            const auto &version = *findRoomVersion(id);
            auto pdu = goodPdu(version);
            pdu["content"] = json::object{{"a", 1.5}};
            QCOMPARE(Event::parse(version, pdu).has_value(), !version.strictCanonicalJson);
        }
    }

    void referencesHaveTheFormOfTheVersion() {
        const auto &old = *findRoomVersion("2");
        auto pdu = goodPdu(old);
        QVERIFY(pdu["prev_events"].as_array()[0].is_array());
        pdu["prev_events"] = json::array{"$a:b"};
        QVERIFY(!Event::parse(old, pdu).has_value());
        const auto &v12 = *findRoomVersion("12");
        auto late = goodPdu(v12);
        late["room_id"] = "!room:one.example";
        QVERIFY(!Event::parse(v12, late).has_value());
    }

    void unsignedIsDropped() {
        const auto &version = *findRoomVersion("11");
        auto pdu = goodPdu(version);
        const auto before = Event::parse(version, pdu);
        pdu["unsigned"] = json::object{{"age", 1}};
        const auto event = Event::parse(version, pdu);
        QVERIFY(!(*event)->pdu().contains("unsigned"));
        QCOMPARE((*event)->id(), (*before)->id());
    }

    void limitsTheSize() {
        RoomFixture room("11");
        const auto sized = [&room](std::size_t bytes) {
            EventDraft draft;
            draft.roomId = room.create->roomId();
            draft.sender = UserId::trusted(RoomFixture::alice);
            draft.type = "m.room.message";
            draft.content = {{"body", std::string(bytes, 'x')}};
            return buildEvent(room.version, std::move(draft), "one.example", room.key());
        };
        const auto overhead = canonicalJson((*sized(0))->pdu()).size();
        const auto largest = sized(maxEventBytes - overhead);
        QVERIFY(largest.has_value());
        QCOMPARE(canonicalJson((*largest)->pdu()).size(), maxEventBytes);
        QVERIFY(Event::parse(room.version, (*largest)->pdu()).has_value());
        const auto tooLarge = sized(maxEventBytes - overhead + 1);
        QVERIFY(!tooLarge.has_value());
        QCOMPARE(tooLarge.error().code, std::string("too_large"));
    }

    void limitsTypeAndStateKey() {
        RoomFixture room("11");
        EventDraft draft;
        draft.roomId = room.create->roomId();
        draft.sender = UserId::trusted(RoomFixture::alice);
        draft.type = std::string(256, 't');
        QCOMPARE(buildEvent(room.version, draft, "one.example", room.key()).error().code,
                 std::string("too_large"));
        draft.type = "t";
        draft.stateKey = std::string(256, 's');
        QCOMPARE(buildEvent(room.version, draft, "one.example", room.key()).error().code,
                 std::string("too_large"));
        draft.stateKey = "s";
        draft.content = {{"level", 1.5}};
        QCOMPARE(buildEvent(room.version, draft, "one.example", room.key()).error().code,
                 std::string("bad_event"));
    }

    void redactsIsWhereTheVersionWantsIt_data() { allVersions_data(); }
    void redactsIsWhereTheVersionWantsIt() {
        QFETCH(QByteArray, id);
        RoomFixture room(id.toStdString());
        EventDraft draft;
        draft.roomId = room.create->roomId();
        draft.sender = UserId::trusted(RoomFixture::alice);
        draft.type = event_type::redaction;
        draft.redacts = EventId::trusted("$target");
        const auto event = *buildEvent(room.version, draft, "one.example", room.key(), "r");
        QCOMPARE(event->redacts()->str(), std::string("$target"));
        QCOMPARE(event->pdu().contains("redacts"), !room.version.updatedRedaction);
        QCOMPARE(event->content().contains("redacts"), room.version.updatedRedaction);
    }

    void readsWhatTheRulesNeed() {
        RoomFixture room("10");
        QVERIFY(room.makeMember(RoomFixture::bob, RoomFixture::bob, "knock")->membership() ==
                Membership::Knock);
        QVERIFY(room.makeMember(RoomFixture::bob, RoomFixture::bob, "odd")->membership() ==
                Membership::None);
        const auto rule = room.make(RoomFixture::alice, event_type::joinRules, "",
                                    {{"join_rule", "knock_restricted"}});
        QVERIFY(rule->joinRule() == JoinRule::KnockRestricted);
        const auto odd =
            room.make(RoomFixture::alice, event_type::joinRules, "", {{"join_rule", "odd"}});
        QVERIFY(odd->joinRule() == JoinRule::Private);
        const auto visibility = room.make(RoomFixture::alice, event_type::historyVisibility, "",
                                          {{"history_visibility", "world_readable"}});
        QVERIFY(visibility->historyVisibility() == HistoryVisibility::WorldReadable);
        QVERIFY(room.create->create() != nullptr);
        QVERIFY(room.create->powerLevels() == nullptr);
    }

    void referenceHashesOfOldVersionsAreWritten() {
        RoomFixture room("1");
        EventDraft draft;
        draft.roomId = room.create->roomId();
        draft.sender = UserId::trusted(RoomFixture::alice);
        draft.type = "t";
        draft.prevEvents = {room.create->id(), EventId::trusted("$unknown:x")};
        draft.referenceHashes[room.create->id()] = referenceHash(room.version, room.create->pdu());
        const auto event = *buildEvent(room.version, draft, "one.example", room.key(), "x");
        const json::object pdu = event->pdu();
        const json::array &prev = pdu.at("prev_events").as_array();
        QCOMPARE(prev[0].as_array()[1].as_object().size(), std::size_t(1));
        QCOMPARE(prev[1].as_array()[1].as_object().size(), std::size_t(0));
    }
};

HEARTH_TEST(TestEvent)
#include "test_event.moc"
