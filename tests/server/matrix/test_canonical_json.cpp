// SPDX-License-Identifier: Apache-2.0
// Canonical JSON: the examples of the spec, strict reading, and random values.
#include "server/core/json_read.hpp"
#include "server/matrix/canonical_json.hpp"
#include "tests/support/test_main.hpp"

#include <random>

using namespace hearth;
using namespace hearth::matrix;

namespace {

/// A value with every kind of content; deterministic for its seed.
class RandomJson {
public:
    explicit RandomJson(unsigned seed)
        : m_random(seed) {}

    json::value value(int depth) {
        switch (pick(depth > 0 ? 7 : 5)) {
        case 0:
            return nullptr;
        case 1:
            return pick(2) == 0;
        case 2:
            return number();
        case 3:
        case 4:
            return json::value(text());
        case 5: {
            json::array array;
            for (int i = pick(5); i > 0; --i)
                array.push_back(value(depth - 1));
            return array;
        }
        default: {
            json::object object;
            for (int i = pick(30); i > 0; --i)
                object[text()] = value(depth - 1);
            return object;
        }
        }
    }

private:
    int pick(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }
    std::int64_t number() {
        std::uniform_int_distribution<std::int64_t> any(-maxCanonicalInt, maxCanonicalInt);
        return pick(2) == 0 ? pick(100) - 50 : any(m_random);
    }
    std::string text() {
        constexpr std::array<const char *, 14> pieces{
            "a", "Z", "key", "\"", "\\", "\n", "\t", "\x01", "\x7f", "ä", "日本", "🐎", "/", " "};
        std::string out;
        for (int i = pick(6); i > 0; --i)
            out += pieces[static_cast<std::size_t>(pick(static_cast<int>(pieces.size())))];
        return out;
    }
    std::mt19937 m_random;
};

std::string readError(std::string_view text, Strictness strictness) {
    const auto value = parseJson(text, strictness);
    return value ? std::string() : value.error().code;
}

} // namespace

class TestCanonicalJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void examplesOfTheSpec_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *text, const char *expected) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
        };
        row("empty", "{}", "{}");
        row("two members", R"({"one": 1, "two": "Two"})", R"({"one":1,"two":"Two"})");
        row("sorts", R"({"b": "2", "a": "1"})", R"({"a":"1","b":"2"})");
        row("nested",
            R"({"auth":{"success":true,"mxid":"@john.doe:example.com","profile":{"display_name":"John Doe","three_pids":[{"medium":"email","address":"john.doe@example.org"},{"medium":"msisdn","address":"123456789"}]}}})",
            R"({"auth":{"mxid":"@john.doe:example.com","profile":{"display_name":"John Doe","three_pids":[{"address":"john.doe@example.org","medium":"email"},{"address":"123456789","medium":"msisdn"}]},"success":true}})");
        row("japanese", R"({"a": "日本語"})", R"({"a":"日本語"})");
        row("sorts by code point", R"({"本": 2, "日": 1})", R"({"日":1,"本":2})");
        row("unescapes", R"({"a": "\u65E5"})", R"({"a":"日"})");
        row("null", R"({"a": null})", R"({"a":null})");
        row("odd numbers", R"({"a": -0, "b": 1e10})", R"({"a":0,"b":10000000000})");
        row("astral after basic", "{\"\xF0\x90\x80\x80\":1,\"\xEF\xBF\xBD\":2}",
            "{\"\xEF\xBF\xBD\":2,\"\xF0\x90\x80\x80\":1}");
        row("escapes", R"(["\u0000\u0008\u0009\u000a\u000c\u000d\u001f\u0022\u005c\u002f\u007f"])",
            "[\"\\u0000\\b\\t\\n\\f\\r\\u001f\\\"\\\\/\x7f\"]");
        row("surrogate pair", R"(["\ud83d\udc0e"])", "[\"🐎\"]");
    }
    void examplesOfTheSpec() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const auto value = parseJson(text.toStdString(), Strictness::Lenient);
        QVERIFY(value.has_value());
        QCOMPARE(canonicalJson(*value), expected.toStdString());
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("lenient");
        QTest::addColumn<QByteArray>("canonical");
        const auto row = [](const char *name, const QByteArray &text, const char *lenient,
                            const char *canonical) {
            QTest::newRow(name) << text << QByteArray(lenient) << QByteArray(canonical);
        };
        row("nothing", "", "not_json", "not_json");
        row("cut", "{\"a\":1", "not_json", "not_json");
        row("trailing", "{} {}", "not_json", "not_json");
        row("trailing comma", "[1,]", "not_json", "not_json");
        row("comment", "{} // x", "not_json", "not_json");
        row("single quotes", "{'a':1}", "not_json", "not_json");
        row("NaN", "[NaN]", "not_json", "not_json");
        row("leading zero", "[01]", "not_json", "not_json");
        row("raw control", "[\"\n\"]", "not_json", "not_json");
        row("lone surrogate", R"(["\ud800"])", "not_json", "not_json");
        row("lone low surrogate", R"(["\udc00"])", "not_json", "not_json");
        row("invalid UTF-8", "[\"\xff\"]", "not_json", "not_json");
        row("encoded surrogate", "[\"\xed\xa0\x80\"]", "not_json", "not_json");
        row("duplicate key", R"({"a":1,"a":2})", "bad_json", "bad_json");
        row("deep duplicate key", R"([{"x":{"a":1,"b":2,"a":1}},{}])", "bad_json", "bad_json");
        row("escaped duplicate key", R"({"a":1,"\u0061":2})", "bad_json", "bad_json");
        row("float", "[1.5]", "", "bad_json");
        row("whole float", "[1.0]", "", "bad_json");
        row("exponent", "[1e3]", "", "bad_json");
        row("largest", "[9007199254740991,-9007199254740991]", "", "");
        row("too large", "[9007199254740992]", "", "bad_json");
        row("too small", "[-9007199254740992]", "", "bad_json");
        row("above 64 bits", "[99999999999999999999999]", "", "bad_json");
        row("infinite", "[1e999]", "bad_json", "bad_json");
        row("deep", QByteArray(128, '[') + QByteArray(128, ']'), "", "");
        row("too deep", QByteArray(129, '[') + QByteArray(129, ']'), "bad_json", "bad_json");
        row("scalar", "1", "", "");
        row("blanks around", " {} ", "", "");
    }
    void refuses() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, lenient);
        QFETCH(QByteArray, canonical);
        QCOMPARE(readError(text.toStdString(), Strictness::Lenient), lenient.toStdString());
        QCOMPARE(readError(text.toStdString(), Strictness::Canonical), canonical.toStdString());
    }

    // Only rooms of v1 to v5 have these; the form is what other servers hash.
    void writesFloatsAsPythonDoes_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *text, const char *expected) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
        };
        row("1.5", "1.5");
        row("50.57", "50.57");
        row("-0.1", "-0.1");
        row("0.0001", "0.0001");
        row("0.00001", "1e-05");
        row("1.25e30", "1.25e+30");
        row("1e16", "1e+16");
        row("123456789012345.6", "123456789012345.6");
    }
    void writesFloatsAsPythonDoes() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(canonicalJson(*parseJson(text.toStdString(), Strictness::Lenient)),
                 expected.toStdString());
    }

    void leavesMembersOut() {
        const auto value =
            parseJson(R"({"b":1,"signatures":{},"a":{"signatures":2}})", Strictness::Canonical);
        constexpr std::array<std::string_view, 1> leftOut{"signatures"};
        QCOMPARE(canonicalJsonWithout(value->as_object(), leftOut),
                 std::string(R"({"a":{"signatures":2},"b":1})"));
    }

    void randomValuesSurviveTheRoundTrip() {
        for (unsigned seed = 0; seed < 300; ++seed) {
            const auto value = RandomJson(seed).value(4);
            const auto text = canonicalJson(value);
            const auto again = parseJson(text, Strictness::Canonical);
            QVERIFY2(again.has_value(), text.c_str());
            QVERIFY(*again == value);
            QCOMPARE(canonicalJson(*again), text);
            // The order of members before does not matter.
            const auto spaced = json::serialize(value);
            const auto other = parseJson({spaced.data(), spaced.size()}, Strictness::Canonical);
            QVERIFY(other.has_value());
            QCOMPARE(canonicalJson(*other), text);
        }
    }

    void randomBytesNeverCrash() {
        std::mt19937 random(7);
        constexpr std::string_view alphabet = "{}[]\",:0123456789.eE+-truefalsn\\u \xC3\xA4\xff";
        for (int i = 0; i < 20000; ++i) {
            std::string text;
            for (auto length = random() % 24; length > 0; --length)
                text += alphabet[random() % alphabet.size()];
            const auto value = parseJson(text, Strictness::Canonical);
            if (value)
                QVERIFY(isCanonical(*value));
        }
    }
};

HEARTH_TEST(TestCanonicalJson)
#include "test_canonical_json.moc"
