// SPDX-License-Identifier: Apache-2.0
// Pushers: whom an event is pushed to, badges, gateways that fail, and users whose rules are
// costly.
#include "server/core/json_read.hpp"
#include "tests/server/services/rooms/held_executor.hpp"
#include "tests/server/services/sync/sync_world.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::services;
using namespace hearth::test;
using Action = Memberships::Action;
using Strings = std::vector<std::string>;

namespace {

/// Keeps what it is sent.
class Gateway final : public PushGateway {
public:
    void send(const std::string &, std::string body, const std::string &,
              std::function<void(PushResult)> done) override {
        bool works = true;
        {
            const std::lock_guard lock(m_mutex);
            works = m_works;
            (works ? m_taken : m_refused).push_back(json::parse(body).at("notification"));
        }
        done({works, {}});
    }
    void setWorks(bool works) {
        const std::lock_guard lock(m_mutex);
        m_works = works;
    }
    /// "pushkey body badge" of each request that it took; the badge counts rooms.
    [[nodiscard]] Strings taken() const {
        const std::lock_guard lock(m_mutex);
        return shown(m_taken);
    }
    [[nodiscard]] Strings refused() const {
        const std::lock_guard lock(m_mutex);
        return shown(m_refused);
    }

private:
    static Strings shown(const std::vector<json::value> &list) {
        Strings out;
        for (const json::value &value : list) {
            const json::object &one = value.as_object();
            const json::object *content = objectAt(one, "content");
            const json::object &device = one.at("devices").at(0).as_object();
            out.push_back(std::string(stringAt(device, "pushkey")) + " " +
                          std::string(content ? stringAt(*content, "body") : "") + " " +
                          json::serialize(one.at("counts").at("unread")));
        }
        return out;
    }
    mutable std::mutex m_mutex;
    bool m_works = true;
    std::vector<json::value> m_taken;
    std::vector<json::value> m_refused;
};

void setPusher(SyncWorld &world, const Requester &who, const std::string &pushkey,
               const json::value &kind = "http") {
    world.services().pushers.set(
        who, {{"kind", kind},
              {"app_id", "org.example"},
              {"pushkey", pushkey},
              {"app_display_name", "Example"},
              {"device_display_name", "Phone"},
              {"lang", "en"},
              {"append", true},
              {"data", {{"url", "https://push.example/_matrix/push/v1/notify"}}}});
}

/// Rules whose patterns take a long time on a text of nothing but "a".
void setCostlyRules(SyncWorld &world, const Requester &who, int count) {
    world.db->write([&](store::Transaction &tx) {
        for (int i = 0; i < count; ++i)
            tx.exec("INSERT INTO push_rule (user_nid, rule_id, kind, is_default, enabled,"
                    " priority, pattern, actions, gpos)"
                    " VALUES ($1, $2, 'content', 0, 1, $3, $4, '[\"notify\"]', 1)",
                    who.userNid, "r" + std::to_string(i), std::int64_t{i},
                    "*" + std::string(500, 'a') + "b");
    });
}

} // namespace

