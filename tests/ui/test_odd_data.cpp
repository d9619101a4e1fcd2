// SPDX-License-Identifier: Apache-2.0
// Names that nobody thought of: 255 letters without a space, signs, another writing direction,
// markup, two lines, blank. Nothing is pushed out of sight, nothing is taken for markup, and
// everything can be deleted.
#include "tests/ui/pages/support/page_fixture.hpp"
#include "tests/ui/support/reach.hpp"
#include "ui/pages/logs/log_view.hpp"

#include <QAction>
#include <QDialog>
#include <QJsonDocument>
#include <QLineEdit>

using namespace Qt::StringLiterals;
using namespace hearth;

class TestOddData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        test::failOnWarnings();
        m_at = std::make_unique<test::PageFixture>(u"dashboard"_s);
        QVERIFY(m_at->isReady);
    }
    void cleanup() { m_at.reset(); }

    void roomCanBeSeenAndDeleted_data() { addNames(); }
    void roomCanBeSeenAndDeleted() {
        QFETCH(QString, name);
        auto *room = m_at->server.room(roomId);
        room->insert(u"name"_s, name);
        room->insert(u"canonical_alias"_s, QJsonValue());
        room->insert(u"creator"_s, QString(u"@"_s + QString(200, u'c') + u":example.org"_s));
        m_at->server.topic = name + u' ' + name;
        for (const int width : {1360, 1000}) {
            m_at->window->resize(width, width == 1000 ? 540 : 860);
            m_at->window->openPage(u"rooms"_s, roomId);
            QVERIFY(m_at->waitAtRest(u"deleteRoomButton"_s));
            check(*m_at->window, name);
            QVERIFY(m_at->pictures(u"odd-room-%1-%2"_s.arg(tag()).arg(width)));
        }
        QVERIFY(scrollTo(u"deleteRoomButton"_s));
        QVERIFY(m_at->click(u"deleteRoomButton"_s));
        QVERIFY(confirmByTyping(name));
        QVERIFY(QTest::qWaitFor([&] { return !m_at->server.room(roomId); }, 15'000));
    }

    void accountCanBeSeenAndDeactivated_data() { addNames(); }
    void accountCanBeSeenAndDeactivated() {
        QFETCH(QString, name);
        m_at->server.user(userId)->insert(u"displayname"_s, name);
        // Its rooms and devices have odd names too.
        m_at->server.room(roomId)->insert(u"name"_s, name);
        auto devices = m_at->server.devices.value(userId);
        auto device = devices.at(0).toObject();
        device.insert(u"display_name"_s, name);
        devices.replace(0, device);
        m_at->server.devices.insert(userId, devices);
        for (const int width : {1360, 1000}) {
            m_at->window->resize(width, width == 1000 ? 540 : 860);
            m_at->window->openPage(u"users"_s, userId);
            QVERIFY(m_at->waitAtRest(u"deactivateButton"_s));
            check(*m_at->window, name);
            QVERIFY(m_at->pictures(u"odd-user-%1-%2"_s.arg(tag()).arg(width)));
        }
        // A device whose name is asked about.
        QVERIFY(scrollTo(u"signOutButton-LAPTOP"_s));
        QVERIFY(m_at->click(u"signOutButton-LAPTOP"_s));
        QVERIFY(m_at->waitFor(u"confirmDialog"_s));
        check(*m_at->find(u"confirmDialog"_s), name);
        QVERIFY(m_at->click(u"confirmButton"_s));
        QTRY_COMPARE(m_at->server.devices.value(userId).size(), 2);
        QVERIFY(scrollTo(u"deactivateButton"_s));
        QVERIFY(m_at->click(u"deactivateButton"_s));
        QVERIFY(confirmByTyping(name));
        QTRY_VERIFY(m_at->server.user(userId)->value(u"deactivated"_s).toBool());
    }

    // IDs of bridges may be as long as IDs can be.
    void accountWithALongIdCanBeDeactivated() {
        const QString id = u'@' + QString(240, u'x') + u":example.org"_s;
        m_at->server.addUser(id);
        m_at->window->openPage(u"users"_s, id);
        QVERIFY(m_at->waitAtRest(u"deactivateButton"_s));
        check(*m_at->window, id);
        QVERIFY(scrollTo(u"deactivateButton"_s));
        QVERIFY(m_at->click(u"deactivateButton"_s));
        QVERIFY(confirmByTyping(id));
        QTRY_VERIFY(m_at->server.user(id)->value(u"deactivated"_s).toBool());
    }

    void everyOtherScreenHoldsIt_data() { addNames(); }
    void everyOtherScreenHoldsIt() {
        QFETCH(QString, name);
        auto &world = m_at->world;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        QJsonObject record{
            {u"ts"_s, QDateTime::fromMSecsSinceEpoch(now, Qt::UTC).toString(Qt::ISODateWithMs)},
            {u"level"_s, u"error"_s},
            {u"module"_s, name.left(40)},
            {u"msg"_s, name},
            {u"user"_s, QString(u'@' + name)},
            {u"room"_s, QString(u'!' + name)}};
        const QByteArray raw = QJsonDocument(record).toJson(QJsonDocument::Compact);
        world.session->log()->append({app::parseLogLine(raw, now)});
        world.history->addLogLines(world.profiles->all().constFirst().id,
                                   {app::parseLogLine(raw, now)});
        world.messages->add(u"error"_s, name, name);
        app::TaskRecord task;
        task.serverId = world.profiles->all().constFirst().id;
        task.id = u"odd"_s;
        task.kind = u"room-delete"_s;
        task.subject = task.result = name;
        task.state = app::TaskRecord::State::Failed;
        task.startedMs = now;
        world.history->saveTask(task);
        auto profile = world.profiles->all().at(1);
        profile.name = name;
        profile.serverName = name;
        world.profiles->update(profile);
        for (const QString &page : {u"dashboard"_s, u"logs"_s, u"jobs"_s, u"settings"_s}) {
            m_at->window->openPage(page);
            m_at->window->currentPage()->refresh();
            if (page == u"logs") {
                auto *log = m_at->window->currentPage()->findChild<ui::LogView *>();
                QTRY_VERIFY(log->model()->rowCount() > 0);
                log->setCurrentIndex(log->model()->index(log->model()->rowCount() - 1, 1));
                Q_EMIT log->activated(log->currentIndex());
            }
            for (const int width : {1360, 1000}) {
                m_at->window->resize(width, width == 1000 ? 540 : 860);
                check(*m_at->window, name);
                QVERIFY(m_at->pictures(u"odd-%1-%2-%3"_s.arg(page, tag()).arg(width)));
            }
        }
        m_at->window->showToast(name, [] {});
        check(*m_at->window, name);
        m_at->window->findChild<QAction *>(u"messagesAction"_s)->trigger();
        QVERIFY(m_at->waitFor(u"messagesDialog"_s));
        check(*m_at->find(u"messagesDialog"_s), name);
        QVERIFY(m_at->click(u"closeButton"_s));
        // Two can be removed: the odd one is not on show.
        m_at->window->openPage(u"settings"_s);
        auto *page = m_at->window->currentPage();
        const auto buttons = page->findChildren<QAbstractButton *>(u"removeServerButton"_s);
        for (auto *button : buttons)
            if (button->accessibleDescription() == name && button->isVisible())
                button->click();
        QVERIFY(m_at->waitFor(u"confirmDialog"_s));
        check(*m_at->find(u"confirmDialog"_s), name);
        QVERIFY(m_at->click(u"confirmButton"_s));
        QTRY_COMPARE(world.profiles->all().size(), 1);
    }

private:
    const QString roomId = u"!31hneApxJ_1o-63DmFrpeqnkFf2:example.org"_s;
    const QString userId = u"@bob:example.org"_s;

    static void addNames() {
        QTest::addColumn<QString>("name");
        QTest::newRow("long") << QString(255, u'W');
        QTest::newRow("emoji")
            << u"👩‍👩‍👧‍👦🔥🎉 🏳️‍🌈🇩🇪"_s.repeated(8);
        QTest::newRow("arabic") << u"غرفة الاجتماعات الكبيرة في الطابق الأول "_s.repeated(5);
        QTest::newRow("markup")
            << u"<b>bold</b><img src=\"x\"><a href=\"http://x\">link</a> &amp; <br>"_s;
        QTest::newRow("ampersand") << u"Rock & Roll && R&B &File"_s;
        QTest::newRow("two lines") << u"first line\nsecond line\r\nthird"_s;
        QTest::newRow("blank") << u" \u200b\u3164 "_s;
        QTest::newRow("placeholders") << u"%1 %2 %n [*] %L1 %%"_s;
    }
    static QString tag() {
        return QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-');
    }

    void check(QWidget &window, const QString &name) {
        QStringList problems;
        (void)QTest::qWaitFor(
            [&] {
                problems = test::outOfReach(window) + test::scrolledSideways(window);
                return problems.isEmpty();
            },
            3000);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
        // Qt draws as markup what looks like it, unless it is told not to.
        const auto labels = window.findChildren<QLabel *>();
        for (const auto *label : labels) {
            QVERIFY2(label->textFormat() != Qt::AutoText || !label->isVisible() ||
                         label->text().isEmpty(),
                     qPrintable(test::describe(label)));
            const bool asWritten = name.contains(u'<') && label->text().contains(name.left(20));
            QVERIFY2(!asWritten || label->textFormat() == Qt::PlainText,
                     qPrintable(test::describe(label)));
        }
        // Beside a field, Qt leaves an & of a label out.
        for (const auto *label : labels)
            QVERIFY2(!label->isVisible() || !label->buddy() || !label->text().contains(u'&'),
                     qPrintable(label->text()));
        // A single & of a name would be drawn as a line under the next letter.
        const auto buttons = window.findChildren<QAbstractButton *>();
        for (const auto *button : buttons)
            if (button->isVisible() && button->inherits("QPushButton"))
                QVERIFY2(!button->text().contains(u"Rock & Roll"_s), qPrintable(button->text()));
    }
    /// As a person does with the wheel.
    [[nodiscard]] bool scrollTo(const QString &name) const {
        auto *widget = m_at->find(name);
        if (!widget)
            return false;
        m_at->window->activateWindow(); // pictures taken without a screen lose it
        if (!QTest::qWaitForWindowActive(m_at->window.get(), test::patienceMs))
            return false;
        widget->setFocus();
        return m_at->waitAtRest(name) && !widget->visibleRegion().isEmpty();
    }
    [[nodiscard]] bool confirmByTyping(const QString &name) {
        if (!m_at->waitFor(u"typeToConfirmField"_s))
            return false;
        check(*m_at->find(u"confirmDialog"_s), name);
        QString wanted = m_at->find(u"typeToConfirmField"_s)->accessibleName();
        wanted.remove(u"To continue, type "_s);
        const bool isPlain = std::all_of(wanted.begin(), wanted.end(),
                                         [](QChar c) { return c >= u' ' && c <= u'~'; });
        if (!isPlain || wanted.isEmpty() || wanted.size() > 24) {
            qCritical("can't be typed: %s", qPrintable(wanted));
            return false;
        }
        const QString subject = m_at->find(u"roomPanel"_s) ? u"room-"_s : u"user-"_s;
        return m_at->pictures(u"odd-confirm-"_s + subject + tag(), u"confirmDialog"_s) &&
               m_at->type(u"typeToConfirmField"_s, wanted) && m_at->click(u"confirmButton"_s);
    }

    std::unique_ptr<test::PageFixture> m_at;
};

HEARTH_TEST(TestOddData)
#include "test_odd_data.moc"
