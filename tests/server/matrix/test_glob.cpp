// SPDX-License-Identifier: Apache-2.0
// Glob patterns, whole and between word boundaries.
#include "server/matrix/glob.hpp"
#include "tests/support/test_main.hpp"

#include <random>

using hearth::matrix::containsWord;
using hearth::matrix::Glob;

namespace {

/// The definition itself: slow and plainly right.
bool matchesSlowly(std::string_view pattern, std::string_view text) {
    if (pattern.empty())
        return text.empty();
    if (pattern.front() == '*')
        return matchesSlowly(pattern.substr(1), text) ||
               (!text.empty() && matchesSlowly(pattern, text.substr(1)));
    return !text.empty() && (pattern.front() == '?' || pattern.front() == text.front()) &&
           matchesSlowly(pattern.substr(1), text.substr(1));
}

bool isWord(char c) {
    return c == 'a' || c == 'b';
}

bool matchesWordsSlowly(std::string_view pattern, std::string_view text) {
    const auto boundary = [text](std::size_t at) {
        return at == 0 || at == text.size() || !isWord(text[at - 1]) || !isWord(text[at]);
    };
    for (std::size_t start = 0; start <= text.size(); ++start)
        for (std::size_t end = start; end <= text.size(); ++end)
            if (boundary(start) && boundary(end) &&
                matchesSlowly(pattern, text.substr(start, end - start)))
                return true;
    return false;
}

std::string randomText(std::mt19937 &random, std::string_view alphabet, unsigned limit) {
    std::string out;
    for (auto length = random() % limit; length > 0; --length)
        out += alphabet[random() % alphabet.size()];
    return out;
}

} // namespace

class TestGlob : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheDefinition() {
        std::mt19937 random(11);
        for (int i = 0; i < 60000; ++i) {
            const auto pattern = randomText(random, "ab*?-", 6);
            const auto text = randomText(random, "ab-", 9);
            const auto what = pattern + " on " + text;
            QVERIFY2(Glob(pattern).matches(text) == matchesSlowly(pattern, text), what.c_str());
            QVERIFY2(Glob(pattern).matchesWords(text) == matchesWordsSlowly(pattern, text),
                     what.c_str());
        }
    }

    void examplesOfTheSpec() {
        QVERIFY(Glob("lunc?*").matches("lunch plans"));
        QVERIFY(Glob("lunc?*").matches("lunch"));
        QVERIFY(!Glob("lunc?*").matches(" lunch"));
        QVERIFY(!Glob("lunc?*").matches("lunc"));
        QVERIFY(Glob("ex*ple").matchesWords("an example event."));
        QVERIFY(Glob("ex*ple").matchesWords("exple"));
        QVERIFY(Glob("ex*ple").matchesWords("an exciting triple-whammy"));
        QVERIFY(!Glob("ex*ple").matchesWords("an examples"));
        QVERIFY(Glob("cake*lie").matchesWords("the cake is a lie!"));
    }

    void questionMarkIsOneCharacterNotOneByte() {
        QVERIFY(Glob("a?b").matches("a日b"));
        QVERIFY(!Glob("a??b").matches("a日b"));
        QVERIFY(Glob("?").matches("🐎"));
        QVERIFY(Glob("*?").matches("日本"));
    }

    void starOnlyTakesQuestionMarksAsTheyAre() {
        const Glob glob("m.room.*?", Glob::Wildcards::StarOnly);
        QVERIFY(glob.matches("m.room.name?"));
        QVERIFY(!glob.matches("m.room.name"));
        QVERIFY(Glob("?x", Glob::Wildcards::StarOnly).matches("?x"));
        QVERIFY(!Glob("?x", Glob::Wildcards::StarOnly).matches("ax"));
    }

    void findsWords() {
        QVERIFY(containsWord("hello alice!", "alice"));
        QVERIFY(containsWord("alice", "alice"));
        QVERIFY(!containsWord("malice", "alice"));
        QVERIFY(containsWord("malice alice", "alice"));
        QVERIFY(containsWord("hi @room", "@room"));
        QVERIFY(containsWord("日alice本", "alice"));
        QVERIFY(!containsWord("alice_b", "alice"));
    }

    // Looked for place by place, each of these takes many minutes, and the test's time is over.
    void takesTimeInProportionToTheText() {
        const std::string text(2'000'000, 'a');
        std::string words;
        for (int i = 0; i < 1'000'000; ++i)
            words += "a ";
        const std::string many(200'000, 'a');
        std::string spaced;
        for (int i = 0; i < 100'000; ++i)
            spaced += "a ";
        QVERIFY(!Glob("*a*a*a*a*a*a*a*a*a*b").matches(text));
        QVERIFY(!Glob("*a*a*a*a*a*a*a*a*a*b").matchesWords(text));
        QVERIFY(!Glob("*" + many + "b").matches(text));
        QVERIFY(!Glob("*" + many + "b*").matches(text));
        QVERIFY(!Glob("*" + many + "b*").matchesWords(text));
        QVERIFY(!Glob(many + "b").matchesWords(text));
        QVERIFY(!Glob(spaced + "b").matchesWords(words));
        QVERIFY(!Glob("*" + spaced + "b").matchesWords(words));
        QVERIFY(!containsWord(text, many + "b"));
        QVERIFY(!containsWord(words, spaced + "b"));
    }
};

HEARTH_TEST(TestGlob)
#include "test_glob.moc"
