// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/well_known.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using services::WellKnown;

namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;

class Time final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override { return at; }
    [[nodiscard]] std::int64_t steady() const override { return at; }
    std::int64_t at = 1'000'000;
};

/// Answers at once.
class Outside final : public http::Client, public http::Names {
public:
    void send(http::OutgoingRequest request,
              std::function<void(http::IncomingResponse)> done) override {
        urls.push_back(request.url);
        done(answer);
    }
    void addresses(const std::string &, std::function<void(http::AddressAnswer)> done) override {
        done({http::NameStatus::Found, {"192.0.2.1"}, 60});
    }
    void services(const std::string &, std::function<void(http::ServiceAnswer)> done) override {
        done({});
    }
    void say(int status, const std::string &body, const std::string &control = {}) {
        answer = {};
        answer.status = status;
        answer.body = body;
        if (!control.empty())
            answer.headers.add("Cache-Control", control);
    }
    std::vector<std::string> urls;
    http::IncomingResponse answer;
};

} // namespace

class TestWellKnown : public QObject {
    Q_OBJECT
private:
    Time m_time;
    Outside m_outside;
    std::unique_ptr<WellKnown> m_known;

    std::string find() {
        std::string out = "no answer";
        m_known->find("a.org", [&](const std::optional<std::string> &server) {
            out = server.value_or("none");
        });
        return out;
    }

private Q_SLOTS:
    void init() {
        m_outside = {};
        m_known = std::make_unique<WellKnown>(m_outside, m_outside, m_time);
    }
    void knowsHowLongToBelieve_data() {
        QTest::addColumn<QString>("control");
        QTest::addColumn<QString>("expires");
        QTest::addColumn<qint64>("lifetime");
        QTest::newRow("nothing said") << "" << "" << 24 * hour;
        QTest::newRow("max-age") << "public, MAX-AGE=7200" << "" << 2 * hour;
        QTest::newRow("too short") << "max-age=1" << "" << 5 * minute;
        QTest::newRow("too long") << "max-age=99999999999999999999" << "" << 48 * hour;
        QTest::newRow("not kept") << "max-age=7200, no-store" << "" << 5 * minute;
        QTest::newRow("date") << "" << "Thu, 01 Jan 1970 03:00:00 GMT" << 3 * hour;
        QTest::newRow("no date") << "" << "0" << 5 * minute;
        QTest::newRow("both") << "max-age=600" << "Thu, 01 Jan 1970 03:00:00 GMT" << 10 * minute;
    }
    void knowsHowLongToBelieve() {
        QFETCH(QString, control);
        QFETCH(QString, expires);
        QFETCH(qint64, lifetime);
        http::Fields headers(true);
        if (!control.isEmpty())
            headers.add("Cache-Control", control.toStdString());
        if (!expires.isEmpty())
            headers.add("Expires", expires.toStdString());
        QCOMPARE(qint64{WellKnown::lifetime(headers, 0, 0)}, lifetime);
    }
    void asksAgainInTheLastFifth() {
        m_outside.say(200, R"({"m.server":"b.org"})", "max-age=3600");
        QCOMPARE(find(), std::string("b.org"));
        m_time.at += 47 * minute;
        QCOMPARE(find(), std::string("b.org"));
        QCOMPARE(m_outside.urls.size(), std::size_t{1});
        m_outside.say(200, R"({"m.server":"c.org"})", "max-age=3600");
        m_time.at += 2 * minute;
        QCOMPARE(find(), std::string("b.org")); // nobody waits for the new one
        QCOMPARE(find(), std::string("c.org"));
        QCOMPARE(m_outside.urls.size(), std::size_t{2});
    }
    void usesWhatWasGoodWhileTheServerIsInTrouble() {
        m_outside.say(200, R"({"m.server":"b.org"})", "max-age=3600");
        QCOMPARE(find(), std::string("b.org"));
        m_outside.say(500, "");
        m_time.at += 61 * minute;
        QCOMPARE(find(), std::string("b.org"));
        QCOMPARE(m_outside.urls.size(), std::size_t{4}); // three tries
        m_time.at += minute;
        QCOMPARE(find(), std::string("b.org"));
        QCOMPARE(m_outside.urls.size(), std::size_t{4});
        m_time.at += 2 * minute;
        QCOMPARE(find(), std::string("b.org"));
        QCOMPARE(m_outside.urls.size(), std::size_t{7});
        m_time.at += 2 * hour;
        QCOMPARE(find(), std::string("none"));
    }
    void believesThatThereIsNoneForAnHour() {
        m_outside.say(404, "");
        QCOMPARE(find(), std::string("none"));
        m_outside.say(200, R"({"m.server":"b.org"})");
        m_time.at += 59 * minute;
        QCOMPARE(find(), std::string("none"));
        m_time.at += 2 * minute;
        QCOMPARE(find(), std::string("b.org"));
    }
    void followsFiveRedirects() {
        m_outside.say(302, "");
        m_outside.answer.headers.add("Location", "/elsewhere");
        QCOMPARE(find(), std::string("none"));
        QCOMPARE(m_outside.urls.size(), std::size_t{6});
        QCOMPARE(m_outside.urls.at(1), std::string("https://a.org/elsewhere"));
    }
};

HEARTH_TEST(TestWellKnown)
#include "test_well_known.moc"
