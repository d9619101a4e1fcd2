// SPDX-License-Identifier: Apache-2.0
// Mail that waits, and the proofs that it carries, without a mail server.
#include "server/config/settings.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/crypto/hash.hpp"
#include "server/net/worker_pool.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/address_proofs.hpp"
#include "server/services/mail/mail_queue.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <QRegularExpression>

using namespace hearth;
using services::ProofPurpose;

namespace {

/// Takes everything, or answers as told.
class FakeSender final : public mail::Sender {
public:
    void send(const mail::Relay &, std::string, std::string to, std::string message,
              std::function<void(mail::Delivery)> done) override {
        mail::Delivery answer;
        {
            const std::lock_guard lock(mutex);
            answer = next;
            attempts.push_back(to);
            if (answer.accepted)
                mails.push_back(std::move(message));
        }
        done(answer);
    }
    std::size_t taken() {
        const std::lock_guard lock(mutex);
        return mails.size();
    }
    std::size_t tried() {
        const std::lock_guard lock(mutex);
        return attempts.size();
    }
    std::mutex mutex;
    mail::Delivery next{true, false, {}};
    std::vector<std::string> mails, attempts;
};

config::Settings settings() {
    config::Settings out;
    out.serverName = "x.org";
    out.publicBaseurl = "https://x.org/";
    out.email.enabled = true;
    out.email.notifFrom = "X <noreply@x.org>";
    out.rc.threepidValidation = {1000, 1000};
    return out;
}

/// The token of the link in the plain part.
std::string tokenIn(const std::string &mail) {
    QString text = QString::fromStdString(mail);
    text.remove(QStringLiteral("=\r\n"));
    text.replace(QStringLiteral("=3D"), QStringLiteral("="));
    return QRegularExpression(QStringLiteral("token=([A-Za-z0-9_-]+)"))
        .match(text)
        .captured(1)
        .toStdString();
}

struct World {
    explicit World(config::Settings wanted = settings())
        : config(std::move(wanted)) {}
    ~World() {
        mails.stop();
        workers.stop();
        database->write([](store::Transaction &) {});
    }
    std::string ask(std::int64_t attempt = 1, ProofPurpose purpose = ProofPurpose::Register) {
        return proofs.request({purpose, "ann@x.org", "secret", attempt, {}, "de", "127.0.0.1"});
    }

    test::TurnableClock clock;
    test::TestDatabase database;
    config::Current config;
    RateLimiter limiter{clock};
    services::Accounts accounts{database.get(), "x.org"};
    net::WorkerPool workers{"test", 2, 100};
    services::MailQueue mails{database.get(), config, clock};
    services::AddressProofs proofs{accounts, mails, limiter, config, clock};
    FakeSender sender;
};

} // namespace

class TestMailQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void linksExpireAndServeOnce() {
        World world;
        world.mails.start(world.sender, world.workers);
        const std::string sid = world.ask();
        QCOMPARE(world.ask(), sid); // nothing new was asked for
        QTRY_COMPARE(world.sender.taken(), std::size_t{1});
        const std::string first = tokenIn(world.sender.mails[0]);
        QVERIFY(!first.empty());
        QVERIFY(world.sender.mails[0].find("Guten Tag") != std::string::npos);
        world.clock.forward(3'600'000);
        QCOMPARE(world.proofs.open(sid, "secret", first).problem, std::string("expired"));
        QCOMPARE(world.ask(2), sid);
        QTRY_COMPARE(world.sender.taken(), std::size_t{2});
        const std::string second = tokenIn(world.sender.mails[1]);
        QVERIFY(first != second);
        QCOMPARE(world.proofs.open(sid, "other", second).problem, std::string("wrong_secret"));
        QCOMPARE(world.proofs.open(sid, "secret", "guess").problem, std::string("unknown_token"));
        QCOMPARE(world.proofs.open("other", "secret", second).problem,
                 std::string("unknown_session"));
        const auto spend = [&](ProofPurpose purpose, const char *secret) {
            return world.database->write([&](store::Transaction &tx) {
                return world.proofs.spend(tx, purpose, sid, secret).has_value();
            });
        };
        QVERIFY(!spend(ProofPurpose::Register, "secret")); // not opened yet
        QCOMPARE(world.proofs.open(sid, "secret", second).problem, std::string());
        QVERIFY(!spend(ProofPurpose::ResetPassword, "secret"));
        QVERIFY(!spend(ProofPurpose::Register, "other"));
        QVERIFY(spend(ProofPurpose::Register, "secret"));
        QVERIFY(!spend(ProofPurpose::Register, "secret"));
        QTRY_COMPARE(world.mails.waiting(), 0);
    }
    void keepsNoSecretsOfMailThatWasSent() {
        World world;
        world.mails.start(world.sender, world.workers);
        const std::string sid = world.ask();
        QTRY_COMPARE(world.mails.waiting(), 0);
        QTRY_COMPARE(world.sender.taken(), std::size_t{1});
        const std::string token = tokenIn(world.sender.mails[0]);
        world.database->read([&](store::Reader &reader) {
            const auto row = reader.queryOne("SELECT secret_hash FROM address_proof");
            QCOMPARE(row->string(0), crypto::sha256("secret"));
            const auto hash = reader.queryOne("SELECT token_hash FROM address_proof_token");
            QCOMPARE(hash->string(0), crypto::sha256(token));
        });
        world.clock.forward(49LL * 3'600'000);
        world.proofs.removeExpired();
        QCOMPARE(world.proofs.open(sid, "secret", token).problem, std::string("unknown_session"));
    }
    void waitsForAServerThatIsAway() {
        World world;
        world.ask(); // nobody sends yet
        QCOMPARE(world.mails.waiting(), 1);
        world.sender.next = {false, false, "away"};
        world.mails.start(world.sender, world.workers);
        QTRY_COMPARE(world.mails.figures().failed, std::uint64_t{1});
        world.mails.stop();
        // The next process does not wait out the pause.
        services::MailQueue later(world.database.get(), world.config, world.clock);
        FakeSender good;
        later.start(good, world.workers);
        QTRY_COMPARE(good.taken(), std::size_t{1});
        QTRY_COMPARE(later.waiting(), 0);
        later.stop();
    }
    void givesUpAfterADay() {
        World world;
        world.sender.next = {false, false, "away"};
        world.mails.start(world.sender, world.workers);
        world.ask();
        QTRY_COMPARE(world.mails.figures().failed, std::uint64_t{1});
        world.clock.forward(25LL * 3'600'000);
        {
            const std::lock_guard lock(world.sender.mutex);
            world.sender.next = {true, false, {}};
        }
        static_cast<void>(world.proofs.request(
            {ProofPurpose::Register, "bob@x.org", "secret", 1, {}, "", "127.0.0.1"}));
        QTRY_COMPARE(world.mails.figures().givenUp, std::uint64_t{1});
        QTRY_COMPARE(world.mails.waiting(), 0);
        QCOMPARE(world.sender.taken(), std::size_t{1}); // bob's
    }
    void isNotTriedAgainWhenRefused() {
        World world;
        world.sender.next = {false, true, "no such person"};
        world.mails.start(world.sender, world.workers);
        world.ask();
        QTRY_COMPARE(world.mails.figures().givenUp, std::uint64_t{1});
        QTRY_COMPARE(world.mails.waiting(), 0);
        QCOMPARE(world.sender.tried(), std::size_t{1});
    }
    void answersAlikeWhereTheSettingSaysSo() {
        auto hidden = settings();
        hidden.requestTokenInhibit3pidErrors = true;
        World world(hidden);
        const std::string sid = world.ask(1, ProofPurpose::ResetPassword); // nobody's address
        QCOMPARE(world.ask(1, ProofPurpose::ResetPassword), sid);
        QCOMPARE(world.mails.waiting(), 0);
        QCOMPARE(world.proofs.open("made up", "secret", "t").problem,
                 world.proofs.open(sid, "secret", "t").problem);
    }
};

HEARTH_TEST(TestMailQueue)
#include "test_mail_queue.moc"
