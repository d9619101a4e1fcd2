// SPDX-License-Identifier: Apache-2.0
// What a person reads in the window when the real hearthd cannot start or hangs: what happened, and
// what to do.
#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/models/server_session.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"
#include "ui/common/error_text.hpp"
#include "ui/shell/state_bar.hpp"

#include <QTcpServer>

#include <csignal>
#include <functional>
#include <memory>

using namespace Qt::StringLiterals;
using namespace hearth;
using app::ServerState;
using test::RealHearthd;

namespace {
constexpr int longWait = 30'000;
using Damage = std::function<void(RealHearthd &)>;
} // namespace
Q_DECLARE_METATYPE(Damage)

class TestTroubles : public QObject {
    Q_OBJECT
private:
    struct Window {
        explicit Window(const RealHearthd &real)
            : profiles(paths.profilesFile())
            , secrets(app::makeSecretStore(paths)) {
            app::ServerProfile profile;
            profile.dataDir = real.dataDir();
            profile.name = profile.serverName = u"localhost"_s;
            profile.id = profiles.add(profile);
            session = std::make_unique<app::ServerSession>(
                profile, app::ServerSession::Needs{paths, clock, profiles, *secrets, nullptr});
            bar = std::make_unique<ui::StateBar>(*session);
            session->open(true);
        }
        app::Paths paths = app::Paths::forThisUser();
        app::SystemClock clock;
        app::ServerProfiles profiles;
        std::unique_ptr<app::SecretStore> secrets;
        std::unique_ptr<app::ServerSession> session;
        std::unique_ptr<ui::StateBar> bar;
    };

private Q_SLOTS:
    void everyReasonHasWords() {
        using Code = app::StartFailure::Code;
        for (int code = 1; code <= static_cast<int>(Code::CrashedTooOften); ++code) {
            app::StartFailure failure;
            failure.code = static_cast<Code>(code);
            const QString what = ui::whatHappened(failure);
            const QString todo = ui::whatToDo(failure);
            QVERIFY2(what.size() > 10 && !what.contains(u'%'), qPrintable(what));
            QVERIFY2(todo.size() > 10 && todo.endsWith(u'.'), qPrintable(todo));
        }
    }

    void failedStartIsExplained_data() {
        QTest::addColumn<Damage>("damage");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("todo");
        const auto row = [](const char *name, const Damage &damage, const char *what,
                            const char *todo) {
            QTest::newRow(name) << damage << QString::fromUtf8(what) << QString::fromUtf8(todo);
        };
        row(
            "wrong setting", [](RealHearthd &real) { real.append("servr_name: oops\n"); },
            "There is no setting \"servr_name\"", "Correct it in ");
        row(
            "damaged database",
            [](RealHearthd &real) { real.write(u"hearthd.db"_s, QByteArray(65536, 'x')); },
            "The database is damaged.", "backup");
        row(
            "broken key",
            [](RealHearthd &real) { real.write(u"localhost.signing.key"_s, "nonsense\n"); },
            "The signing key can't be read.", "signing key file");
        row(
            "no certificate",
            [](RealHearthd &real) {
                QByteArray yaml = real.read(u"hearthd.yaml"_s).replace("tls: false", "tls: true");
                yaml += "\ntls_certificate_path: c.pem\ntls_private_key_path: k.pem\n";
                real.write(u"hearthd.yaml"_s, yaml);
                real.write(u"c.pem"_s, "no certificate\n");
                real.write(u"k.pem"_s, "no key\n");
            },
            "The certificate or its key can't be used.", "tls_certificate_path");
        row(
            "unwritable folder",
            [](RealHearthd &real) {
                QFile::setPermissions(real.dataDir(), QFile::ReadOwner | QFile::ExeOwner);
                real.heedPermissions();
            },
            "The data folder is not writable.", "Make the folder writable");
        row(
            "no program",
            [](RealHearthd &real) { RealHearthd::useProgram(real.path(u"nothing"_s)); },
            "The server program hearthd was not found.", "Reinstall Hearth.");
    }
    void failedStartIsExplained() {
        QFETCH(const Damage, damage);
        QFETCH(const QString, what);
        QFETCH(const QString, todo);
        RealHearthd real;
        QVERIFY(real.generate());
        damage(real);
        Window window(real);
        QTRY_COMPARE_WITH_TIMEOUT(window.session->serverState(), ServerState::GaveUp, longWait);
        const QString text = window.bar->text();
        QVERIFY2(text.contains(what), qPrintable(text));
        QVERIFY2(text.contains(todo), qPrintable(text));
        QVERIFY2(text.contains(u"The server is not running."), qPrintable(text));
        QFile::setPermissions(real.dataDir(),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void takenPortIsExplained() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        RealHearthd real;
        QVERIFY(real.generate(other.serverPort()));
        Window window(real);
        QTRY_COMPARE_WITH_TIMEOUT(window.session->serverState(), ServerState::GaveUp, longWait);
        const QString text = window.bar->text();
        QVERIFY2(text.contains(QStringLiteral("Port %1 is in use").arg(other.serverPort())),
                 qPrintable(text));
        QVERIFY2(text.contains(u"Choose another port"), qPrintable(text));
        // With the port free again a click is enough.
        other.close();
        window.session->host()->start();
        QTRY_COMPARE_WITH_TIMEOUT(window.session->serverState(), ServerState::Ready, longWait);
        QTRY_VERIFY(!window.bar->text().contains(u"port"));
    }

    void serverThatHangsIsNotCalledStarting() {
        RealHearthd real;
        QVERIFY(real.generate());
        Window window(real);
        QTRY_COMPARE_WITH_TIMEOUT(window.session->serverState(), ServerState::Ready, longWait);
        const auto pid = static_cast<pid_t>(window.session->host()->snapshot().ready.pid);
        ::kill(pid, SIGSTOP);
        QTRY_COMPARE_WITH_TIMEOUT(window.session->serverState(), ServerState::Unreachable,
                                  longWait);
        const QString text = window.bar->text();
        QVERIFY2(text.contains(u"The server is running but not answering."), qPrintable(text));
        QVERIFY2(text.contains(u"restart it"), qPrintable(text));
        QVERIFY2(!text.contains(u"never became ready"), qPrintable(text));
        ::kill(pid, SIGCONT);
        QTRY_COMPARE_WITH_TIMEOUT(window.session->serverState(), ServerState::Ready, longWait);
    }
};

HEARTH_TEST(TestTroubles)
#include "test_troubles.moc"
