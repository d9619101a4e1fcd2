// SPDX-License-Identifier: Apache-2.0
// All that the desktop program can do without a window, by hearthctl with the real hearthd.
#include "app/api/admin_api.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/app/support/hearthctl.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"

#include <memory>

using namespace hearth::app;
using hearth::test::answerOf;
using hearth::test::hearthctl;
using hearth::test::longWait;
using hearth::test::Outcome;
using hearth::test::RealHearthd;

namespace {
const QByteArray adminPassword = "correct horse battery\n";
const QString bob = QStringLiteral("@bob:localhost");
} // namespace

class TestRealHearthctl : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<RealHearthd> m_real;
    QString m_address;

    /// Succeeds, and gives the JSON.
    static QJsonObject done(const char *words, const QStringList &arguments = {},
                            const QByteArray &input = {}) {
        const Outcome outcome =
            hearthctl(words, arguments + QStringList{QStringLiteral("--json")}, input);
        if (outcome.code != 0)
            qWarning("%s: %d %s%s", words, outcome.code, qPrintable(outcome.out),
                     qPrintable(outcome.err));
        return outcome.code == 0 ? outcome.json() : QJsonObject();
    }
    QStringList folder() const { return {QStringLiteral("--data-dir"), m_real->dataDir()}; }
    static QString facts(const QString &user) {
        const QJsonObject shown = done("users show", {user});
        QStringList on;
        for (auto it = shown.begin(); it != shown.end(); ++it) {
            if (it->isBool() && it->toBool())
                on << it.key();
        }
        return on.join(u' ');
    }
    /// An ordinary client of that account.
    QJsonObject client(const QString &user, const QByteArray &password, const QString &path,
                       const QJsonObject &body) {
        HttpClient http{QUrl(m_address)};
        AdminApi api(http);
        const auto in = answerOf(
            api.signIn(user, QString::fromUtf8(password.trimmed()), QStringLiteral("Phone")));
        if (!in)
            return {};
        http.setToken(in->accessToken);
        HttpRequest request;
        request.method = "POST";
        request.path = path;
        request.body = body;
        const auto answer = answerOf(http.send(request));
        return answer ? QJsonDocument::fromJson(answer->body).object() : QJsonObject();
    }
    QString makeRoom(const QString &name) {
        return client(QStringLiteral("admin"), adminPassword,
                      QStringLiteral("/_matrix/client/v3/createRoom"),
                      {{QStringLiteral("name"), name},
                       {QStringLiteral("preset"), QStringLiteral("public_chat")},
                       {QStringLiteral("room_alias_name"), name.toLower()}})
            .value(u"room_id")
            .toString();
    }

