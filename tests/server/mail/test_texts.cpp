// SPDX-License-Identifier: Apache-2.0
// Templates and sentences, in every language.
#include "server/core/json_read.hpp"
#include "server/mail/template.hpp"
#include "server/mail/texts.hpp"
#include "tests/support/test_main.hpp"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace hearth;
using namespace hearth::mail;

namespace {

std::string render(const char *text, const json::object &values, bool html = false) {
    const FindTemplate find = [](std::string_view name) -> std::optional<std::string> {
        if (name == "part")
            return "[{{ x }}]";
        if (name == "endless")
            return "{% include 'endless' %}";
        return std::nullopt;
    };
    const auto made = Template::parse(text, html, find);
    return made ? made->render(values) : made.error().message;
}

std::string file(const char *name) {
    for (const TextFile &one : textFiles())
        if (std::string_view(one.name) == name)
            return one.text;
    return {};
}

/// Every place to fill in, in the order of the alphabet.
QStringList places(const QString &text) {
    QStringList out;
    auto found = QRegularExpression(QStringLiteral("%\\([a-z_]+\\)s")).globalMatch(text);
    while (found.hasNext())
        out << found.next().captured();
    out.removeDuplicates();
    out.sort();
    return out;
}

void compare(const json::value &a, const json::value &b, const QString &path) {
    QVERIFY2(a.kind() == b.kind(), qPrintable(path));
    if (const auto *object = a.if_object()) {
        QCOMPARE(object->size(), b.get_object().size());
        for (const auto &[name, value] : *object) {
            const auto *other = b.get_object().if_contains(name);
            const QString inner =
                path + QLatin1Char('.') + QString::fromStdString(std::string(name));
            QVERIFY2(other, qPrintable(inner));
            // Subjects of notifications need not name everything.
            if (value.is_object() || value.is_array())
                compare(value, *other, inner);
            else if (!path.endsWith(QStringLiteral("subjects")))
                compare(value, *other, inner);
        }
    } else if (const auto *list = a.if_array()) {
        QString left, right;
        for (const auto &line : *list)
            left += QString::fromStdString(std::string(line.as_string()));
        for (const auto &line : b.get_array())
            right += QString::fromStdString(std::string(line.as_string()));
        QVERIFY2(places(left) == places(right), qPrintable(path));
    } else {
        QVERIFY2(places(QString::fromStdString(std::string(a.as_string()))) ==
                     places(QString::fromStdString(std::string(b.as_string()))),
                 qPrintable(path));
    }
}

} // namespace

