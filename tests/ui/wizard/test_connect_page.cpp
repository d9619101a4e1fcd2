// SPDX-License-Identifier: Apache-2.0
// "Connect to an existing server", and the end of a set-up for a domain: used as a person does.
#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/core/settings.hpp"
#include "tests/app/support/fake_https.hpp"
#include "tests/app/support/fake_synapse.hpp"
#include "tests/support/test_main.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/choice_list.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/wizard/setup_wizard.hpp"

#include <QAbstractButton>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hearth;
using namespace Qt::StringLiterals;
using hearth::test::FakeSynapse;

namespace {

/// A keychain that has put up its prompt, and nobody answers.
class WaitingSecrets : public app::SecretStore {
public:
    QFuture<app::Result<std::optional<QString>>> read(const QString &) override {
        return QtFuture::makeReadyFuture(
            app::Result<std::optional<QString>>(std::optional<QString>()));
    }
    QFuture<app::Result<app::Done>> write(const QString &, const QString &) override {
        m_promise.start();
        return m_promise.future();
    }
    QFuture<app::Result<app::Done>> remove(const QString &) override {
        return QtFuture::makeReadyFuture(app::Result<app::Done>(app::Done()));
    }
    [[nodiscard]] Storage storage() const override { return Storage::Unknown; }
    void answer() {
        m_promise.addResult(app::Result<app::Done>(app::Done()));
        m_promise.finish();
    }

private:
    QPromise<app::Result<app::Done>> m_promise;
};

} // namespace