private Q_SLOTS:
    void initTestCase() {
        m_real = std::make_unique<RealHearthd>();
        const auto made = done("setup --server-name localhost --port 0 --password-stdin", folder(),
                               adminPassword);
        QCOMPARE(made.value(u"user_id").toString(), QStringLiteral("@admin:localhost"));
        QCOMPARE(made.value(u"sign_in_storage").toString(), QStringLiteral("encrypted_file"));
        QVERIFY(!made.contains(u"password"));
        m_address = made.value(u"address").toString();
        QVERIFY(done("setup", folder()).value(u"already_set_up").toBool());
    }
    void cleanupTestCase() { m_real.reset(); }

    void createsShowsAndChangesPeople() {
        const auto made = done("users create bob --display-name", {QStringLiteral("Bob Ä")});
        QCOMPARE(made.value(u"user_id").toString(), bob);
        QCOMPARE(made.value(u"password").toString().size(), 24);
        const auto again = hearthctl("users create bob --json");
        QCOMPARE(again.code, 1);
        QCOMPARE(again.json().value(u"errcode").toString(), QStringLiteral("M_USER_IN_USE"));
        QCOMPARE(done("users show bob").value(u"display_name").toString(), QStringLiteral("Bob Ä"));
        QCOMPARE(done("users edit bob --display-name Robert").value(u"display_name").toString(),
                 QStringLiteral("Robert"));
        // Editing makes no account of a wrong name.
        QCOMPARE(hearthctl("users edit bobb --display-name Robert").code, 1);
        QCOMPARE(hearthctl("users show bobb").code, 1);
        QVERIFY(hearthctl("users show bob").out.contains(QStringLiteral("Robert")));
    }

    void switchesPeopleOnAndOff() {
        const std::tuple<const char *, const char *, const char *> switches[]{
            {"users lock bob", "users unlock bob", "locked"},
            {"users suspend bob", "users unsuspend bob", "suspended"},
            {"users shadow-ban bob", "users lift-shadow-ban bob", "shadow_banned"},
            {"users set-admin bob", "users set-admin bob --off", "admin"}};
        for (const auto &[on, off, word] : switches) {
            QCOMPARE(done(on).value(u"user_id").toString(), bob);
            QCOMPARE(facts(bob), QLatin1String(word));
            QCOMPARE(done(off).value(u"user_id").toString(), bob);
            QCOMPARE(facts(bob), QString());
        }
    }

    void resetsPasswords() {
        QVERIFY(!done("users reset-password bob").value(u"password").toString().isEmpty());
        QVERIFY(!done("users reset-password bob --password-stdin", {}, "another password\n")
                     .contains(u"password"));
        QVERIFY(!client(bob, "another password", QStringLiteral("/_matrix/client/v3/createRoom"),
                        {{QStringLiteral("name"), QStringLiteral("Den")}})
                     .isEmpty());
    }

    void listsSortsAndFiltersPeople() {
        done("users create carol");
        const auto ids = [](const QJsonObject &answer) {
            QStringList list;
            for (const auto &user : answer.value(u"users").toArray())
                list << user.toObject().value(u"user_id").toString().mid(1).section(u':', 0, 0);
            return list.join(u' ');
        };
        QCOMPARE(ids(done("users list")), QStringLiteral("admin bob carol"));
        QCOMPARE(ids(done("users list --descending --limit 2")), QStringLiteral("carol bob"));
        QCOMPARE(done("users list --limit 2").value(u"next").toInt(), 2);
        QCOMPARE(ids(done("users list --from 2")), QStringLiteral("carol"));
        QCOMPARE(ids(done("users list --search aro")), QStringLiteral("carol"));
        QCOMPARE(ids(done("users list --admins yes")), QStringLiteral("admin"));
        QCOMPARE(ids(done("users list --sort creation_ts")), QStringLiteral("admin bob carol"));
        done("users deactivate carol --erase");
        QCOMPARE(facts(QStringLiteral("carol")), QStringLiteral("deactivated erased"));
        QCOMPARE(ids(done("users list --deactivated yes")), QStringLiteral("carol"));
        QCOMPARE(ids(done("users list --deactivated no")), QStringLiteral("admin bob"));
        QVERIFY(hearthctl("users list").out.contains(QStringLiteral("3 of 3")));
    }

    void handlesDevices() {
        const auto devices = [] { return done("users devices bob").value(u"devices").toArray(); };
        QCOMPARE(devices().size(), 1);
        const QString id = devices().at(0).toObject().value(u"device_id").toString();
        done("users rename-device bob",
             {id, QStringLiteral("--display-name"), QStringLiteral("Old phone")});
        QCOMPARE(devices().at(0).toObject().value(u"display_name").toString(),
                 QStringLiteral("Old phone"));
        QVERIFY(hearthctl("users devices bob").out.contains(QStringLiteral("Old phone")));
        done("users sign-out-device bob", {id});
        QCOMPARE(devices().size(), 0);
        client(bob, "another password", QStringLiteral("/_matrix/client/v3/join/x"), {});
        QCOMPARE(devices().size(), 1);
        done("users sign-out-device bob --all");
        QCOMPARE(devices().size(), 0);
        QCOMPARE(hearthctl("users sign-out-device bob").code, 2);
    }

    void limitsRates() {
        QVERIFY(!done("users rate-limit bob").contains(u"burst_count"));
        done("users rate-limit bob --messages 5 --burst 20");
        QCOMPARE(done("users rate-limit bob").value(u"burst_count").toInt(), 20);
        const auto noLimit = hearthctl("users rate-limit bob --messages 0");
        QVERIFY2(noLimit.out.contains(u"as many messages as it likes"), qPrintable(noLimit.out));
        done("users rate-limit bob --off");
        QVERIFY(!done("users rate-limit bob").contains(u"burst_count"));
    }

    void handlesRooms() {
        const QString kitchen = makeRoom(QStringLiteral("Kitchen"));
        const QString attic = makeRoom(QStringLiteral("Attic"));
        QVERIFY(!kitchen.isEmpty() && !attic.isEmpty());
        const auto names = [](const QJsonObject &answer) {
            QStringList list;
            for (const auto &room : answer.value(u"rooms").toArray())
                list << room.toObject().value(u"name").toString();
            return list.join(u' ');
        };
        QCOMPARE(names(done("rooms list")), QStringLiteral("Attic Den Kitchen"));
        QCOMPARE(names(done("rooms list --search kitch")), QStringLiteral("Kitchen"));
        QCOMPARE(names(done("rooms list --descending --limit 1")), QStringLiteral("Kitchen"));
        QCOMPARE(done("rooms list --empty yes").value(u"total").toInt(), 0);
        QCOMPARE(done("rooms show", {kitchen}).value(u"name").toString(),
                 QStringLiteral("Kitchen"));
        QCOMPARE(done("rooms show #kitchen:localhost").value(u"room_id").toString(), kitchen);
        QCOMPARE(hearthctl("rooms show #none:localhost").code, 1);
        QCOMPARE(done("rooms members", {kitchen}).value(u"members").toArray().at(0).toString(),
                 QStringLiteral("@admin:localhost"));
        QVERIFY(done("users rooms admin").value(u"rooms").toArray().contains(kitchen));
        client(bob, "another password",
               QStringLiteral("/_matrix/client/v3/join/%23kitchen%3Alocalhost"), {});
        QCOMPARE(done("rooms members", {kitchen}).value(u"total").toInt(), 2);
        done("rooms make-admin", {kitchen, QStringLiteral("@admin:localhost")});
        QVERIFY(done("rooms block", {attic}).value(u"blocked").toBool());
        QCOMPARE(done("rooms block-status", {attic}).value(u"blocked_by").toString(),
                 QStringLiteral("@admin:localhost"));
        done("rooms unblock", {attic});
        QVERIFY(!done("rooms block-status", {attic}).value(u"blocked").toBool());
        const auto gone = done("rooms delete --block --new-room-user @admin:localhost "
                               "--new-room-name Moved",
                               {kitchen, QStringLiteral("--message"), QStringLiteral("We moved.")});
        QCOMPARE(gone.value(u"status").toString(), QStringLiteral("complete"));
        QCOMPARE(gone.value(u"removed").toInt(), 2);
        QCOMPARE(
            done("rooms show", {gone.value(u"new_room_id").toString()}).value(u"name").toString(),
            QStringLiteral("Moved"));
        QCOMPARE(hearthctl("rooms show", {kitchen}).code, 1);
        const QString id = done("rooms delete --no-wait", {attic}).value(u"delete_id").toString();
        QTRY_COMPARE_WITH_TIMEOUT(done("rooms deletion", {id}).value(u"status").toString(),
                                  QStringLiteral("complete"), longWait);
    }

    void showsFiguresAndLogs() {
        const auto figures = done("figures");
        QCOMPARE(figures.value(u"users").toInt(), 2);
        QVERIFY(figures.value(u"memory_bytes").toInteger() > 1'000'000);
        QVERIFY(hearthctl("figures").out.contains(QStringLiteral("localhost, hearthd")));
        const auto all = hearthctl("logs --lines 5000");
        QVERIFY(all.out.contains(QStringLiteral("INFO  daemon")));
        const auto found = hearthctl("logs --json --search READY: --lines 5000");
        QCOMPARE(found.out.trimmed().count(u'\n'), 0);
        QCOMPARE(found.json().value(u"module").toString(), QStringLiteral("daemon"));
        QCOMPARE(hearthctl("logs --level error").out, QString());
    }

    void followsTheLog() {
        QProcess follower;
        follower.start(RealHearthd::binary(QStringLiteral("hearthctl")),
                       QStringList{QStringLiteral("logs"), QStringLiteral("--follow"),
                                   QStringLiteral("--lines"), QStringLiteral("0"),
                                   QStringLiteral("--search"), QStringLiteral("stops")} +
                           folder());
        QVERIFY(follower.waitForStarted());
        QTest::qWait(500); // it has to be there before the line is
        // At another port: any free one is wanted.
        m_address = done("restart", folder()).value(u"address").toString();
        QByteArray seen;
        QTRY_VERIFY_WITH_TIMEOUT((seen += follower.readAllStandardOutput()).contains("stops"),
                                 longWait);
        follower.terminate();
        follower.waitForFinished();
    }

    void signsInAndOut() {
        QCOMPARE(done("servers").value(u"servers").toArray().size(), 1);
        QVERIFY(hearthctl("sign-out").out.contains(QStringLiteral("signed out")));
        const auto nobody = hearthctl("users list");
        QCOMPARE(nobody.code, 1);
        QVERIFY2(nobody.err.contains(QStringLiteral("sign-in")), qPrintable(nobody.err));
        // For one command, for good, and who may not.
        QCOMPARE(done("users list --user admin", {}, adminPassword).value(u"total").toInt(), 3);
        QCOMPARE(hearthctl("users list").code, 1);
        const auto wrong = hearthctl("sign-in --user admin", {}, "wrong\n");
        QCOMPARE(wrong.code, 1);
        const auto notAdmin = hearthctl("sign-in --user bob", {}, "another password\n");
        QCOMPARE(notAdmin.code, 1);
        QCOMPARE(hearthctl("users list").code, 1);
        QCOMPARE(done("sign-in --user admin", {}, adminPassword).value(u"user_id").toString(),
                 QStringLiteral("@admin:localhost"));
        QCOMPARE(done("users list").value(u"total").toInt(), 3);
        // Both passwords by standard input, one line each.
        done("users reset-password bob --user admin --password-stdin", {},
             adminPassword + "a third password\n");
        QVERIFY(client(bob, "a third password", QStringLiteral("/_matrix/client/v3/createRoom"), {})
                    .contains(u"room_id"));
    }

    void asksAtATerminalAndShowsNothing() {
        static const char script[] = R"(
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], "users", "list", "--user", "admin"])
seen = b""
while b"Password of admin: " not in seen:
    seen += os.read(terminal, 1000)
