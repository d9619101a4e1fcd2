// SPDX-License-Identifier: Apache-2.0
// The lists of states.
#include "tests/ui/pages/support/all_states.hpp"

#include "app/models/log_model.hpp"
#include "app/models/rooms_model.hpp"
#include "app/models/users_model.hpp"
#include "tests/app/support/fake_synapse.hpp"
#include "tests/ui/pages/support/all_dialogs.hpp"
#include "ui/widgets/choice_list.hpp"
#include "ui/wizard/setup_wizard.hpp"

#include <QAction>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTableView>
#include <QTcpServer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::test {
namespace {

QDialog *openCase(PageFixture &at, const char *name) {
    const auto all = allDialogs();
    for (const auto &one : all)
        if (QByteArray(one.name) == name)
            return one.open(at);
    return nullptr;
}

bool waitText(const PageFixture &at, const QString &button) {
    return QTest::qWaitFor([&] { return at.find(button) != nullptr; }, patienceMs);
}

QDialog *newUserDone(PageFixture &at) {
    auto *dialog = openCase(at, "new user");
    return dialog && at.type(u"userNameField"_s, u"henrike.vandenberg"_s) &&
                   at.click(u"createUserButton"_s) && waitText(at, u"newUserResult"_s)
               ? dialog
               : nullptr;
}

QDialog *newUserRefused(PageFixture &at) {
    auto *dialog = openCase(at, "new user");
    if (!dialog || !at.type(u"userNameField"_s, u"ädmin"_s) || !at.click(u"typePasswordRadio"_s) ||
        !at.type(u"passwordField"_s, u"short"_s))
        return nullptr;
    return at.click(u"createUserButton"_s) ? dialog : nullptr;
}

QDialog *resetDone(PageFixture &at) {
    auto *dialog = openCase(at, "reset password");
    return dialog && at.click(u"resetButton"_s) && waitText(at, u"doneButton"_s) ? dialog : nullptr;
}

QDialog *typedWrong(PageFixture &at) {
    auto *dialog = openCase(at, "delete room");
    if (!dialog || !at.type(u"typeToConfirmField"_s, u"something else"_s))
        return nullptr;
    QTest::keyClick(at.find(u"typeToConfirmField"_s), Qt::Key_Return);
    return dialog;
}

auto signInBy(const char *segment) {
    return [segment = QString::fromLatin1(segment)](PageFixture &at) -> QDialog * {
        auto *dialog = openCase(at, "sign in");
        if (!dialog)
            return nullptr;
        // A local server takes passwords alone, until it says otherwise.
        if (!at.find(segment))
            return dialog;
        return at.click(segment) ? dialog : nullptr;
    };
}

QDialog *signInEmpty(PageFixture &at) {
    auto *dialog = openCase(at, "sign in");
    return dialog && at.click(u"signInButton"_s) ? dialog : nullptr;
}

QDialog *paletteFull(PageFixture &at) {
    auto *dialog = openCase(at, "go to");
    return dialog && at.type(u"paletteField"_s, u"ma"_s) ? dialog : nullptr;
}

QDialog *messagesFull(PageFixture &at) {
    at.world.messages->add(u"error"_s,
                           u"The server example.org crashed. Hearth is restarting it."_s, {},
                           at.world.session->profile().id);
    at.world.messages->add(
        u"warn"_s,
        u"The disk of example.org is nearly full: 1.2 GB free. Files of people need room."_s, {},
        at.world.session->profile().id);
    at.world.messages->add(u"info"_s, u"@ivan:example.org is locked."_s);
    return openCase(at, "recent messages");
}

// ---- Wizard ------------------------------------------------------------------------------------

bool typeInto(const ui::SetupWizard &wizard, const QString &name, const QString &text) {
    auto *field = wizard.findChild<QLineEdit *>(name);
    if (!field)
        return false;
    field->setFocus();
    field->selectAll();
    typeText(*field, text);
    return true;
}

void press(const ui::SetupWizard &wizard, const char *name) {
    wizard.findChild<QAbstractButton *>(QString::fromLatin1(name))->click();
}

bool chooseDomain(ui::SetupWizard &wizard, const QString &name, const QString &url) {
    wizard.showStep(1);
    wizard.findChild<ui::ChoiceCard *>(u"choice-domain"_s)->click();
    return typeInto(wizard, u"serverNameField"_s, name) &&
           typeInto(wizard, u"publicUrlField"_s, url);
}

bool wizardDomain(PageFixture &, ui::SetupWizard &wizard) {
    return chooseDomain(wizard, u"example.org"_s, u"https://matrix.example.org"_s);
}

bool wizardDomainWrong(PageFixture &, ui::SetupWizard &wizard) {
    if (!chooseDomain(wizard, u"192.0.2.7"_s, u"nonsense:"_s))
        return false;
    press(wizard, "nextButton");
    return true;
}

bool wizardStorageTaken(PageFixture &, ui::SetupWizard &wizard) {
    static QTcpServer taken;
    if (!taken.isListening() && !taken.listen(QHostAddress::LocalHost))
        return false;
    wizard.showStep(2);
    if (!typeInto(wizard, u"dataDirField"_s, u"relative/folder"_s))
        return false;
    wizard.findChild<QSpinBox *>(u"portField"_s)->setValue(taken.serverPort());
    press(wizard, "nextButton");
    return QTest::qWaitFor(
        [&] { return wizard.findChild<QWidget *>(u"freePortButton"_s)->isVisible(); }, patienceMs);
}

bool wizardAccountWrong(PageFixture &, ui::SetupWizard &wizard) {
    wizard.showStep(3);
    return typeInto(wizard, u"adminNameField"_s, u"ädmin"_s) &&
           typeInto(wizard, u"adminPasswordEdit"_s, u"short"_s);
}

bool wizardFailed(PageFixture &, ui::SetupWizard &wizard) {
    qputenv("HEARTH_HEARTHD", "/nowhere/hearthd");
    wizard.showStep(3);
    if (!typeInto(wizard, u"adminNameField"_s, u"alice"_s) ||
        !typeInto(wizard, u"adminPasswordEdit"_s, u"a very long passphrase 42"_s))
        return false;
    press(wizard, "nextButton");
    press(wizard, "nextButton");
    const auto *page = wizard.findChild<QWidget *>(u"progressPage"_s);
    const bool failed = QTest::qWaitFor(
        [&] {
            const auto all = page->findChildren<QAbstractButton *>(u"tryAgainButton"_s);
            return std::any_of(all.begin(), all.end(),
                               [](const QAbstractButton *one) { return one->isVisible(); });
        },
        patienceMs);
    qunsetenv("HEARTH_HEARTHD");
    return failed;
}

bool wizardFound(PageFixture &, ui::SetupWizard &wizard) {
    static FakeSynapse synapse;
    synapse.hasSso = true;
    wizard.showConnect();
    if (!typeInto(wizard, u"serverAddressField"_s, synapse.url().toString()))
        return false;
    press(wizard, "checkAddressButton");
    return QTest::qWaitFor(
        [&] { return wizard.findChild<QWidget *>(u"signInUserField"_s)->isVisible(); }, patienceMs);
}

bool wizardFoundByToken(PageFixture &at, ui::SetupWizard &wizard) {
    if (!wizardFound(at, wizard))
        return false;
    press(wizard, "segment-token");
    return true;
}

bool wizardRefused(PageFixture &at, ui::SetupWizard &wizard) {
    if (!wizardFound(at, wizard) || !typeInto(wizard, u"signInUserField"_s, u"bob"_s) ||
        !typeInto(wizard, u"signInPasswordField"_s, u"right"_s))
        return false;
    press(wizard, "nextButton");
    // Busy until it is refused.
    const auto *form = wizard.findChild<QWidget *>(u"connectPage"_s);
    return QTest::qWaitFor(
        [&] {
            const auto all = form->findChildren<QLabel *>();
            return std::any_of(all.begin(), all.end(), [](const QLabel *label) {
                return label->isVisible() && label->text().contains(u"register_new_matrix_user");
            });
        },
        patienceMs);
}

bool wizardUnreachable(PageFixture &, ui::SetupWizard &wizard) {
    wizard.showConnect();
    if (!typeInto(wizard, u"serverAddressField"_s, u"http://127.0.0.1:9"_s))
        return false;
    press(wizard, "checkAddressButton");
    return QTest::qWaitFor(
        [&] { return wizard.findChild<QWidget *>(u"probeMessage"_s)->isVisible(); }, patienceMs);
}

bool wizardNotReachable(PageFixture &, ui::SetupWizard &wizard) {
    app::SetupAnswers answers;
    answers.purpose = app::SetupAnswers::Purpose::OwnDomain;
    answers.serverName = u"chat.invalid"_s;
    answers.publicBaseUrl = u"https://matrix.chat.invalid"_s;
    wizard.showReady(app::clientFacts(answers, QUrl(u"http://127.0.0.1:8008"_s)),
                     u"kelp-orbit-lantern-47"_s);
    return QTest::qWaitFor([&] { return wizard.findChild<QWidget *>(u"proxyText"_s)->isVisible(); },
                           patienceMs);
}

// ---- Screens -----------------------------------------------------------------------------------

bool closePage(PageFixture &at, const QString &page) {
    at.world.session->users()->clearTicks();
    at.world.session->rooms()->clearTicks();
    at.window->openPage(page, QString());
    return true;
}

ScreenState list(const char *name, const char *page, std::function<bool(PageFixture &)> then) {
    const QString id = QString::fromLatin1(page);
    return {name,
            [id, then = std::move(then)](PageFixture &at) {
                at.window->openPage(id, QString());
                return at.waitFor(id + u"Table"_s) && then(at);
            },
            [id](PageFixture &at) {
                if (auto *search = at.find<QLineEdit>(u"searchField"_s))
                    search->clear();
                return closePage(at, id);
            }};
}

bool tickSome(PageFixture &at) {
    auto *users = at.world.session->users();
    if (!QTest::qWaitFor([&] { return users->rowCount() > 3; }, patienceMs))
        return false;
    for (const auto *id : {"@bob:example.org", "@carol:example.org"})
        users->setTicked(QString::fromLatin1(id), true);
    return at.waitFor(u"bulkBar"_s);
}

bool tickRooms(PageFixture &at) {
    auto *rooms = at.world.session->rooms();
    if (!QTest::qWaitFor([&] { return rooms->rowCount() > 3; }, patienceMs))
        return false;
    for (const int row : {1, 2})
        rooms->setTicked(rooms->idAt(row), true);
    return at.waitFor(u"bulkBar"_s);
}

bool findNothing(PageFixture &at) {
    return at.type(u"searchField"_s, u"nobody-here"_s) && at.waitFor(u"emptyStateButton"_s);
}

bool openRecord(PageFixture &at) {
    at.window->openPage(u"logs"_s);
    if (!at.waitFor(u"logTable"_s))
        return false;
    auto *log = at.find<QTableView>(u"logTable"_s);
    if (!log || !QTest::qWaitFor([&] { return log->model()->rowCount() > 0; }, patienceMs))
        return false;
    log->setFocus();
    log->setCurrentIndex(log->model()->index(log->model()->rowCount() - 1, 0));
    QTest::keyClick(log, Qt::Key_Return);
    return at.waitFor(u"logRecord"_s);
}

bool openDrawer(PageFixture &at) {
    at.window->openPage(u"users"_s, QString());
    at.window->findChild<QAction *>(u"logDrawerAction"_s)->trigger();
    return at.waitFor(u"logDrawer"_s);
}

bool closeDrawer(PageFixture &at) {
    at.window->findChild<QAction *>(u"logDrawerAction"_s)->trigger();
    return at.waitGone(u"logDrawer"_s);
}

bool loseServer(PageFixture &at) {
    at.window->openPage(u"users"_s, QString());
    at.world.transport->setDown(true);
    at.world.session->users()->refresh();
    return QTest::qWaitFor([&] { return !at.world.session->connection()->isUsable(); }, patienceMs);
}

bool findServer(PageFixture &at) {
    at.world.transport->setDown(false);
    at.world.session->connection()->tryNow();
    return QTest::qWaitFor([&] { return at.world.session->connection()->isUsable(); }, patienceMs);
}

} // namespace

QList<DialogState> dialogStates() {
    return {{"new user done", newUserDone},
            {"new user refused", newUserRefused},
            {"reset password done", resetDone},
            {"typed wrong", typedWrong},
            {"sign in by token", signInBy("segment-token")},
            {"sign in empty", signInEmpty},
            {"go to with results", paletteFull},
            {"recent messages full", messagesFull}};
}

QList<WizardState> wizardStates() {
    return {{"domain", wizardDomain},
            {"domain wrong", wizardDomainWrong},
            {"port taken", wizardStorageTaken},
            {"account wrong", wizardAccountWrong},
            {"start failed", wizardFailed},
            {"server found", wizardFound},
            {"server found token", wizardFoundByToken},
            {"server refuses", wizardRefused},
            {"server unreachable", wizardUnreachable},
            {"not reachable", wizardNotReachable}};
}

QList<ScreenState> screenStates() {
    return {list("users selected", "users", tickSome),
            list("users nothing", "users", findNothing),
            list("rooms selected", "rooms", tickRooms),
            {"log record", openRecord, [](PageFixture &at) { return closePage(at, u"logs"_s); }},
            {"log drawer", openDrawer, closeDrawer},
            {"lost", loseServer, findServer}};
}

} // namespace hearth::test
