// SPDX-License-Identifier: Apache-2.0
// Grammar of identifiers (spec appendices).
#include "server/matrix/fold.hpp"
#include "server/matrix/ids.hpp"
#include "server/matrix/utf8.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth::matrix;

class TestIds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void serverNames_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good");
        const auto row = [](const char *text, bool good) {
            QTest::newRow(text) << QByteArray(text) << good;
        };
        for (const char *good : {"matrix.org", "matrix.org:8888", "1.2.3.4", "1.2.3.4:1234",
                                 "[1234:5678::abcd]", "[1234:5678::abcd]:5678", "localhost",
                                 "localhost:0", "EXAMPLE.org", "a-b.c", "[::ffff:1.2.3.4]"})
            row(good, true);
        for (const char *wrong :
             {"", ":80", "matrix.org:", "matrix.org:123456", "matrix.org:99999", "matrix.org:8a",
              "256.1.1.1", "1.2.3.4.:1:1", "under_score", "[::1", "::1", "[1234:zzzz::]", "[]",
              "[::1]8080", "a b", "münchen.example", "a/b"})
            row(wrong, false);
        QTest::newRow("too long") << QByteArray(256, 'a') << false;
    }
    void serverNames() {
        QFETCH(QByteArray, text);
        QFETCH(bool, good);
        QCOMPARE(isServerName(text.toStdString()), good);
    }

    void userIds_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good");
        const auto row = [](const char *text, bool good) {
            QTest::newRow(text) << QByteArray(text) << good;
        };
        row("@alice:example.org", true);
        row("@alice:example.org:8448", true);
        row("@alice:[::1]:8448", true);
        row("@ALICE+x=/:example.org", true);
        row("@älice:example.org", true);
        row("@:example.org", true); // historical: an empty localpart
        row("@a b:example.org", true);
        row("alice:example.org", false);
        row("@alice", false);
        row("@alice:", false);
        row("@alice:exam ple", false);
        row("#alice:example.org", false);
        row("", false);
        QTest::newRow("NUL") << QByteArray("@a\0b:example.org", 16) << false;
        QTest::newRow("not UTF-8") << QByteArray("@\xff:example.org") << false;
        QTest::newRow("255 bytes")
            << QByteArray("@") + QByteArray(250, 'a') + QByteArray(":b.c") << true;
        QTest::newRow("256 bytes")
            << QByteArray("@") + QByteArray(251, 'a') + QByteArray(":b.c") << false;
    }
    void userIds() {
        QFETCH(QByteArray, text);
        QFETCH(bool, good);
        const auto id = parseUserId(text.toStdString());
        QCOMPARE(id.has_value(), good);
        if (good)
            QCOMPARE(id->str(), text.toStdString());
        else
            QCOMPARE(id.error().code, std::string("invalid_user_id"));
    }

    void roomIds() {
        QVERIFY(parseRoomId("!abc:example.org").has_value());
        QVERIFY(parseRoomId("!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM").has_value());
        QVERIFY(!parseRoomId("!").has_value());
        QVERIFY(!parseRoomId("abc:example.org").has_value());
        QVERIFY(!parseRoomId("!abc:exam ple").has_value());
        QVERIFY(!parseRoomId("!" + std::string(255, 'a')).has_value());
    }

    void eventIds() {
        QVERIFY(parseEventId("$acR1l0raoZnm60CBwAVgqbZqoO/mYU81xysh1u7XcJk").has_value());
        QVERIFY(parseEventId("$abc:example.org").has_value());
        QVERIFY(!parseEventId("$").has_value());
        QVERIFY(!parseEventId("abc").has_value());
    }

    void roomAliases() {
        QVERIFY(parseRoomAlias("#room:example.org").has_value());
        QVERIFY(parseRoomAlias("#räum mit leer:example.org").has_value());
        QVERIFY(!parseRoomAlias("#:example.org").has_value());
        QVERIFY(!parseRoomAlias("#room").has_value());
        QVERIFY(!parseRoomAlias("!room:example.org").has_value());
    }

    void partsOfAnId() {
        QCOMPARE(localpart("@alice:example.org:8448"), std::string_view("alice"));
        QCOMPARE(domain("@alice:example.org:8448"), std::string_view("example.org:8448"));
        QCOMPARE(domain("!abc"), std::string_view());
        QCOMPARE(localpart("!abc"), std::string_view());
    }

    void localpartsForNewUsers() {
        QVERIFY(isLocalpartForNewUsers("alice.b_c=d-e/f+1"));
        for (const char *bad : {"", "Alice", "a b", "ä", "a:b", "a@b"})
            QVERIFY(!isLocalpartForNewUsers(bad));
    }

    void mxcUris() {
        const auto uri = parseMxcUri("mxc://example.org:8448/AbC-_1");
        QVERIFY(uri.has_value());
        QCOMPARE(uri->server, std::string("example.org:8448"));
        QCOMPARE(uri->mediaId, std::string("AbC-_1"));
        for (const char *bad : {"", "mxc://", "mxc://a", "mxc://a/", "mxc://a/b/c", "mxc://a/../b",
                                "http://a/b", "mxc://a b/c", "mxc://a/b?c"})
            QVERIFY(!parseMxcUri(bad).has_value());
    }

    void failuresDoNotRepeatBrokenText() {
        const auto id = parseUserId(std::string_view("\xff\xfe"));
        QVERIFY(isUtf8(id.error().message));
    }

    void utf8_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("ascii") << QByteArray("plain text, longer than eight") << true;
        QTest::newRow("all lengths") << QByteArray("aé日🐎") << true;
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false;
        QTest::newRow("overlong") << QByteArray("\xc0\xaf") << false;
        QTest::newRow("overlong 3") << QByteArray("\xe0\x80\xaf") << false;
        QTest::newRow("too high") << QByteArray("\xf4\x90\x80\x80") << false;
        QTest::newRow("cut") << QByteArray("12345678\xe6\x97") << false;
        QTest::newRow("lone continuation") << QByteArray("12345678\x80") << false;
    }
    void utf8() {
        QFETCH(QByteArray, text);
        QFETCH(bool, good);
        QCOMPARE(isUtf8(text.toStdString()), good);
    }

    void foldsCase() {
        QCOMPARE(foldCase("HELLO Äpfel ŸŹ ΣΑΣ ПРИВЕТ 日本 🐎"),
                 std::string("hello äpfel ÿź σασ привет 日本 🐎"));
    }
};

HEARTH_TEST(TestIds)
#include "test_ids.moc"