os.write(terminal, sys.argv[2].encode() + b"\n")
try:
    while True:
        seen += os.read(terminal, 1000)
except OSError:
    pass
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
)";
        QProcess python;
        python.start(QStringLiteral("python3"), {QStringLiteral("-c"), QLatin1String(script),
                                                 RealHearthd::binary(QStringLiteral("hearthctl")),
                                                 QString::fromUtf8(adminPassword.trimmed())});
        QVERIFY(python.waitForFinished(longWait));
        const QByteArray seen = python.readAllStandardOutput();
        QVERIFY2(python.exitCode() == 0, (seen + python.readAllStandardError()).constData());
        QVERIFY2(seen.contains("@bob:localhost"), seen.constData());
        QVERIFY2(!seen.contains(adminPassword.trimmed()), seen.constData());
    }

    void worksWithAServerElsewhere() {
        QTemporaryDir other;
        const QByteArray before = qgetenv("HEARTH_CONFIG_DIR");
        qputenv("HEARTH_CONFIG_DIR", other.path().toUtf8());
        const QStringList server{QStringLiteral("--server"), m_address};
        const auto nobody = hearthctl("users list", server);
        const auto list = hearthctl("users list --json --user admin", server, adminPassword);
        const auto in = hearthctl("sign-in --user admin", server, adminPassword);
        const auto later = hearthctl("users list");
        const auto status = hearthctl("status");
        qputenv("HEARTH_CONFIG_DIR", before);
        QCOMPARE(nobody.code, 1);
        QCOMPARE(list.json().value(u"total").toInt(), 3);
        QVERIFY2(in.code == 0, qPrintable(in.err));
        QCOMPARE(later.code, 0);
        QCOMPARE(status.code, 2);
    }

    void takesNoSecretAsAnArgument() {
        const auto help = hearthctl("--help");
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.contains(QStringLiteral("--password-stdin")));
        for (const auto &line : help.out.split(u'\n')) {
            if (line.contains(QStringLiteral("--password")) ||
                line.contains(QStringLiteral("--token")))
                QVERIFY2(!line.contains(u'<'), qPrintable(line));
        }
        QCOMPARE(hearthctl("users create eve --password geheim").code, 2);
    }

    void saysWhatIsWrongWithACall() {
        const std::pair<const char *, const char *> calls[]{
            {"nonsense", "Commands"},
            {"users fly bob", "users fly"},
            {"users lock", "Which user"},
            {"rooms show", "Which room"},
            {"users list --limit many", "--limit"},
            {"users list --limit 0", "--limit"},
            {"users list --locked perhaps", "yes, no or any"},
            {"users list --sort size", "cannot be sorted"},
            {"rooms list --sort size", "cannot be sorted"},
            {"users edit bob", "--display-name"},
            {"logs --level loud", "no level"},
            {"users list --wings", "wings"},
            {"start --timeout soon", "--timeout"},
        };
        for (const auto &[call, part] : calls) {
            const auto outcome = hearthctl(call);
            QVERIFY2(outcome.code == 2, call);
            QVERIFY2(outcome.err.contains(QLatin1String(part)), qPrintable(outcome.err));
            QVERIFY2(outcome.out.isEmpty(), call);
        }
    }

    void saysThatTheServerIsStopped() {
        const auto before = done("status").value(u"pid").toInteger();
        QVERIFY(done("restart").value(u"pid").toInteger() != before);
        QCOMPARE(done("stop", folder()).value(u"state").toString(), QStringLiteral("stopped"));
        QCOMPARE(hearthctl("status").code, 3);
        QCOMPARE(hearthctl("status --json").json().value(u"state").toString(),
                 QStringLiteral("stopped"));
        const auto list = hearthctl("users list");
        QCOMPARE(list.code, 1);
        QVERIFY2(list.err.contains(QStringLiteral("hearthctl start")), qPrintable(list.err));
        QCOMPARE(done("start").value(u"state").toString(), QStringLiteral("ready"));
        QVERIFY(done("start").value(u"was_running").toBool());
        done("stop");
    }
};

HEARTH_TEST(TestRealHearthctl)
#include "test_real_hearthctl.moc"