class TestConnectPage : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    app::Paths m_paths;
    app::SystemClock m_clock;
    std::unique_ptr<app::ServerProfiles> m_profiles;
    std::unique_ptr<app::SecretStore> m_secrets;
    std::unique_ptr<app::Settings> m_settings;
    std::unique_ptr<ui::SetupWizard> m_wizard;
    QNetworkAccessManager m_browser;

    template <class W>
    W *get(const QString &name) {
        auto *found = m_wizard->findChild<W *>(name);
        if (!found)
            QTest::qFail(qPrintable(u"there is no "_s + name), __FILE__, __LINE__);
        return found;
    }
    void click(const QString &name) {
        QTest::mouseClick(get<QAbstractButton>(name), Qt::LeftButton);
    }
    void type(const QString &name, const QString &text) {
        auto *field = get<QLineEdit>(name);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }
    QString message() {
        auto *shown = get<ui::InlineMessage>(u"probeMessage"_s);
        return shown->isVisible() ? shown->plainText() : QString();
    }
    void openConnectPage() {
        get<ui::ChoiceCard>(u"choice-existing"_s)->click();
        click(u"nextButton"_s);
        QVERIFY(get<QWidget>(u"connectPage"_s)->isVisible());
    }
    QString look(const QString &address) {
        type(u"serverAddressField"_s, address);
        click(u"checkAddressButton"_s);
        if (!QTest::qWaitFor([&] { return !message().isEmpty(); }, 20'000))
            return u"nothing was said"_s;
        return message();
    }

private Q_SLOTS:
    void init() {
        test::failOnWarnings();
        test::theme().setAppearance(ui::Appearance::Light);
        const QString top =
            m_folder.filePath(QString::number(QRandomGenerator::global()->generate()));
        m_paths = {top + u"/config"_s, top + u"/state"_s, top + u"/run"_s, top + u"/servers"_s};
        for (const QString &dir :
             {m_paths.configDir, m_paths.stateDir, m_paths.runtimeDir, m_paths.serversDir})
            QDir().mkpath(dir);
        qputenv("HEARTH_SECRETS", "file");
        m_profiles = std::make_unique<app::ServerProfiles>(m_paths.profilesFile());
        m_secrets = app::makeSecretStore(m_paths);
        m_settings = std::make_unique<app::Settings>(m_paths.settingsFile());
        m_wizard = std::make_unique<ui::SetupWizard>(
            ui::WizardContext{m_paths, m_clock, *m_profiles, *m_secrets, *m_settings});
        m_wizard->resize(1366, 700);
        m_wizard->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_wizard.get()));
    }
    void cleanup() {
        m_wizard.reset();
        QDesktopServices::unsetUrlHandler(u"http"_s);
    }

    void saysWhatIsWrongWithAnAddress() {
        FakeSynapse server;
        openConnectPage();
        const QString url = server.url().toString();
        QSet<QString> sentences;
        const auto is = [&](const QString &address, const QString &part) {
            const QString said = look(address);
            sentences << said;
            return said.contains(part) && said.contains(u"What to do") &&
                   !get<QWidget>(u"signInUserField"_s)->isVisible();
        };
        QVERIFY2(is(u"two words"_s, u"not a server address"_s), qPrintable(message()));
        QVERIFY2(is(u"http://127.0.0.1:9"_s, u"Nothing answers"_s), qPrintable(message()));
        test::FakeHttps wrong;
        QVERIFY(wrong.start());
        QVERIFY2(is(wrong.url().toString(), u"certificate"_s), qPrintable(message()));
        server.isMatrix = false;
        QVERIFY2(is(url, u"not a Matrix server"_s), qPrintable(message()));
        server.isMatrix = true;
        server.isOld = true;
        QVERIFY2(is(url, u"too old"_s), qPrintable(message()));
        QVERIFY(test::saveScreenshot(*m_wizard, u"connect-too-old-light"_s));
        server.isOld = false;
        server.isClosed = true;
        QVERIFY2(is(url, u"can't be administered from here"_s), qPrintable(message()));
        QCOMPARE(sentences.size(), 6);
        QVERIFY(m_profiles->all().isEmpty());
    }

    void signsAnAdministratorIn() {
        FakeSynapse server;
        openConnectPage();
        QVERIFY(test::saveScreenshot(*m_wizard, u"connect-empty-light"_s));
        QVERIFY(look(server.url().toString()).contains(u"A Matrix server answers"));
        QVERIFY(get<QWidget>(u"signInUserField"_s)->isVisible());
        QString offender;
        QVERIFY2(test::everyTabStopHasAName(*m_wizard, &offender), qPrintable(offender));
        QSignalSpy finished(m_wizard.get(), &ui::SetupWizard::finished);
        const auto says = [&](const QString &part) {
            return QTest::qWaitFor(
                [&] {
                    for (auto *one : m_wizard->findChildren<ui::InlineMessage *>())
                        if (one->isVisible() && one->plainText().contains(part))
                            return true;
                    return false;
                },
                5000);
        };
        type(u"signInUserField"_s, u"bob"_s);
        type(u"signInPasswordField"_s, u"right"_s);
        click(u"nextButton"_s);
        QVERIFY(says(u"not an administrator"_s));
        QTest::qWait(100);
        QVERIFY(test::saveScreenshot(*m_wizard, u"connect-no-administrator-light"_s));
        test::theme().setAppearance(ui::Appearance::Dark);
        QVERIFY(test::saveScreenshot(*m_wizard, u"connect-no-administrator-dark"_s));
        type(u"signInUserField"_s, u"alice"_s);
        type(u"signInPasswordField"_s, u"wrong"_s);
        click(u"nextButton"_s);
        QVERIFY(says(u"Name or password is wrong"_s));
        QVERIFY(m_profiles->all().isEmpty());
        type(u"signInPasswordField"_s, u"right"_s);
        click(u"nextButton"_s);
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(m_profiles->all().constFirst().userId, u"@alice:example.org"_s);
    }

    void saysThatTheKeychainIsWaitedFor() {
        WaitingSecrets secrets;
        m_wizard = std::make_unique<ui::SetupWizard>(
            ui::WizardContext{m_paths, m_clock, *m_profiles, secrets, *m_settings});
        m_wizard->resize(1366, 700);
        m_wizard->show();
        FakeSynapse server;
        openConnectPage();
        QVERIFY(look(server.url().toString()).contains(u"A Matrix server answers"));
        QSignalSpy finished(m_wizard.get(), &ui::SetupWizard::finished);
        type(u"signInUserField"_s, u"alice"_s);
        type(u"signInPasswordField"_s, u"right"_s);
        click(u"nextButton"_s);
        const auto waits = [&] {
            for (auto *one : m_wizard->findChildren<ui::InlineMessage *>())
                if (one->isVisible() && one->plainText().contains(u"keychain may be asking"))
                    return true;
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(waits(), 20'000);
        QVERIFY(test::saveScreenshot(*m_wizard, u"connect-keychain-light"_s));
        secrets.answer();
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(!waits());
        m_wizard.reset();
    }

    void signsInWithAToken() {
        FakeSynapse server;
        server.hasPassword = false;
        openConnectPage();
        QVERIFY(look(server.url().toString()).contains(u"A Matrix server answers"));
        // No password where the server takes none.
        QVERIFY(!get<QWidget>(u"segment-password"_s)->isVisible());
        QSignalSpy finished(m_wizard.get(), &ui::SetupWizard::finished);
        type(u"signInTokenField"_s, u"of-alice"_s);
        click(u"nextButton"_s);
        QTRY_COMPARE(finished.size(), 1);
    }

    void signsInThroughTheBrowser() {
        FakeSynapse server;
        server.hasPassword = false;
        server.hasSso = true;
        openConnectPage();
        QVERIFY(look(server.url().toString()).contains(u"A Matrix server answers"));
        QSignalSpy finished(m_wizard.get(), &ui::SetupWizard::finished);
        QDesktopServices::setUrlHandler(u"http"_s, this, "browse");
        click(u"nextButton"_s);
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(m_profiles->all().constFirst().userId, u"@alice:example.org"_s);
    }

    void domainSetUpEndsWithTheTruth() {
        app::SetupAnswers answers;
        answers.purpose = app::SetupAnswers::Purpose::OwnDomain;
        answers.serverName = u"chat.invalid"_s;
        answers.publicBaseUrl = u"https://matrix.chat.invalid"_s;
        m_wizard->resize(1366, 1300);
        m_wizard->showReady(app::clientFacts(answers, QUrl(u"http://127.0.0.1:8008"_s)),
                            u"kelp-orbit-lantern-47"_s);
        auto *title = get<QLabel>(u"readyTitle"_s);
        QVERIFY(title->text() != u"Your server is running"); // nobody has looked so far
        QTRY_COMPARE_WITH_TIMEOUT(title->text(), u"Not reachable yet"_s, 20'000);
        QVERIFY(get<QWidget>(u"proxyText"_s)->isVisible());
        click(u"segment-caddy"_s);
        click(u"copyProxyButton"_s);
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"reverse_proxy"));
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"matrix.chat.invalid"));
        click(u"segment-nginx"_s);
        QVERIFY(get<QPlainTextEdit>(u"proxyText"_s)->toPlainText().contains(u"proxy_pass"));
        QTest::qWait(100);
        QVERIFY(test::saveScreenshot(*m_wizard, u"wizard-7-not-reachable-light"_s));
        test::theme().setAppearance(ui::Appearance::Dark);
        QVERIFY(test::saveScreenshot(*m_wizard, u"wizard-7-not-reachable-dark"_s));
        click(u"checkReachButton"_s);
        QVERIFY(title->text() != u"Not reachable yet");
        QTRY_COMPARE_WITH_TIMEOUT(title->text(), u"Not reachable yet"_s, 20'000);
    }

public Q_SLOTS:
    /// Stands in for the browser: signs in at once and follows the way back.
    void browse(const QUrl &url) {
        const QUrl back(QUrlQuery(url).queryItemValue(u"redirectUrl"_s, QUrl::FullyDecoded));
        QUrlQuery query(back);
        query.addQueryItem(u"loginToken"_s, u"good-once"_s);
        QUrl whole = back;
        whole.setQuery(query);
        auto *reply = m_browser.get(QNetworkRequest(whole));
        connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
    }
};

HEARTH_TEST(TestConnectPage)
#include "test_connect_page.moc"
