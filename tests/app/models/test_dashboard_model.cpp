// SPDX-License-Identifier: Apache-2.0
// Figures: rates from two answers, history, servers without figures.
#include "app/models/dashboard_model.hpp"
#include "tests/app/support/connected.hpp"
#include "tests/support/test_main.hpp"

#include <QDateTime>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hearth::app;
using hearth::test::Connected;
using hearth::test::FakeTransport;
using Series = DashboardModel::Series;

class TestDashboardModel : public QObject {
    Q_OBJECT
private:
    static void serve(Connected &c) {
        auto asked = std::make_shared<int>(0);
        c.transport.on(QByteArray("GET"), QStringLiteral("/_hearth/admin/v1/status"),
                       [asked](const HttpRequest &) -> Result<HttpResponse> {
                           const int n = (*asked)++;
                           return FakeTransport::json(
                               {{QStringLiteral("instance"), QStringLiteral("i")},
                                {QStringLiteral("now_ts"), 1000000 + n * 2000},
                                {QStringLiteral("uptime_ms"), 10000 + n * 2000},
                                {QStringLiteral("cpu_seconds"), 1.0 + n},
                                {QStringLiteral("memory_rss_bytes"), 4096},
                                {QStringLiteral("events_total"), 100 + n * 10},
                                {QStringLiteral("users"), 3}});
                       });
    }

private Q_SLOTS:
    void ratesComeFromTwoAnswers() {
        Connected c;
        serve(c);
        DashboardModel model(c.connection, nullptr, QStringLiteral("s"));
        QCOMPARE(model.viewState(), ViewState::ServerStopped);
        c.up();
        QTRY_COMPARE(model.viewState(), ViewState::Ready);
        QTRY_COMPARE(model.series(Series::Users).size(), 1);
        QCOMPARE(model.latest()->messagesPerSecond, 0.0);
        // Nothing to compare with yet: no point, rather than a false zero.
        QVERIFY(model.series(Series::MessagesPerSecond).isEmpty());
        QVERIFY(!model.highest(Series::CpuPercent));
        model.refresh();
        QTRY_COMPARE(model.series(Series::Users).size(), 2);
        QCOMPARE(model.latest()->messagesPerSecond, 5.0);
        QCOMPARE(model.series(Series::MessagesPerSecond).size(), 1);
        QCOMPARE(model.latest()->cpuPercent, 50.0);
        QCOMPARE(model.highest(Series::MessagesPerSecond)->value, 5.0);
        QCOMPARE(model.lastValues(Series::MemoryBytes, 24), QList<double>({4096, 4096}));
    }

    // Joins and reactions are events, too, but nobody wrote them.
    void messagesAreCountedWhereTheServerTellsThem() {
        Connected c;
        auto asked = std::make_shared<int>(0);
        c.transport.on(QByteArray("GET"), QStringLiteral("/_hearth/admin/v1/status"),
                       [asked](const HttpRequest &) -> Result<HttpResponse> {
                           const int n = (*asked)++;
                           return FakeTransport::json(
                               {{QStringLiteral("instance"), QStringLiteral("i")},
                                {QStringLiteral("now_ts"), 1000000 + n * 2000},
                                {QStringLiteral("events_total"), 100 + n * 10},
                                {QStringLiteral("messages_total"), 40 + n * 2},
                                {QStringLiteral("messages_today"), 7}});
                       });
        DashboardModel model(c.connection, nullptr, QStringLiteral("s"));
        c.up();
        QTRY_COMPARE(model.viewState(), ViewState::Ready);
        QCOMPARE(model.status()->messagesToday, 7);
        model.refresh();
        QTRY_COMPARE(model.series(Series::Users).size(), 2);
        QCOMPARE(model.latest()->messagesPerSecond, 1.0);
        QCOMPARE(model.latest()->messagesTotal, 42.0);
    }

    void theServerTellsWhetherItFederates() {
        Connected c;
        serve(c);
        DashboardModel model(c.connection, nullptr, QStringLiteral("s"));
        QVERIFY(!model.federates());
        c.transport.on("GET", "/_matrix/federation/v1/publicRooms",
                       {{QStringLiteral("errcode"), QStringLiteral("M_UNRECOGNIZED")}}, 404);
        c.up();
        QTRY_VERIFY(model.federates().has_value());
        QVERIFY(!*model.federates());
        Connected other;
        serve(other);
        DashboardModel federating(other.connection, nullptr, QStringLiteral("t"));
        other.transport.on("GET", "/_matrix/federation/v1/publicRooms",
                           {{QStringLiteral("errcode"), QStringLiteral("M_UNAUTHORIZED")}}, 401);
        other.up();
        QTRY_VERIFY(federating.federates().has_value());
        QVERIFY(*federating.federates());
    }

    void visiblePagePollsEveryTwoSeconds() {
        Connected c;
        serve(c);
        DashboardModel model(c.connection, nullptr, QStringLiteral("s"));
        c.up();
        model.setVisible(true);
        QTRY_VERIFY_WITH_TIMEOUT(model.series(Series::Users).size() >= 3, 8000);
        model.setVisible(false);
        const auto now = model.series(Series::Users).size();
        QTest::qWait(2500); // longer than the visible interval
        QCOMPARE(model.series(Series::Users).size(), now);
    }

    void chartsAreThereAfterARestart() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("h.db"));
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        {
            History history(file);
            Figures figures;
            figures.timestampMs = now - 60'000;
            figures.users = 7;
            history.addFigures(QStringLiteral("s"), figures);
        }
        History history(file);
        Connected c;
        serve(c);
        DashboardModel model(c.connection, &history, QStringLiteral("s"));
        QTRY_COMPARE(model.series(Series::Users).size(), 1);
        QCOMPARE(model.series(Series::Users).at(0).value, 7.0);
        c.up();
        QTRY_COMPARE(model.series(Series::Users).size(), 2);
        model.setRangeHours(24);
        QTRY_VERIFY(!model.series(Series::Users).isEmpty());
    }

    void anAnswerFromBeforeAStopDoesNotBringTheServerBack() {
        Connected c;
        serve(c);
        DashboardModel model(c.connection, nullptr, QStringLiteral("s"));
        c.up();
        QTRY_COMPARE(model.viewState(), ViewState::Ready);
        model.refresh();
        c.connection.setServerRunning(false);
        QCOMPARE(model.viewState(), ViewState::ServerStopped);
        QTest::qWait(100);
        QCOMPARE(model.viewState(), ViewState::ServerStopped);
    }

    void otherServersHaveNoFigures() {
        Connected c;
        c.up();
        DashboardModel model(c.connection, nullptr, QStringLiteral("s"));
        model.setVisible(true);
        QTRY_VERIFY(!model.hasFigures());
        QCOMPARE(model.viewState(), ViewState::Ready);
    }
};

HEARTH_TEST(TestDashboardModel)
#include "test_dashboard_model.moc"
