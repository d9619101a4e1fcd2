// SPDX-License-Identifier: Apache-2.0
#include "tests/app/keychain/keyring_session.hpp"

#include <sys/prctl.h>

#include <QDir>
#include <QFile>
#include <QProcessEnvironment>
#include <QStandardPaths>
#include <QTest>

#include <csignal>

namespace hearth::test {
namespace {

// No service folders: nothing may be started on demand, neither a keychain nor a password dialog.
constexpr char busConfig[] =
    R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=%DIR%/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
)";
constexpr char password[] = "desktop password\n";

// The client library of the bus ends a program whose bus goes away: it stays until our end.
QProcess &bus() {
    static auto *const process = new QProcess;
    return *process;
}

void diesWithUs() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}
} // namespace

KeyringSession::KeyringSession() {
    for (const char *program : {"dbus-daemon", "gnome-keyring-daemon", "gdbus"}) {
        if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty()) {
            m_problem = QStringLiteral("%1 is not installed").arg(QLatin1String(program));
            return;
        }
    }
    QFile config(m_dir.filePath(QStringLiteral("bus.conf")));
    if (!config.open(QIODevice::WriteOnly)) {
        m_problem = config.errorString();
        return;
    }
    config.write(QByteArray(busConfig).replace("%DIR%", m_dir.path().toUtf8()));
    config.close();
    bus().setChildProcessModifier(diesWithUs);
    bus().start(QStringLiteral("dbus-daemon"),
                {QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                 QStringLiteral("--config-file"), config.fileName()});
    QByteArray address;
    while (!address.contains('\n') && bus().waitForReadyRead(10'000))
        address += bus().readAllStandardOutput();
    if (!address.contains('\n'))
        m_problem =
            QStringLiteral("dbus-daemon: ") + QString::fromUtf8(bus().readAllStandardError());
    qputenv("DBUS_SESSION_BUS_ADDRESS", address.trimmed());
}

KeyringSession::~KeyringSession() {
    stopKeychain();
}

bool KeyringSession::startKeychain(Lock lock) {
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const char *variable : {"HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"})
        environment.insert(QLatin1String(variable), m_dir.path());
    environment.remove(QStringLiteral("HEARTH_TEST_RUN"));
    m_keychain.setProcessEnvironment(environment);
    m_keychain.setChildProcessModifier(diesWithUs);
    QStringList arguments{QStringLiteral("--foreground"), QStringLiteral("--components=secrets"),
                          QStringLiteral("--control-directory"), m_dir.path()};
    if (lock == Lock::Open)
        arguments << QStringLiteral("--unlock");
    m_keychain.start(QStringLiteral("gnome-keyring-daemon"), arguments);
    if (lock == Lock::Open)
        m_keychain.write(password, sizeof(password) - 2); // without the line's end
    m_keychain.closeWriteChannel();
    return QTest::qWaitFor(
        [this] {
            return call({QStringLiteral("--dest"), QStringLiteral("org.freedesktop.DBus"),
                         QStringLiteral("--object-path"), QStringLiteral("/org/freedesktop/DBus"),
                         QStringLiteral("--method"),
                         QStringLiteral("org.freedesktop.DBus.NameHasOwner"),
                         QStringLiteral("org.freedesktop.secrets")})
                .contains(QStringLiteral("true"));
        },
        10'000);
}

void KeyringSession::stopKeychain() {
    if (m_keychain.state() == QProcess::NotRunning)
        return;
    m_keychain.terminate();
    if (!m_keychain.waitForFinished(5000)) {
        m_keychain.kill();
        m_keychain.waitForFinished();
    }
}

QString KeyringSession::call(const QStringList &arguments) const {
    QProcess gdbus;
    gdbus.start(QStringLiteral("gdbus"),
                QStringList{QStringLiteral("call"), QStringLiteral("--session")} + arguments);
    gdbus.waitForFinished();
    return QString::fromUtf8(gdbus.readAllStandardOutput() + gdbus.readAllStandardError())
        .trimmed();
}

QString KeyringSession::entries() const {
    return call({QStringLiteral("--dest"), QStringLiteral("org.freedesktop.secrets"),
                 QStringLiteral("--object-path"), QStringLiteral("/org/freedesktop/secrets"),
                 QStringLiteral("--method"),
                 QStringLiteral("org.freedesktop.Secret.Service.SearchItems"),
                 QStringLiteral("{'server': 'Hearth'}")});
}

} // namespace hearth::test
