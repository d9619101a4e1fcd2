// SPDX-License-Identifier: Apache-2.0
// Stages and sign-in in the browser, for apps that cannot show them (spec "Fallback").
#include "server/core/json_read.hpp"
#include "server/store/uia_store.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::Answer;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3/";
const std::string ok = "200";

std::string htmlOf(const Answer &answer) {
    const auto *text = std::get_if<std::string>(&answer.response.body);
    return text ? *text : std::string();
}

bool has(const Answer &answer, const std::string &text) {
    return htmlOf(answer).find(text) != std::string::npos;
}

std::string header(const Answer &answer, const char *name) {
    return std::string(answer.response.headers.find(name).value_or(""));
}

/// A browser in front of one stage of a session.
struct Browser {
    ServerFixture &server;
    std::string path;

    Browser(ServerFixture &where, const std::string &stage, const std::string &session)
        : server(where)
        , path(client + "auth/" + stage + "/fallback/web?session=" + session) {}
    [[nodiscard]] Answer look(const std::string &more = {}, const char *language = "en") const {
        return server.ask(http::Method::Get, path + more, {}, nullptr,
                          {{"Accept-Language", language}});
    }
    [[nodiscard]] Answer submit(const std::string &form) const {
        return server.ask(http::Method::Post, path, {}, nullptr,
                          {{"Content-Type", "application/x-www-form-urlencoded"}}, form);
    }
};

json::object registration(const std::string &session = {}) {
    json::object out{{"username", "alice"}, {"password", "secret"}};
    if (!session.empty())
        out["auth"] = json::object{{"session", session}};
    return out;
}

} // namespace

class TestFallback : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void tokensAreGivenInTheBrowser() {
        ServerFixture server(
            [](config::Settings &settings) { settings.registrationRequiresToken = true; });
        server.database().write([](store::Transaction &tx) {
            store::RegistrationToken token;
            token.token = "letmein";
            static_cast<void>(store::registration_tokens::create(tx, token));
        });
        const auto begun = server.post(client + "register", registration());
        const std::string session = begun.text("session");
        const Browser browser(server, "m.login.registration_token", session);
        const auto shown = browser.look();
        QCOMPARE(shown.verdict(), ok);
        QVERIFY(header(shown, "Content-Type").starts_with("text/html"));
        const std::string policy = header(shown, "Content-Security-Policy");
        QVERIFY(policy.find("default-src 'none'") != std::string::npos);
        QVERIFY(policy.find("script-src") == std::string::npos);
        QCOMPARE(header(shown, "Cache-Control"), std::string("no-store"));
        QVERIFY(has(shown, "name=\"token\"") && has(shown, " hidden></p>"));
        QVERIFY(has(browser.look({}, "de"), "Registrierungstoken"));
        QVERIFY(!has(shown, session)); // it stays in the address

        const auto wrong = browser.submit("token=%22%3E%3Cscript%3E");
        QCOMPARE(wrong.verdict(), ok);
        QVERIFY(has(wrong, "try again") && has(wrong, "name=\"token\"") && !has(wrong, "<script"));
        QCOMPARE(server.post(client + "register", registration(session)).status, 401);

