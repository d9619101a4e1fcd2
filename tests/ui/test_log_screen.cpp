// SPDX-License-Identifier: Apache-2.0
// The log screen: 100,000 lines without stutter, search, highlight, follow, record.
#include "tests/support/test_main.hpp"
#include "tests/ui/support/fake_world.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/pages/logs/log_view.hpp"
#include "ui/pages/logs/logs_page.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QScrollBar>

using namespace Qt::StringLiterals;
using namespace hearth;
using namespace hearth::ui;

class TestLogScreen : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        test::failOnWarnings();
        m_world = std::make_unique<test::FakeWorld>();
        m_page = std::make_unique<LogsPage>(m_world->context());
        m_page->resize(1148, 780);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_view = m_page->findChild<LogView *>(u"logTable"_s);
    }
    void cleanup() {
        m_page.reset();
        m_world.reset();
    }

    void showsAHundredThousandLinesWithoutStutter() {
        auto *model = m_world->session->log();
        app::LogLines batch;
        for (int i = 0; i < 1000; ++i) {
            app::LogLine line;
            line.timestampMs = 1'795'000'000'000 + i;
            line.level = i % 97 == 0 ? app::LogLevel::Warn : app::LogLevel::Info;
            line.module = u"http"_s;
            line.requestId = u"k%1"_s.arg(i);
            line.message = u"GET /_matrix/client/v3/sync 200 in %1 ms"_s.arg(i);
            line.raw = R"({"level":"info","msg":"GET"})";
            batch.append(line);
        }
        qint64 worst = 0;
        for (int i = 0; i < 110; ++i) {
            QElapsedTimer timer;
            timer.start();
            model->append(batch);
            QCoreApplication::processEvents();
            worst = std::max(worst, timer.elapsed());
        }
        QTRY_COMPARE_WITH_TIMEOUT(model->kept(), app::LogModel::capacity, 5000);
        QElapsedTimer timer;
        timer.start();
        m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum() / 2);
        m_view->repaint();
        const qint64 paint = timer.elapsed();
        qInfo("worst batch %lld ms, repaint %lld ms", static_cast<long long>(worst),
              static_cast<long long>(paint));
        // Generous, because tests run unoptimized beside others: a person notices from 200 ms on.
        QVERIFY2(worst < 400, qPrintable(QString::number(worst)));
        QVERIFY2(paint < 200, qPrintable(QString::number(paint)));
    }

    void findsAndCountsHits() {
        fill();
        auto *search = m_page->findChild<SearchField *>(u"searchField"_s);
        QVERIFY(m_page->focusSearch());
        QTest::keyClicks(search, u"needle"_s);
        QTRY_COMPARE(m_world->session->log()->hitCount(), 2);
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(m_view->currentIndex().isValid());
        QVERIFY(m_world->session->log()
                    ->lineAt(m_view->currentIndex().row())
                    .message.contains(u"needle"));
        const int first = m_view->currentIndex().row();
        m_view->setFocus();
        QTest::keyClick(m_view, Qt::Key_N);
        QVERIFY(m_view->currentIndex().row() != first);
        QTest::keyClick(m_view, Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(m_view->currentIndex().row(), first);
    }

    void letterKeysFollowAndHighlight() {
        fill();
        m_view->goToRow(3);
        m_view->setFocus();
        QVERIFY(!m_view->isFollowing());
        QTest::keyClick(m_view, Qt::Key_H);
        QCOMPARE(m_world->session->log()->highlightedRequest(), u"req3"_s);
        QTest::keyClick(m_view, Qt::Key_H);
        QVERIFY(m_world->session->log()->highlightedRequest().isEmpty());
        QTest::keyClick(m_view, Qt::Key_F);
        QVERIFY(m_view->isFollowing());
        QVERIFY(m_page->findChild<Button *>(u"followButton"_s)->isChecked());
    }

    void showsTheWholeRecordAndCopiesTheLine() {
        fill();
        m_view->goToRow(5);
        auto *record = m_page->findChild<QWidget *>(u"logRecord"_s);
        QVERIFY(record->isVisible());
        QTest::keyClick(m_view, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QApplication::clipboard()->text().contains(u"message 5"));
        QTest::keyClick(m_view, Qt::Key_Escape);
        QVERIFY(!record->isVisible());
    }

private:
    void fill() {
        app::LogLines lines;
        for (int i = 0; i < 300; ++i) {
            app::LogLine line;
            line.timestampMs = 1'795'000'000'000 + i * 1000;
            line.module = u"http"_s;
            line.requestId = u"req%1"_s.arg(i);
            line.message = i == 40 || i == 200 ? u"a needle here"_s : u"message %1"_s.arg(i);
            line.raw = R"({"level":"info","msg":"message"})";
            lines.append(line);
        }
        m_world->session->log()->append(lines);
        QTRY_COMPARE(m_world->session->log()->rowCount(), 300);
    }

    std::unique_ptr<test::FakeWorld> m_world;
    std::unique_ptr<LogsPage> m_page;
    LogView *m_view = nullptr;
};

HEARTH_TEST(TestLogScreen)
#include "test_log_screen.moc"
