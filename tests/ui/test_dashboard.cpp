// SPDX-License-Identifier: Apache-2.0
// The dashboard tells what is so: certificate, connections, disk; charts as tables.
#include "tests/support/test_main.hpp"
#include "tests/ui/support/fake_world.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/common/log_advice.hpp"
#include "ui/pages/dashboard/certificate_card.hpp"
#include "ui/pages/dashboard/connections_card.hpp"
#include "ui/pages/dashboard/dashboard_page.hpp"
#include "ui/pages/dashboard/warnings_card.hpp"
#include "ui/pages/logs/step_bars.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QGridLayout>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace hearth;
using namespace hearth::ui;

namespace {

constexpr qint64 dayMs = 86'400'000;

app::ServerStatus serverWith(bool tls, bool proxied, const QString &bind) {
    app::ServerStatus status;
    status.nowMs = 100 * dayMs;
    status.publicBaseUrl = u"https://matrix.example.org/"_s;
    status.listeners = {{8448, {bind}, tls, proxied}};
    return status;
}

app::CertificateFacts certificate(qint64 daysLeft, const QString &name) {
    return {u"Example Authority"_s, 0, (100 + daysLeft) * dayMs + 1000, {name}, false};
}

QString pillText(const QWidget &card) {
    return card.findChild<StatusPill *>(u"certificatePill"_s)->pill().text;
}

/// All words on a card.
QString words(const QWidget &card) {
    QStringList all;
    const auto labels = card.findChildren<QLabel *>();
    for (const auto *label : labels) {
        const auto *cut = qobject_cast<const ElidedLabel *>(label);
        if (label->isVisibleTo(&card))
            all << (cut ? cut->wholeText() : label->text());
    }
    return all.join(u'|');
}

} // namespace

