// SPDX-License-Identifier: Apache-2.0
// Strict YAML: nothing that a person would misread, and nothing that hides later lines.
#include "server/config/load.hpp"
#include "server/config/yaml_text.hpp"
#include "tests/support/test_main.hpp"

#include <string>

using namespace hearth;

class TestYamlText : public QObject {
    Q_OBJECT
    static QString firstOf(const QByteArray &text) {
        const auto problems = config::checkYaml({text.constData(), std::size_t(text.size())});
        if (problems.empty())
            return {};
        return QString::number(problems.front().line) + QStringLiteral(": ") +
               QString::fromStdString(problems.front().message);
    }

private Q_SLOTS:
    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("start");
        const auto row = [](const char *name, const QByteArray &text, const char *start) {
            QTest::newRow(name) << text << QString::fromUtf8(start);
        };
        row("quote not closed", "a: \"mailto:x\nb: 1\nc: 2\n", "1: The quote (\") that opens");
        row("quote closed by another value", "a: \"x\nb: \"1\"\nc: 2\n", "1: The quote (\")");
        row("quote closed in a comment", "a: \"x\nb: 1 # \"\n", "1: The quote (\")");
        row("single quote not closed", "a: 1\nb: 'x\nc: 1", "2: The quote (') that opens");
        row("quote not closed in a list", "a:\n  - \"x\n  - y\n", "2: The quote (\")");
        row("quote not closed in brackets", "a: [\"x, y]\nb: 1\n", "1: The quote (\")");
        row("key with a quote not closed", "\"a: 1\nb: 2\n", "1: The quote (\")");
        row("given twice", "a: 1\nb: 2\na: 3\n", "3: \"a\" is given twice.");
        row("given twice, once in quotes", "a: 1\n\"a\": 3\n", "2: \"a\" is given twice.");
        row("given twice in a group", "g:\n  a: 1\n  a: 2\n", "3: \"a\" is given twice.");
        row("given twice in brackets", "g: [{a: 1, b: 2, a: 3}]\n", "1: \"a\" is given twice.");
        row("second document", "a: 1\n---\nb: 2\n", "2: Here a second document begins");
        row("end of document", "a: 1\n...\nb: 2\n", "3: Here a second document begins");
        row("empty second document", "a: 1\n---\n", "2: Here a second document begins");
        row("value outside of keys", "{a: 1}\nb: 2\n", "2: Here a second document begins");
        row("value goes on", "a: x\n  b: 1\nc: 2\n", "1: This value goes on in the next line.");
        row("text goes on", "a: 1\n b\nc: 3\n", "1: This value goes on in the next line.");
        row("no colon", "a: 1\nb\n", "2: There is no colon after \"b\".");
        row("no colon in brackets", "a: {x}\n", "1: There is no colon after \"x\".");
        row("after a quote", "a: \"x\" y\n", "1: There is something after the value \"x\"");
        row("tab", "a:\n\tb: 1\n", "2: This line is indented with a tab.");
        row("tab after spaces", "a:\n  b: 1\n \tc: 1\n", "3: This line is indented with a tab.");
        row("anchor", "a: &x 1\n", "1: Anchors (&name) are not read.");
        row("alias", "a: &x [1]\nb: *x\n", "1: Anchors (&name) are not read.");
        row("bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "1: Anchors");
        row("merge", "a:\n  <<: {b: 1}\n", "2: Merging (<<) is not read.");
        row("tag", "a: !!python/name:os.system x\n", "1: Tags (!name) are not read.");
        row("key that is a list", "[a]: 1\n", "1: A key must be plain text.");
        row("byte order mark",
            "\xEF\xBB\xBF"
            "a: 1\n",
            "1: The file begins with a byte order mark.");
        row("UTF-16",
            QByteArray("\xFF\xFE"
                       "a\0:\0",
                       6),
            "1: The file is written in UTF-16");
        row("UTF-16 without a mark", QByteArray("a\0:\0 \0001\0", 8), "1: The file is written in");
        row("Latin-1", "a: 1\nb: z\xFCrich\n", "2: This line is not UTF-8.");
        row("surrogate", "a: \xED\xA0\x80\n", "1: This line is not UTF-8.");
        row("overlong", "a: \xC0\x80\n", "1: This line is not UTF-8.");
        row("NUL", QByteArray("abcd: 1\0\n", 9), "1: There is an invisible control character");
        row("lone carriage return", "a: b\rc: d\n", "1: There is an invisible control character");
        row("line separator",
            "a: b\xE2\x80\xA8"
            "c: d\n",
            "1: There is an invisible control");
        row("bracket", "a: [1", "1: This is not valid YAML");
        row("deep", QByteArray("a: ") + QByteArray(100000, '['), "1: ");
        row("large", QByteArray("a: ") + QByteArray(5 << 20, 'x'), "0: The file is larger than");
    }
    void refuses() {
        QFETCH(QByteArray, text);
        QFETCH(QString, start);
        QVERIFY2(firstOf(text).startsWith(start), qPrintable(firstOf(text)));
    }
    void accepts_data() {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *name, const QByteArray &text) {
            QTest::newRow(name) << text;
        };
        row("nothing", "");
        row("a comment", "# only\n");
        row("one document", "---\na: 1\n...\n");
        row("quotes", "a: \"x\\\"y\" # c\nb: 'it''s'\nc: \"\"\n");
        row("brackets over lines", "a: [1,\n  2,\n  \"3\"\n]\nb: {x: 1,\n y: \"2\"}\n");
        row("blocks", "a: |\n  x: \"\n  y\nb: >-\n  z\nc: 1\n");
        row("lists", "a:\n- x\n- y: 1\n  z: 2\n- \"k\": v\n");
        row("colons and hashes", "a: x#y\nb: http://x:1/ # c\nc: \"#x:y\"\n");
        row("null", "a: ~\nb:\nc: null\n");
        row("Windows", "a: 'x' # c\r\nb: 2\r\n");
        row("letters",
            "k: \"z\xC3\xBCrich\" # \xC3\xBC\nl: {a: \"\xC3\xBC\", b: \"\xE2\x82\xAC\"}\n");
        row("value below its key", "a:\n  b\n");
    }
    void accepts() {
        QFETCH(QByteArray, text);
        QCOMPARE(firstOf(text), QString());
    }
    /// What the first whole Hearth swallowed: everything below the open quote.
    void namesTheQuoteThatHidesSettings() {
        const auto loaded = config::loadText("server_name: x.org\n"
                                             "admin_contact: \"mailto:a@b\n"
                                             "enable_registration: true\n"
                                             "nonsense: 1\n",
                                             "/data/hearthd.yaml");
        QCOMPARE(loaded.problems.size(), std::size_t{1});
        QVERIFY(loaded.problems.front().text().starts_with("/data/hearthd.yaml:2: The quote"));
    }
    void refusesTheSameThingSaidTwice() {
        const auto loaded = config::loadText("server_name: x.org\n"
                                             "jwt_config: {secret: a, secret_path: /dev/null}\n",
                                             "/data/hearthd.yaml");
        QVERIFY(!loaded.problems.empty());
        QCOMPARE(loaded.problems.front().message,
                 std::string("jwt_config.secret and jwt_config.secret_path say the same thing: "
                             "keep one of them."));
    }
};

HEARTH_TEST(TestYamlText)
#include "test_yaml_text.moc"