class TestTexts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void templatesAreFilled() {
        const json::object values{
            {"x", "<&\"'>"},
            {"y", ""},
            {"n", 3},
            {"o", json::object{{"a", json::object{{"b", "deep"}}}}},
            {"l", json::array{json::object{{"t", "1"}}, json::object{{"t", "2"}}}}};
        QCOMPARE(render("{{ x }} {{ missing }} {{n}}", values), std::string("<&\"'>  3"));
        QCOMPARE(render("{{ x }}", values, true), std::string("&lt;&amp;&quot;&#39;&gt;"));
        QCOMPARE(render("{{ o.a.b }}{{ o.a.c.d }}", values), std::string("deep"));
        QCOMPARE(render("{% for i in l %}{{ i.t }},{% endfor %}", values), std::string("1,2,"));
        QCOMPARE(render("{% if y %}a{% elif n %}b{% else %}c{% endif %}", values),
                 std::string("b"));
        QCOMPARE(render("{% if not y %}a{% endif %}", values), std::string("a"));
        QCOMPARE(
            render("{% if o.a.b == 'deep' %}a{% endif %}{% if n != \"3\" %}b{% endif %}", values),
            std::string("a"));
        QCOMPARE(render("a \n {%- if n -%} \n b {%- endif %} c", values), std::string("ab c"));
        QCOMPARE(render("a{# nothing #}b{% include \"part\" %}", {{"x", "y"}}),
                 std::string("ab[y]"));
        QCOMPARE(render("a { b } {", values), std::string("a { b } {"));
    }
    void whatAValueSaysIsNoTemplate() {
        QCOMPARE(render("{{ x }}", {{"x", "{{ y }}{% include 'part' %}"}, {"y", "no"}}),
                 std::string("{{ y }}{% include 'part' %}"));
    }
    void mistakesAreToldWithTheirLine() {
        QVERIFY(render("a\n{% if %}", {}).starts_with("line 2: "));
        QVERIFY(render("{% if x %}", {}).find("endif") != std::string::npos);
        QVERIFY(render("{{ x|safe }}", {}).find("x|safe") != std::string::npos);
        QVERIFY(render("{% macro %}", {}).find("macro") != std::string::npos);
        QVERIFY(render("{% include 'nothing' %}", {}).find("nothing") != std::string::npos);
        QVERIFY(render("{% include 'endless' %}", {}).find("deeply") != std::string::npos);
        QVERIFY(render("{% endfor %}", {}).find("endfor") != std::string::npos);
        QVERIFY(render("{{ x", {}).find("not closed") != std::string::npos);
    }
    void languagesSayTheSame() {
        compare(json::parse(file("en.json")), json::parse(file("de.json")), QStringLiteral("de"));
    }
    void languagesAreChosen() {
        QCOMPARE(Texts::bestLanguage("de-AT,de;q=0.9,en;q=0.8"), std::string("de"));
        QCOMPARE(Texts::bestLanguage("fr, EN-us"), std::string("en"));
        QCOMPARE(Texts::bestLanguage("de_DE"), std::string("de"));
        QCOMPARE(Texts::bestLanguage("fr"), std::string());
        QCOMPARE(Texts::bestLanguage(""), std::string());
    }
    void mailsAreWhole() {
        const Texts texts({}, {});
        for (const char *language : {"en", "de", "fr"}) {
            for (const char *kind : {"registration", "add_threepid", "password_reset",
                                     "already_in_use", "password_changed", "test"}) {
                const Written made = texts.mail(kind, "email_validation", language,
                                                {{"server_name", "x.org"},
                                                 {"user_id", "@a:x.org"},
                                                 {"app", "Hearth"},
                                                 {"link", "https://x.org/?a=b&c=\"<"}});
                QVERIFY(made.subject.starts_with("[x.org]"));
                QVERIFY(made.text.find("https://x.org/?a=b&c=\"<") != std::string::npos);
                QVERIFY(made.html.find("https://x.org/?a=b&amp;c=&quot;&lt;") != std::string::npos);
                QVERIFY(made.html.find("c=\"<") == std::string::npos);
                QVERIFY(made.text.find('%') == std::string::npos);
                QVERIFY(made.text.find("{") == std::string::npos);
            }
            QVERIFY(texts.page("password_reset_failure", language, {{"reason", "<b>"}})
                        .find("&lt;b&gt;") != std::string::npos);
        }
        const Written german = texts.mail("test", "test", "de", {{"server_name", "x.org"}});
        QVERIFY(german.text.find("Guten Tag") != std::string::npos);
        QVERIFY(german.html.find("lang=\"de\"") != std::string::npos);
    }
    void ownTemplatesAndSubjectsComeFirst() {
        QTemporaryDir folder;
        const auto write = [&](const char *name, const char *text) {
            QFile out(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(text);
        };
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("de")));
        write("registration.txt", "mine {{ link }}");
        write("de/registration.txt", "meine {{ link }}");
        write("registration.html", "{{ link|safe }}");
        const Texts texts(folder.path().toStdString(),
                          {{"email_validation", "Look, %(app)s 100%%"}});
        const json::object values{{"link", "L"}, {"app", "A"}};
        const Written english = texts.mail("registration", "email_validation", "en", values);
        QCOMPARE(english.text, std::string("mine L"));
        QCOMPARE(english.subject, std::string("Look, A 100%"));
        QVERIFY(english.html.find("<a href=\"L\"") != std::string::npos); // the built-in one
        QCOMPARE(texts.mail("registration", "email_validation", "de", values).text,
                 std::string("meine L"));
        const auto problems = texts.problems();
        QCOMPARE(problems.size(), std::size_t{1});
        QVERIFY(problems.front().find("registration.html") != std::string::npos);
        QVERIFY(!Texts("/nowhere", {}).problems().empty());
    }
};

HEARTH_TEST(TestTexts)
#include "test_texts.moc"
