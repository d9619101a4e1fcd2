// SPDX-License-Identifier: Apache-2.0
// A first start with the keyboard alone, from the welcome to the dashboard, with the real hearthd.
#include "app/models/server_registry.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"
#include "tests/ui/support/fake_world.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/shell/desktop.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/wizard/setup_wizard.hpp"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTcpServer>

using namespace Qt::StringLiterals;
using namespace hearth;
using namespace hearth::ui;

namespace {
constexpr int patience = 20'000;
constexpr int longStart = 90'000;
} // namespace

class TestKeyboard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        test::failOnWarnings();
        m_world = std::make_unique<test::FakeWorld>();
        test::RealHearthd::useProgram(test::RealHearthd::program());
        const auto all = m_world->profiles->all();
        for (const auto &profile : all)
            m_world->profiles->remove(profile.id);
        m_desktop = std::make_unique<Desktop>(
            Desktop::Needs{m_world->paths, m_world->clock, *m_world->settings, *m_world->profiles,
                           *m_world->secrets, *m_world->history, *m_world->messages,
                           *m_world->autostart, test::theme()});
        m_desktop->start(false);
        m_desktop->window()->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_desktop->window(), patience));
        QVERIFY(m_desktop->window()->isShowingWizard());
    }
    void cleanup() {
        m_desktop->servers().stopAll();
        (void)QTest::qWaitFor([&] { return m_desktop->servers().running().isEmpty(); }, patience);
        m_desktop.reset();
        m_world.reset();
    }

    void goesFromTheWelcomeToTheDashboard() {
        QTRY_COMPARE(focus(), u"choice-local"_s);
        press(Qt::Key_Return);
        QTRY_VERIFY(isOn(u"addressPage"_s));
        QTRY_COMPARE(focus(), u"choice-trial"_s);
        press(Qt::Key_Down);
        QTRY_COMPARE(focus(), u"choice-domain"_s);
        press(Qt::Key_Up);
        QTRY_COMPARE(focus(), u"choice-trial"_s);
        press(Qt::Key_Return);
        QTRY_VERIFY(isOn(u"storagePage"_s));
        QTRY_COMPARE(focus(), u"dataDirField"_s);
        tabTo(u"portField"_s);
        // The field of a number selects its text when Tab comes to it.
        type(QString::number(freePort()));
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(isOn(u"accountPage"_s), patience);
        QTRY_COMPARE(focus(), u"adminNameField"_s);
        press(Qt::Key_A, Qt::ControlModifier);
        type(u"keys"_s);
        press(Qt::Key_Return);
        QTRY_VERIFY(isOn(u"reviewPage"_s));
        QTRY_COMPARE(focus(), u"nextButton"_s);
        press(Qt::Key_Escape);
        QTRY_VERIFY(isOn(u"accountPage"_s));
        press(Qt::Key_Return);
        QTRY_VERIFY(isOn(u"reviewPage"_s));
        press(Qt::Key_Return);
        QTRY_VERIFY(isOn(u"progressPage"_s));
        QTRY_VERIFY_WITH_TIMEOUT(isOn(u"readyPage"_s), longStart);
        QTRY_COMPARE(focus(), u"openDashboardButton"_s);
        press(Qt::Key_Return);
        QTRY_VERIFY(!m_desktop->window()->isShowingWizard());
        QCOMPARE(m_desktop->window()->currentPageId(), u"dashboard"_s);
        QCOMPARE(m_world->profiles->all().size(), 1);
        QCOMPARE(m_world->profiles->all().constFirst().userId, u"@keys:localhost"_s);
    }

    void nothingQuitsByMistake() {
        const QSignalSpy later(wizard(), &SetupWizard::finishLater);
        QTRY_COMPARE(focus(), u"choice-local"_s);
        press(Qt::Key_Escape);
        press(Qt::Key_Return);
        QTRY_VERIFY(isOn(u"addressPage"_s));
        press(Qt::Key_Escape);
        QTRY_VERIFY(isOn(u"welcomePage"_s));
        QTRY_COMPARE(focus(), u"choice-local"_s);
        QVERIFY(m_desktop->window()->isVisible());
        QCOMPARE(later.count(), 0);
        // On the button itself Enter means it.
        tabTo(u"finishLaterButton"_s);
        press(Qt::Key_Return);
        QCOMPARE(later.count(), 1);
    }

    void wrongFieldKeepsTheFocusAndSaysWhy() {
        press(Qt::Key_Return);
        QTRY_VERIFY(isOn(u"addressPage"_s));
        press(Qt::Key_Down);
        tabTo(u"serverNameField"_s);
        type(u"not a domain"_s);
        press(Qt::Key_Return);
        QVERIFY(isOn(u"addressPage"_s));
        QCOMPARE(focus(), u"serverNameField"_s);
        QVERIFY(!QApplication::focusWidget()->accessibleDescription().isEmpty());
        press(Qt::Key_A, Qt::ControlModifier);
        type(u"keys.example.org"_s);
        press(Qt::Key_Return);
        QTRY_VERIFY(isOn(u"storagePage"_s));
    }

    void connectsToAnotherServer() {
        QTRY_COMPARE(focus(), u"choice-local"_s);
        while (focus() != u"choice-existing") {
            const QString before = focus();
            press(Qt::Key_Down);
            QVERIFY2(focus() != before, qPrintable(before));
        }
        press(Qt::Key_Return);
        QTRY_VERIFY(isOn(u"connectPage"_s));
        QTRY_COMPARE(focus(), u"serverAddressField"_s);
        QCOMPARE(m_desktop->window()->windowTitle(), u"Connect to a server - Hearth"_s);
        // Nothing of it is kept, and there is no server yet to go back to.
        QVERIFY(!isOn(u"finishLaterButton"_s));
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const int port = closed.serverPort();
        closed.close();
        type(u"http://127.0.0.1:%1"_s.arg(port));
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(isOn(u"probeMessage"_s), patience);
        QTRY_COMPARE(focus(), u"serverAddressField"_s);
        press(Qt::Key_Escape);
        QTRY_VERIFY(isOn(u"welcomePage"_s));
    }

private:
    static QString focus() {
        const auto *widget = QApplication::focusWidget();
        return widget ? widget->objectName() : QString();
    }
    static void press(Qt::Key key, Qt::KeyboardModifiers with = Qt::NoModifier) {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), key, with);
    }
    static void type(const QString &text) {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClicks(QApplication::focusWidget(), text);
    }
    static void tabTo(const QString &name) {
        for (int i = 0; i < 40 && focus() != name; ++i)
            press(Qt::Key_Tab);
        QCOMPARE(focus(), name);
    }
    static int freePort() {
        QTcpServer server;
        return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
    }
    SetupWizard *wizard() const {
        return m_desktop->window()->findChild<SetupWizard *>(u"setupWizard"_s);
    }
    bool isOn(const QString &name) const {
        const auto *widget = m_desktop->window()->findChild<QWidget *>(name);
        return widget && widget->isVisible();
    }

    std::unique_ptr<test::FakeWorld> m_world;
    std::unique_ptr<Desktop> m_desktop;
};

HEARTH_TEST(TestKeyboard)
#include "test_keyboard.moc"
