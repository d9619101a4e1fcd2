// SPDX-License-Identifier: Apache-2.0
// Addresses and messages: nothing that somebody typed becomes a header or a command.
#include "server/mail/address.hpp"
#include "server/mail/letter.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using namespace hearth::mail;

class TestLetter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsAddresses_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("kept"); // empty: no address
        const auto row = [](const char *typed, const char *kept) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(kept);
        };
        row("Ann@Example.ORG", "ann@example.org");
        row("  ann+tag@example.org\n", "ann+tag@example.org");
        row("ÄNNE@example.org", "änne@example.org");
        row("a@b", "a@b");
        row("ann", "");
        row("@", "");
        row("ann@b@c", "");
        row("", "");
        row("ann@x.org\r\nBcc: eve@x.org", "");
        row("ann@x.org>\r\nDATA", "");
        row("ann bell@x.org", "");
        row("ann,eve@x.org", "");
        row("<ann@x.org>", "");
        row("\"ann\"@x.org", "");
        QTest::newRow("long") << QString(500, QLatin1Char('a')) + QStringLiteral("@x") << QString();
    }
    void knowsAddresses() {
        QFETCH(QString, typed);
        QFETCH(QString, kept);
        const auto found = canonicalAddress(typed.toStdString());
        QCOMPARE(found.value_or(""), kept.toStdString());
    }
    void readsMailboxes() {
        const auto both = parseMailbox("Your \"best\" server <noreply@x.org>");
        QCOMPARE(both->name, std::string("Your \"best\" server"));
        QCOMPARE(both->address, std::string("noreply@x.org"));
        QCOMPARE(parseMailbox("\"A, B\" <a@x.org>")->name, std::string("A, B"));
        QCOMPARE(parseMailbox("a@x.org")->name, std::string());
        QVERIFY(!parseMailbox("Name <a@x.org"));
        QVERIFY(!parseMailbox("Name <a@x.org\r\nRCPT TO:<b@x.org>>"));
        QVERIFY(!parseMailbox("Name"));
    }
    void noFieldBeginsAHeader() {
        Letter letter;
        letter.from = {"Eve\r\nBcc: all@x.org", "noreply@x.org"};
        letter.to = "ann@x.org\r\nBcc: all@x.org";
        letter.subject = "Hello\r\nBcc: all@x.org\r\n\r\nbody";
        letter.messageId = "id@x.org\r\nBcc: all@x.org";
        letter.unsubscribe = "https://x.org/\r\nBcc: all@x.org";
        letter.text = "plain";
        letter.html = "<p>html</p>";
        const std::string out = toMime(letter);
        QVERIFY(out.find("\nBcc") == out.npos);
        QVERIFY(out.find("\rBcc") == out.npos);
        QCOMPARE(out.find("\r\n\r\n"), out.find("\r\n\r\n--=_"));
    }
    void headersAreAscii() {
        QCOMPARE(encodedHeader("Hello"), std::string("Hello"));
        QCOMPARE(encodedHeader("Grüße"), std::string("=?utf-8?B?R3LDvMOfZQ==?="));
        QVERIFY(encodedHeader("=?utf-8?Q?no?=").starts_with("=?utf-8?B?"));
        std::string text;
        for (int i = 0; i < 100; ++i)
            text += "ü€";
        const std::string out = encodedHeader(text);
        std::string decoded;
        for (const QByteArray &line : QByteArray::fromStdString(out).split('\n')) {
            const QByteArray word = line.trimmed();
            QVERIFY(word.size() <= 75);
            const QByteArray bytes = QByteArray::fromBase64(word.mid(10, word.size() - 12));
            QVERIFY(QString::fromUtf8(bytes).toUtf8() == bytes); // no letter is cut in two
            decoded += bytes.toStdString();
        }
        QCOMPARE(decoded, text);
    }
    void bodiesAreQuotedPrintable() {
        QCOMPARE(quotedPrintable("a=b \nü\tc\n"), std::string("a=3Db=20\r\n=C3=BC\tc\r\n"));
        for (const QByteArray &line :
             QByteArray::fromStdString(quotedPrintable(std::string(1000, 'x'))).split('\n'))
            QVERIFY(line.size() <= 77);
        QCOMPARE(mailDate(1764367894000), std::string("Fri, 28 Nov 2025 22:11:34 +0000"));
    }
};

HEARTH_TEST(TestLetter)
#include "test_letter.moc"