        const auto done = browser.submit("token=letmein");
        QVERIFY(has(done, "window.onAuthDone") && has(done, "'authDone'"));
        const std::string nonce = header(done, "Content-Security-Policy");
        const auto at = nonce.find("'nonce-");
        QVERIFY(at != std::string::npos);
        QVERIFY(
            has(done, "nonce=\"" + nonce.substr(at + 7, nonce.find('\'', at + 7) - at - 7) + "\""));
        QVERIFY(has(browser.look(), "window.onAuthDone")); // however often it is opened
        QCOMPARE(server.post(client + "register", registration(session)).verdict(), ok);
        QCOMPARE(browser.look().verdict(), std::string("400 M_UNKNOWN")); // it is over
    }
    void passwordsConfirmInTheBrowser() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const json::object body{{"new_password", "another"}, {"logout_devices", false}};
        const auto change = [&](const std::string &session) {
            json::object asked = body;
            if (!session.empty())
                asked["auth"] = json::object{{"session", session}};
            return server.post(client + "account/password", asked, alice.token);
        };
        const std::string session = change({}).text("session");
        const std::string other = change({}).text("session");
        const Browser browser(server, "m.login.password", session);
        QVERIFY(has(browser.look(), alice.userId));
        QVERIFY(has(browser.look(), "type=\"password\""));
        QVERIFY(has(browser.submit("password=wrong"), "try again"));
        QCOMPARE(change(session).status, 401);
        QVERIFY(has(browser.submit("password=secret"), "window.onAuthDone"));
        QVERIFY(has(Browser(server, "m.login.password", other).submit("password=secret"),
                    "window.onAuthDone"));
        QCOMPARE(change(session).verdict(), ok);
        // What the old password has confirmed is over.
        QCOMPARE(change(other).verdict(), std::string("400 M_UNKNOWN"));
        QCOMPARE(change(session).verdict(), std::string("400 M_UNKNOWN"));
    }
    void everyStageHasItsPage() {
        ServerFixture server([](config::Settings &settings) {
            settings.recaptchaPublicKey = "a\"b<c";
            settings.email.enabled = true;
            settings.email.notifFrom = "X <noreply@x.org>";
        });
        const std::string session =
            server.post(client + "register", registration()).text("session");
        const auto captcha = Browser(server, "m.login.recaptcha", session).look();
        QVERIFY(has(captcha, "data-sitekey=\"a&quot;b&lt;c\""));
        QVERIFY(
            header(captcha, "Content-Security-Policy").find("https://www.google.com/recaptcha/") !=
            std::string::npos);
        QCOMPARE(Browser(server, "m.login.nonsense", session).look().status, 404);
        QCOMPARE(Browser(server, "m.login.dummy", "nonsense").look().status, 400);
        QCOMPARE(Browser(server, "m.login.dummy", "").look().status, 400);
        const Browser dummy(server, "m.login.dummy", session);
        QVERIFY(has(dummy.look(), "<button"));
        QVERIFY(has(dummy.submit(""), "window.onAuthDone"));
        QCOMPARE(server.post(client + "register", registration(session)).verdict(), ok);
    }
    void addressesAreProvenInTheBrowser() {
        ServerFixture server([](config::Settings &settings) {
            settings.email.enabled = true;
            settings.email.notifFrom = "X <noreply@x.org>";
            settings.publicBaseurl = "https://x.org/";
            settings.registrationsRequire3pid = {"email"};
        });
        const std::string session =
            server.post(client + "register", registration()).text("session");
        const Browser browser(server, "m.login.email.identity", session);
        QVERIFY(has(browser.look(), "type=\"email\""));
        QVERIFY(has(browser.submit("address=nonsense"), "type=\"email\""));
        const auto sent = browser.submit("address=Alice%40example.org");
        QCOMPARE(sent.status, 302);
        const auto waiting = browser.look();
        QVERIFY(has(waiting, "alice@example.org") && !has(waiting, "type=\"email\""));
        QVERIFY(has(browser.look("&again=1"), "type=\"email\""));
        QVERIFY(has(browser.submit(""), "not confirmed yet"));
        const auto secret = server.database().read([&](store::Reader &reader) {
            const auto kept = store::uia::find(reader, session);
            return std::string(
                stringAt(kept->data.at("fallback_mail").as_object(), "client_secret"));
        });
        for (const Answer &page : {waiting, browser.look()})
            QVERIFY(!has(page, secret));
        // As the link in the mail does, which is written when it is sent.
        server.database().write([](store::Transaction &tx) {
            QCOMPARE(tx.exec("UPDATE address_proof SET validated_ts = created_ts"),
                     std::int64_t(1));
        });
        QVERIFY(has(browser.submit(""), "window.onAuthDone"));
        const auto made = server.post(client + "register", registration(session));
        QCOMPARE(made.verdict(), ok);
        const auto mine = server.get(client + "account/3pid", made.text("access_token"));
        QCOMPARE(std::string(stringAt(mine.body.at("threepids").at(0).as_object(), "address")),
                 std::string("alice@example.org"));
    }
    void signsInOnAPage() {
        ServerFixture server;
        const auto shown = server.get("/_matrix/static/client/login/");
        QCOMPARE(shown.verdict(), ok);
        QVERIFY(has(shown, "name=\"user\"") && has(shown, "name=\"password\""));
        QVERIFY(!has(shown, "id=\"link\""));
        QCOMPARE(header(shown, "X-Frame-Options"), std::string("DENY"));
        const std::string policy = header(shown, "Content-Security-Policy");
        QVERIFY(policy.find("script-src 'self'") != std::string::npos);
        QVERIFY(policy.find("connect-src 'self'") != std::string::npos);
        const auto script = server.get("/_matrix/static/client/login/login.js");
        QVERIFY(header(script, "Content-Type").starts_with("text/javascript"));
        QVERIFY(has(script, "matrixLogin.onLogin"));
        QVERIFY(has(shown, "src=\"/_matrix/static/client/login/login.js\""));
        server.change([](config::Settings &settings) {
            settings.passwordConfig.enabled = false;
            settings.cas.enabled = true;
            settings.cas.serverUrl = "https://cas.example.org";
            settings.cas.idpName = "Our <cas>";
            settings.publicBaseurl = "https://x.org/";
        });
        const auto elsewhere = server.get("/_matrix/static/client/login");
        QVERIFY(has(elsewhere, "id=\"link\"") && has(elsewhere, "Our &lt;cas&gt;"));
        QVERIFY(!has(elsewhere, "name=\"password\""));
    }
};

HEARTH_TEST(TestFallback)
#include "test_fallback.moc"