class TestPush : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { databaseRows(); }

    void goesToMembersAndTheInvited() {
        SyncWorld world;
        Gateway gateway;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const Requester carl = world.user("carl");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        for (const Requester &who : {alice, bob, carl})
            setPusher(world, who, who.deviceId);
        world.services().pushSender.start(gateway);
        world.say(alice, room, "one");
        QTRY_COMPARE(gateway.taken(), (Strings{"Dbob one 1"}));
        world.change(alice, room, Action::Invite, carl.user.str());
        QTRY_COMPARE(gateway.taken().size(), std::size_t(2));
        QCOMPARE(gateway.taken().back(), std::string("Dcarl  0"));
        world.change(carl, room, Action::Join);
        world.say(bob, room, "two");
        QTRY_COMPARE(gateway.taken().size(), std::size_t(4));
        world.change(bob, room, Action::Leave);
        world.say(alice, room, "three");
        QTRY_COMPARE(gateway.taken().size(), std::size_t(5));
        QCOMPARE(gateway.taken().back(), std::string("Dcarl three 1"));
        world.services().pushSender.stop();
    }

    void asksOnlyPushersOfTheRoom() {
        SyncWorld world;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        auto &pushers = world.services().pushers;
        for (int i = 0; i < 20; ++i)
            setPusher(world, world.user("other" + std::to_string(i)), "k" + std::to_string(i));
        const auto in = [&] { return pushers.usersIn(*world.core().registry.view(room)); };
        QVERIFY(in().empty());
        setPusher(world, bob, "b");
        QVERIFY(in().empty());
        world.change(bob, room, Action::Join);
        QCOMPARE(in(), std::vector<store::UserNid>{bob.userNid});
        // The other way round: more members than pushers.
        for (int i = 0; i < 20; ++i) {
            setPusher(world, world.user("other" + std::to_string(i)), "k" + std::to_string(i),
                      nullptr);
            world.change(world.user("many" + std::to_string(i)), room, Action::Join);
        }
        for (const store::UserNid user : pushers.users())
            QCOMPARE(pushers.enabled(user)->empty(), user != bob.userNid);
        QCOMPARE(in(), std::vector<store::UserNid>{bob.userNid});
        setPusher(world, bob, "b", nullptr);
        QVERIFY(pushers.enabled(bob.userNid)->empty());
        QVERIFY(in().empty());
    }

    // Between the write of a receipt and the moment everybody sees it a worker may be quick.
    void theBadgeOfARoomThatWasReadIsNotLost() {
        SyncWorld world;
        Gateway gateway;
        HeldExecutor held;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        setPusher(world, alice, "a");
        SyncServices &services = world.services();
        PushSender sender(*world.db, world.core().sender, services.pushers, services.unread,
                          world.core().registry, world.core().events, services.receipts,
                          services.names, held, world.settings, world.clock);
        const auto settle = [&] {
            while (held.runAll() > 0) {
            }
        };
        services.receipts.onMoved([&](store::Transaction &tx, const store::Receipt &) {
            tx.onCommit([&] { settle(); });
        });
        sender.start(gateway);
        const std::string event = world.say(bob, room, "hi");
        settle();
        QCOMPARE(gateway.taken(), Strings{"a hi 1"});
        services.receipts.markRead(alice, world.core().registry.require(room)->nid(),
                                   store::ReceiptKind::Read, event, std::nullopt);
        settle();
        QCOMPARE(gateway.taken(), (Strings{"a hi 1", "a  0"}));
        sender.stop();
    }

    void whatAGatewayDidNotTakeComesAgain() {
        SyncWorld world;
        Gateway gateway;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        setPusher(world, alice, "a");
        world.services().pushSender.start(gateway);
        const std::string event = world.say(bob, room, "hi");
        QTRY_COMPARE(gateway.taken().size(), std::size_t(1));
        gateway.setWorks(false);
        world.services().receipts.markRead(alice, world.core().registry.require(room)->nid(),
                                           store::ReceiptKind::Read, event, std::nullopt);
        QTRY_COMPARE(gateway.refused(), Strings{"a  0"});
        gateway.setWorks(true);
        QTRY_COMPARE(gateway.taken(), (Strings{"a hi 1", "a  0"}));
        world.services().pushSender.stop();
    }

    void aPusherThatIsGoneGetsNothingMore() {
        SyncWorld world;
        Gateway gateway;
        gateway.setWorks(false);
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        setPusher(world, alice, "a");
        world.services().pushSender.start(gateway);
        world.say(bob, room, "one");
        world.say(bob, room, "two");
        QTRY_VERIFY(!gateway.refused().empty());
        setPusher(world, alice, "a", nullptr);
        gateway.setWorks(true);
        QTest::qWait(1500); // past the first pause
        QVERIFY(gateway.taken().empty());
        world.services().pushSender.stop();
    }

    void restsWhileItsOwnerIsLocked() {
        SyncWorld world;
        Gateway gateway;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        setPusher(world, bob, "pb");
        world.db->write([&](store::Transaction &tx) {
            tx.exec("DELETE FROM account WHERE user_nid = $1", bob.userNid);
            tx.exec("INSERT INTO account (user_nid, localpart, created_ts, locked) "
                    "VALUES ($1, 'bob', 1, 1)",
                    bob.userNid);
        });
        PusherService &pushers = world.services().pushers;
        pushers.changed(bob.userNid);
        QVERIFY(pushers.enabled(bob.userNid)->empty());
        world.db->write([&](store::Transaction &tx) {
            tx.exec("UPDATE account SET locked = 0 WHERE user_nid = $1", bob.userNid);
        });
        pushers.changed(bob.userNid);
        QCOMPARE(pushers.enabled(bob.userNid)->size(), 1U);
        world.services().pushSender.start(gateway);
        world.say(alice, room, "one");
        QTRY_COMPARE(gateway.taken(), (Strings{"pb one 1"}));
    }
    void whatWasMissedComesOnceAndInOrder() {
        SyncWorld world;
        Gateway gateway;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        world.change(bob, room, Action::Join);
        setPusher(world, alice, "a");
        for (const char *text : {"1", "2", "3"})
            world.say(bob, room, text);
        world.restartAll();
        world.services().pushSender.start(gateway);
        world.say(bob, room, "4");
        world.say(bob, room, "5");
        QTRY_COMPARE(gateway.taken().size(), std::size_t(5));
        Strings texts;
        for (const std::string &one : gateway.taken())
            texts.push_back(one.substr(2, 1));
        QCOMPARE(texts, (Strings{"1", "2", "3", "4", "5"}));
        world.services().pushSender.stop();
    }

    void costlyRulesDelayNobodyElse() {
        SyncWorld world;
        Gateway gateway;
        const Requester alice = world.user("alice");
        const Requester bob = world.user("bob");
        const Requester mallory = world.user("mallory");
        const std::string room = world.create(alice, {{"preset", "public_chat"}});
        const std::string other = world.create(alice, {{"preset", "public_chat"}});
        for (const std::string &one : {room, other})
            world.change(bob, one, Action::Join);
        world.change(mallory, room, Action::Join);
        setCostlyRules(world, mallory, 2000);
        setPusher(world, mallory, "m");
        setPusher(world, bob, "b");
        static_cast<void>(world.services().pushRules.rules(mallory.userNid));
        world.services().pushSender.start(gateway);
        for (int i = 0; i < 10; ++i)
            world.say(alice, room, std::string(50000, 'a'));
        world.say(alice, other, "quick");
        const auto bobsLast = [&] {
            std::string last;
            for (const std::string &one : gateway.taken())
                if (one.front() == 'b')
                    last = one;
            return last;
        };
        // Without a bound these rules cost many minutes, so a minute tells the two apart even where
        // other things run beside.
        constexpr int aMinute = 60'000;
        QTRY_COMPARE_WITH_TIMEOUT(bobsLast(), std::string("b quick 2"), aMinute);
        // The default rules still hold.
        QTRY_COMPARE_WITH_TIMEOUT(gateway.taken().size(), std::size_t(21), aMinute);
        world.services().pushSender.stop();
    }
};

HEARTH_TEST(TestPush)
#include "test_push.moc"