class TestDashboard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void tellsTheTruthAboutTheCertificate_data() {
        QTest::addColumn<bool>("tls");
        QTest::addColumn<bool>("proxied");
        QTest::addColumn<QString>("bind");
        QTest::addColumn<int>("daysLeft");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("pill");
        QTest::addColumn<QString>("words");
        const QString any = u"0.0.0.0"_s;
        const QString right = u"matrix.example.org"_s;
        QTest::newRow("valid") << true << false << any << 61 << right << u"Valid"_s
                               << u"61 days left"_s;
        QTest::newRow("for all names") << true << false << any << 61 << u"*.example.org"_s
                                       << u"Valid"_s << u"For matrix.example.org"_s;
        QTest::newRow("of another name") << true << false << any << 61 << u"*.example.net"_s
                                         << u"Valid"_s << u"Not valid for matrix.example.org"_s;
        QTest::newRow("ends soon")
            << true << false << any << 3 << right << u"Expires soon"_s << u"3 days left"_s;
        QTest::newRow("over") << true << false << any << -3 << right << u"Expired"_s
                              << u"Expired 2 days ago"_s;
        QTest::newRow("proxy") << false << true << u"127.0.0.1"_s << 0 << QString()
                               << u"At the proxy"_s << u"in front of hearthd"_s;
        QTest::newRow("this computer") << false << false << u"127.0.0.1"_s << 0 << QString()
                                       << u"None"_s << u"Not needed here"_s;
        QTest::newRow("open and bare")
            << false << false << any << 0 << QString() << u"None"_s << u"not encrypted"_s;
    }
    void tellsTheTruthAboutTheCertificate() {
        QFETCH(bool, tls);
        QFETCH(bool, proxied);
        QFETCH(QString, bind);
        QFETCH(int, daysLeft);
        QFETCH(QString, name);
        QFETCH(QString, pill);
        auto status = serverWith(tls, proxied, bind);
        if (tls)
            status.certificate = certificate(daysLeft, name);
        CertificateCard card;
        card.setStatus(status);
        QCOMPARE(pillText(card), pill);
        const QString text = words(card);
        QFETCH(QString, words);
        QVERIFY2(text.contains(words), qPrintable(text));
    }

    void saysNothingOfWhatAnOlderServerDoesNotTell() {
        CertificateCard card;
        app::ServerStatus status;
        card.setStatus(status);
        QVERIFY(!words(card).contains(u"certificate"));
        QVERIFY(!card.findChild<StatusPill *>(u"certificatePill"_s)->isVisibleTo(&card));
    }

    void saysWhoReachesTheServer() {
        auto status = serverWith(false, false, u"127.0.0.1"_s);
        QVERIFY(isOnlyForThisComputer(status));
        ConnectionsCard card;
        card.setStatus(status, {}, false);
        QVERIFY(words(card).contains(u"Only reachable from this computer"));
        // An address that was only written down gets no tick of something that was checked.
        const auto ticked = card.findChildren<IconView *>();
        for (const auto *glyph : ticked)
            QVERIFY(glyph->icon() != glyphName(PillKind::Ok));
        QVERIFY(words(card).contains(u"Federation is off"));
        card.setStatus(status, {}, true);
        QVERIFY(words(card).contains(u"Federation is on"));
        card.setStatus(status, {}, std::nullopt);
        QVERIFY(words(card).contains(u"Unknown"));
        status.listeners[0].bindAddresses << u"0.0.0.0"_s;
        QVERIFY(!isOnlyForThisComputer(status));
        card.setStatus(std::nullopt, {}, std::nullopt);
        QVERIFY(words(card).contains(u'-'));
    }

    void saysWhatToDoAboutAWarning() {
        app::LogLine line;
        line.level = app::LogLevel::Error;
        line.module = u"store"_s;
        line.message = u"writing failed: No space left on device"_s;
        WarningsCard card;
        card.setLines({line, line});
        QVERIFY2(words(card).contains(
                     u"Free up some space. The server then carries on by itself. (2 times)"),
                 qPrintable(words(card)));
        line.message = u"the connection to PostgreSQL was lost after a commit"_s;
        QVERIFY(logAdvice(line).startsWith(u"Check that the database server is running."));
        line.level = app::LogLevel::Info;
        QVERIFY(logAdvice(line).isEmpty());
    }

    void showsTheSameWarningOnce() {
        app::LogLine line;
        line.level = app::LogLevel::Warn;
        line.module = u"store"_s;
        line.message = u"slow query"_s;
        app::LogLine other = line;
        other.message = u"disk nearly full"_s;
        WarningsCard card;
        card.setLines({line, line, other, line});
        const QString text = words(card);
        QCOMPARE(text.count(u"slow query"_s), 1);
        QVERIFY2(text.contains(u"store (3 times)"), qPrintable(text));
        QVERIFY(text.contains(u"disk nearly full"));
    }

    void chartsCanBeReadAsTables() {
        TimeChart chart;
        chart.setAccessibleName(u"Memory"_s);
        chart.setFormatter(
            [](double value) -> QString { return QString::number(value) + u" MB"_s; });
        chart.setRange(0, 4000);
        chart.setPoints({{1000, 5}, {2000, 7}, {3000, 6}});
        chart.resize(300, 150);
        chart.show();
        chart.setFocus(Qt::TabFocusReason);
        QTRY_VERIFY(chart.hasFocus());
        QVERIFY(chart.accessibleDescription().contains(u"highest 7 MB"));
        QTest::keyClick(&chart, Qt::Key_Home);
        QVERIFY(chart.accessibleDescription().contains(u"5 MB"));
        QTest::keyClick(&chart, Qt::Key_Right);
        QVERIFY(chart.accessibleDescription().contains(u"7 MB"));
        QTest::keyClick(&chart, Qt::Key_Return);
        auto *table = chart.findChild<QTableView *>(u"chartTable"_s);
        QVERIFY(table);
        QCOMPARE(table->model()->rowCount(), 3);
        QCOMPARE(table->model()->index(0, 1).data().toString(), u"6 MB"_s); // newest first
        table->window()->close();
    }

    void figuresStayReadableAtTwiceTheSize() {
        test::FakeWorld world;
        QVERIFY(world.run());
        DashboardPage page(world.context());
        page.resize(1148, 780);
        page.show();
        auto *grid = page.findChild<QGridLayout *>();
        QCOMPARE(grid->columnCount(), 4);
        const auto columnsUsed = [&] {
            int most = 0;
            for (int i = 0; i < grid->count(); ++i) {
                int row = 0;
                int column = 0;
                int rows = 0;
                int columns = 0;
                grid->getItemPosition(i, &row, &column, &rows, &columns);
                most = std::max(most, column + columns);
            }
            return most;
        };
        test::theme().setTextScale(200);
        QTRY_COMPARE(columnsUsed(), 2);
        QVERIFY(test::saveScreenshot(page, u"dashboard-200"_s));
        test::theme().setTextScale(100);
        QTRY_COMPARE(columnsUsed(), 4);
    }

    void readsStepsFromTheLinesOfARequest() {
        app::LogLines lines;
        const auto add = [&](qint64 at, const QString &message, double ms = -1) {
            app::LogLine line;
            line.timestampMs = at;
            line.message = message;
            line.durationMs = ms;
            lines << line;
        };
        add(1010, u"found"_s);
        QVERIFY(requestSteps(lines).isEmpty()); // one moment says nothing
        add(1900, u"loaded"_s);
        add(2000, u"answered"_s, 1000);
        const auto steps = requestSteps(lines);
        QCOMPARE(steps.size(), 3);
        QCOMPARE(steps.at(0).lastsMs, 10.0); // began 1000 ms before the answer
        QCOMPARE(steps.at(1).name, u"loaded"_s);
        QCOMPARE(steps.at(1).fromMs, 10.0);
        QCOMPARE(steps.at(1).lastsMs, 890.0);
    }
};

HEARTH_TEST(TestDashboard)
#include "test_dashboard.moc"
