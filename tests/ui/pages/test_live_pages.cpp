// SPDX-License-Identifier: Apache-2.0
// The screens of users and rooms on a real hearthd: what the server answers must be what they read.
#include "app/core/clock.hpp"
#include "app/core/futures.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/core/settings.hpp"
#include "app/models/recent_messages.hpp"
#include "app/models/server_session.hpp"
#include "tests/support/test_main.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/common/page.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/data_table.hpp"

#include <QAbstractButton>
#include <QFile>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace hearth;

class TestLivePages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        const QString program = qEnvironmentVariable(
            "HEARTH_LIVE_HEARTHD", qEnvironmentVariable("HEARTH_BIN_DIR") + u"/hearthd"_s);
        QVERIFY2(QFile::exists(program), "hearthd is not built");
        qputenv("HEARTH_CONFIG_DIR", (m_dir.path() + u"/config"_s).toUtf8());
        qputenv("HEARTH_SECRETS", "file");
        QProcess generate;
        generate.start(program, {u"generate"_s, u"--server-name"_s, u"localhost"_s, u"--data-dir"_s,
                                 data(), u"--port"_s, u"0"_s});
        QVERIFY(generate.waitForFinished(30'000));
        QCOMPARE(generate.exitCode(), 0);
        m_server.start(program, {u"--config"_s, data() + u"/hearthd.yaml"_s});
        QVERIFY(m_server.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(m_server.canReadLine(), 30'000);
        const auto ready = QJsonDocument::fromJson(m_server.readLine()).object();
        QCOMPARE(ready.value(u"event").toString(), u"ready"_s);
        m_base = QUrl(ready.value(u"base_url").toString());
        QFile secret(data() + u"/registration_shared_secret"_s);
        QVERIFY(secret.open(QIODevice::ReadOnly));
        m_secret = QString::fromUtf8(secret.readAll()).trimmed();
        makePeople();
        openWindow();
    }
    void cleanupTestCase() {
        m_window.reset();
        m_session.reset();
        if (m_server.state() == QProcess::NotRunning)
            return;
        m_server.terminate();
        QVERIFY(m_server.waitForFinished(15'000));
    }

    void listsThePeople() {
        QTRY_COMPARE_WITH_TIMEOUT(m_session->users()->viewState(), app::ViewState::Ready, 10'000);
        QCOMPARE(m_session->users()->total(), 9);
        const auto admin = m_session->users()->user(u"@admin:localhost"_s);
        QVERIFY(admin && admin->admin && admin->createdMs > 0);
        QVERIFY(test::saveScreenshot(*m_window, u"live-users"_s));
    }

    void makesAnAccount() {
        QVERIFY(click(u"newUserButton"_s));
        QVERIFY(type(u"userNameField"_s, u"person-1"_s));
        QVERIFY(click(u"createUserButton"_s));
        QTest::qWait(600);
        QVERIFY(!find(u"newUserResult"_s)); // taken
        QVERIFY(test::saveScreenshot(*find(u"newUserDialog"_s), u"live-taken"_s));
        QVERIFY(type(u"userNameField"_s, u"victor"_s));
        QVERIFY(type(u"displayNameField"_s, u"Victor"_s));
        QVERIFY(click(u"createUserButton"_s));
        QVERIFY(waitFor(u"newUserResult"_s));
        QVERIFY(click(u"showInListButton"_s));
        QVERIFY(waitFor(u"lockButton"_s));
        QTRY_COMPARE(m_session->userDetails()->details().user.displayName, u"Victor"_s);
    }

    void changesAnAccount() {
        QVERIFY(click(u"lockButton"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_session->userDetails()->details().user.locked, 5000);
        QVERIFY(click(u"toastUndoButton"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->userDetails()->details().user.locked, 5000);
        QVERIFY(click(u"suspendButton"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_session->userDetails()->details().user.suspended, 5000);
        QVERIFY(click(u"adminButton"_s));
        QVERIFY(click(u"confirmButton"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_session->userDetails()->details().user.admin, 5000);
        QVERIFY(click(u"editUserButton"_s));
        QVERIFY(type(u"displayNameField"_s, u"Vic"_s));
        QVERIFY(click(u"saveButton"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_session->userDetails()->details().user.displayName, u"Vic"_s,
                                  5000);
        QVERIFY(click(u"resetPasswordButton"_s));
        QVERIFY(click(u"resetButton"_s));
        QVERIFY(waitFor(u"newPasswordField"_s));
        QVERIFY(click(u"doneButton"_s));
        QTest::qWait(300);
        QVERIFY(test::saveScreenshot(*m_window, u"live-user"_s));
        QVERIFY(click(u"deactivateButton"_s));
        QVERIFY(type(u"typeToConfirmField"_s, u"victor"_s));
        QVERIFY(click(u"confirmButton"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_session->userDetails()->details().user.deactivated, 10'000);
    }

    void signsOutADevice() {
        m_window->openPage(u"users"_s, u"@person-2:localhost"_s);
        auto *devices = m_session->userDetails()->devices();
        QTRY_VERIFY_WITH_TIMEOUT(devices->rowCount() > 0, 5000);
        const int before = devices->rowCount();
        const QString id = devices->index(0, 0).data(app::DevicesModel::IdRole).toString();
        QVERIFY(click(u"signOutButton-"_s + id));
        QVERIFY(click(u"confirmButton"_s));
        QTRY_COMPARE_WITH_TIMEOUT(devices->rowCount(), before - 1, 5000);
    }

    void sortsAndFilters() {
        auto *users = m_session->users();
        for (int column = 1; column < app::UsersModel::ColumnCount_; ++column) {
            users->sort(column, Qt::DescendingOrder);
            QTRY_COMPARE_WITH_TIMEOUT(users->viewState(), app::ViewState::Ready, 5000);
        }
        app::UserQuery query;
        query.admins = app::Filter::Yes;
        users->setQuery(query);
        QTRY_COMPARE_WITH_TIMEOUT(users->rowCount(), 1, 5000);
        query = {};
        query.search = u"person"_s;
        users->setQuery(query);
        QTRY_COMPARE_WITH_TIMEOUT(users->rowCount(), 8, 5000);
        query = {};
        query.deactivated = app::Filter::Yes;
        users->setQuery(query);
        QTRY_COMPARE_WITH_TIMEOUT(users->rowCount(), 1, 5000);
        users->setQuery({});
    }

    void showsRooms() {
        m_window->openPage(u"rooms"_s);
        auto *rooms = m_session->rooms();
        QTRY_COMPARE_WITH_TIMEOUT(rooms->rowCount(), 3, 10'000);
        for (int column = 1; column < app::RoomsModel::ColumnCount_; ++column) {
            rooms->sort(column, Qt::DescendingOrder);
            QTRY_COMPARE_WITH_TIMEOUT(rooms->viewState(), app::ViewState::Ready, 5000);
        }
        app::RoomQuery query;
        query.published = app::Filter::Yes;
        rooms->setQuery(query);
        QTRY_COMPARE_WITH_TIMEOUT(rooms->rowCount(), 1, 5000);
        rooms->setQuery({});
        QTRY_COMPARE_WITH_TIMEOUT(rooms->rowCount(), 3, 5000);
        m_window->openPage(u"rooms"_s, m_room);
        QVERIFY(waitFor(u"roomPanel"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_session->roomDetails()->members().size(), 2, 5000);
        QTRY_COMPARE(m_session->roomDetails()->members().first().userId, u"@person-1:localhost"_s);
        QTest::qWait(300);
        QVERIFY(test::saveScreenshot(*m_window, u"live-rooms"_s));
    }

    void changesARoom() {
        QVERIFY(click(u"blockButton"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_session->roomDetails()->block().blocked, 5000);
        QVERIFY(click(u"toastUndoButton"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->roomDetails()->block().blocked, 5000);
        QVERIFY(click(u"makeMeAdminButton"_s));
        QVERIFY(click(u"confirmButton"_s));
        QVERIFY(waitToast(u"You are now an owner"_s));
        QVERIFY(click(u"deleteRoomButton"_s));
        QVERIFY(type(u"typeToConfirmField"_s, u"Book club"_s));
        QVERIFY(click(u"confirmButton"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_session->rooms()->rowOf(m_room), -1, 20'000);
        QVERIFY(waitToast(u"Book club has been deleted"_s));
    }

private:
    [[nodiscard]] QString data() const { return m_dir.path() + u"/data"_s; }

    template <class T>
    T waitAnswer(const QFuture<app::Result<T>> &future) {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000) ||
            future.resultCount() == 0 || !future.result()) {
            if (future.resultCount() > 0)
                qWarning("%s", qPrintable(future.result().error().toString()));
            return {};
        }
        return *future.result();
    }
    app::HttpResponse call(app::HttpClient &http, const char *method, const QString &path,
                           const QJsonObject &body) {
        app::HttpRequest request;
        request.method = method;
        request.path = path;
        request.body = body;
        return waitAnswer(http.send(request));
    }
    void makePeople() {
        app::HttpClient http(m_base);
        app::AdminApi api(http);
        app::NewAccount admin;
        admin.name = u"admin"_s;
        admin.password = u"correct-horse-1"_s;
        admin.admin = true;
        m_token = waitAnswer(api.registerWithSecret(admin, m_secret)).accessToken;
        QVERIFY(!m_token.isEmpty());
        QStringList tokens;
        for (int i = 1; i <= 8; ++i) {
            app::NewAccount person;
            person.name = u"person-%1"_s.arg(i);
            person.password = u"correct-horse-2"_s;
            person.displayName = u"Person %1"_s.arg(i);
            tokens << waitAnswer(api.registerWithSecret(person, m_secret)).accessToken;
            QVERIFY(!tokens.last().isEmpty());
        }
        http.setToken(tokens.first());
        const auto create = [&](const QJsonObject &body) {
            const auto answer = call(http, "POST", u"/_matrix/client/v3/createRoom"_s, body);
            return QJsonDocument::fromJson(answer.body).object().value(u"room_id").toString();
        };
        m_room = create({{u"name"_s, u"Book club"_s},
                         {u"topic"_s, u"One book a month."_s},
                         {u"preset"_s, u"public_chat"_s},
                         {u"room_alias_name"_s, u"books"_s}});
        QVERIFY(!m_room.isEmpty());
        QVERIFY(!create({{u"name"_s, u"Listed"_s}, {u"visibility"_s, u"public"_s}}).isEmpty());
        QVERIFY(!create({}).isEmpty());
        http.setToken(tokens.at(1));
        const auto joined = call(http, "POST",
                                 u"/_matrix/client/v3/join/"_s +
                                     QString::fromLatin1(QUrl::toPercentEncoding(m_room)),
                                 {});
        QCOMPARE(joined.status, 200);
    }
    void openWindow() {
        m_paths = app::Paths::forThisUser();
        m_settings = std::make_unique<app::Settings>(m_paths.settingsFile());
        m_profiles = std::make_unique<app::ServerProfiles>(m_paths.profilesFile());
        m_secrets = app::makeSecretStore(m_paths);
        m_messages = std::make_unique<app::RecentMessages>(nullptr);
        app::ServerProfile profile;
        profile.kind = app::ServerProfile::Kind::Remote;
        profile.name = profile.serverName = u"localhost"_s;
        profile.baseUrl = m_base;
        profile.userId = u"@admin:localhost"_s;
        profile.id = m_profiles->add(profile);
        m_session = std::make_unique<app::ServerSession>(
            profile, app::ServerSession::Needs{m_paths, m_clock, *m_profiles, *m_secrets, nullptr});
        m_session->useToken(m_token, u"@admin:localhost"_s);
        m_session->open(false);
        m_window =
            std::make_unique<ui::MainWindow>(*m_settings, *m_profiles, *m_messages, &test::theme());
        m_window->resize(1360, 860);
        m_window->setSession({*m_session, *m_settings, *m_profiles, *m_secrets, *m_messages,
                              nullptr, &test::theme(), nullptr});
        m_window->openPage(u"users"_s);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    [[nodiscard]] QWidget *find(const QString &name) const {
        for (auto *one : m_window->findChildren<QWidget *>(name))
            if (one->isVisible())
                return one;
        return nullptr;
    }
    [[nodiscard]] bool waitFor(const QString &name) const {
        return QTest::qWaitFor([&] { return find(name) != nullptr; }, 8000);
    }
    [[nodiscard]] bool click(const QString &name) const {
        if (!QTest::qWaitFor([&] { return find(name) && find(name)->isEnabled(); }, 8000))
            return false;
        QTest::mouseClick(find(name), Qt::LeftButton);
        return true;
    }
    [[nodiscard]] bool type(const QString &name, const QString &text) const {
        if (!waitFor(name))
            return false;
        auto *field = qobject_cast<QLineEdit *>(find(name));
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
        return field->text() == text;
    }
    [[nodiscard]] bool waitToast(const QString &part) const {
        return QTest::qWaitFor(
            [&] {
                const auto *toast = find(u"toast"_s);
                const auto *label = toast ? toast->findChild<QLabel *>() : nullptr;
                return label && label->text().contains(part);
            },
            8000);
    }

    QTemporaryDir m_dir;
    QProcess m_server;
    QUrl m_base;
    QString m_secret;
    QString m_token;
    QString m_room;
    app::Paths m_paths;
    app::SystemClock m_clock;
    std::unique_ptr<app::Settings> m_settings;
    std::unique_ptr<app::ServerProfiles> m_profiles;
    std::unique_ptr<app::SecretStore> m_secrets;
    std::unique_ptr<app::RecentMessages> m_messages;
    std::unique_ptr<app::ServerSession> m_session;
    std::unique_ptr<ui::MainWindow> m_window;
};

HEARTH_TEST(TestLivePages)
#include "test_live_pages.moc"
