// SPDX-License-Identifier: Apache-2.0
// The encrypted file, and the store that falls back to it.
#include "app/core/paths.hpp"
#include "app/core/secret_file.hpp"
#include "app/core/secrets.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/support/test_main.hpp"

#include <QFile>
#include <QTemporaryDir>

using namespace hearth::app;
using hearth::test::answerOf;

class TestSecrets : public QObject {
    Q_OBJECT
private:
    static QByteArray contents(const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void fileKeepsSecretsSealedAndPrivate() {
        QTemporaryDir dir;
        {
            SecretFile file(dir.path());
            QVERIFY(file.write(QStringLiteral("a"), QStringLiteral("syt_secret_ä")));
            QVERIFY(file.write(QStringLiteral("b"), QStringLiteral("other")));
        }
        SecretFile file(dir.path());
        QCOMPARE(**file.read(QStringLiteral("a")), QStringLiteral("syt_secret_ä"));
        QVERIFY(!file.read(QStringLiteral("c"))->has_value());
        const QString path = dir.filePath(QStringLiteral("secrets.json"));
        QVERIFY(!contents(path).contains("secret_"));
        for (const auto &name : {path, dir.filePath(QStringLiteral("secrets.key"))})
            QCOMPARE(QFile::permissions(name) & (QFile::ReadGroup | QFile::ReadOther), 0);
        QVERIFY(file.remove(QStringLiteral("a")));
        QVERIFY(!file.read(QStringLiteral("a"))->has_value());
    }

    void fileNoticesTampering() {
        QTemporaryDir dir;
        SecretFile file(dir.path());
        QVERIFY(file.write(QStringLiteral("a"), QStringLiteral("one")));
        QVERIFY(file.write(QStringLiteral("b"), QStringLiteral("two")));
        // An entry under another name does not open.
        QByteArray text = contents(dir.filePath(QStringLiteral("secrets.json")));
        text.replace("\"a\"", "\"x\"").replace("\"b\"", "\"a\"");
        QFile raw(dir.filePath(QStringLiteral("secrets.json")));
        QVERIFY(raw.open(QIODevice::WriteOnly));
        raw.write(text);
        raw.close();
        QVERIFY(!file.read(QStringLiteral("a")));
        // Nor does any without the key.
        QFile::remove(dir.filePath(QStringLiteral("secrets.key")));
        QVERIFY(!file.read(QStringLiteral("x")));
    }

    void storeSaysThatItUsesTheFile() {
        QTemporaryDir dir;
        qputenv("HEARTH_CONFIG_DIR", dir.path().toUtf8());
        qputenv("HEARTH_SECRETS", "file");
        const auto store = makeSecretStore(Paths::forThisUser());
        QCOMPARE(store->storage(), SecretStore::Storage::Unknown);
        QVERIFY(answerOf(store->write(tokenKey(QStringLiteral("p")), QStringLiteral("t"))));
        QCOMPARE(store->storage(), SecretStore::Storage::EncryptedFile);
        QCOMPARE(**answerOf(store->read(tokenKey(QStringLiteral("p")))), QStringLiteral("t"));
        QVERIFY(answerOf(store->remove(tokenKey(QStringLiteral("p")))));
        QVERIFY(!answerOf(store->read(tokenKey(QStringLiteral("p"))))->has_value());
        qunsetenv("HEARTH_SECRETS");
        qunsetenv("HEARTH_CONFIG_DIR");
    }

    void withoutAKeychainServiceTheFileIsUsed() {
        QTemporaryDir dir;
        qputenv("HEARTH_CONFIG_DIR", dir.path().toUtf8());
        qunsetenv("HEARTH_SECRETS");
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        const auto store = makeSecretStore(Paths::forThisUser());
        auto written = store->write(QStringLiteral("k"), QStringLiteral("v"));
        QTRY_VERIFY_WITH_TIMEOUT(written.isFinished(), 20000);
        QVERIFY(written.result());
        auto read = store->read(QStringLiteral("k"));
        QTRY_VERIFY_WITH_TIMEOUT(read.isFinished(), 20000);
        QCOMPARE(**read.result(), QStringLiteral("v"));
        QCOMPARE(store->storage(), SecretStore::Storage::EncryptedFile);
        qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
        qunsetenv("HEARTH_CONFIG_DIR");
    }
};

HEARTH_TEST(TestSecrets)
#include "test_secrets.moc"
