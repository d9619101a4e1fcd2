// SPDX-License-Identifier: Apache-2.0
// The list of dialogs.
#include "tests/ui/pages/support/all_dialogs.hpp"

#include "app/models/rooms_model.hpp"
#include "app/models/users_model.hpp"
#include "ui/shell/quit_dialog.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/wizard/setup_wizard.hpp"

#include <QAbstractButton>
#include <QAction>

using namespace Qt::StringLiterals;

namespace hearth::test {
namespace {

QDialog *waitDialog(const PageFixture &at) {
    QDialog *found = nullptr;
    (void)QTest::qWaitFor([&] { return (found = dialogOf(at)) != nullptr; }, patienceMs);
    return found;
}

QDialog *clickFor(const PageFixture &at, const QString &button) {
    // What a panel offers is off until it knows who is meant.
    (void)QTest::qWaitFor(
        [&] {
            const auto *found = at.window->findChild<QAbstractButton *>(button);
            return found && found->isEnabled();
        },
        patienceMs);
    return at.click(button) ? waitDialog(at) : nullptr;
}

QDialog *triggerFor(const PageFixture &at, const QString &action) {
    auto *found = at.window->findChild<QAction *>(action);
    if (!found || !found->isEnabled())
        return nullptr;
    found->trigger();
    return waitDialog(at);
}

/// The panel of an account or a room.
bool openDetails(PageFixture &at, const QString &page, const QString &table, const QString &id) {
    at.window->openPage(page, id);
    return at.waitFor(table) || at.waitFor(page.chopped(1) + u"Panel"_s);
}

auto onUser(const char *id, const char *button) {
    return [id = QString::fromLatin1(id), button = QString::fromLatin1(button)](PageFixture &at) {
        return openDetails(at, u"users"_s, u"userPanel"_s, id) ? clickFor(at, button) : nullptr;
    };
}

auto onRoom(const char *button) {
    return [button = QString::fromLatin1(button)](PageFixture &at) {
        const QString id = u"!31hneApxJ_1o-63DmFrpeqnkFf2:example.org"_s;
        return openDetails(at, u"rooms"_s, u"roomPanel"_s, id) ? clickFor(at, button) : nullptr;
    };
}

auto onTickedUsers(const char *button) {
    return [button = QString::fromLatin1(button)](PageFixture &at) -> QDialog * {
        at.window->openPage(u"users"_s,
                            QString()); // no panel, which may stand in place of the list
        auto *users = at.world.session->users();
        if (!QTest::qWaitFor([&] { return users->rowCount() > 3; }, patienceMs))
            return nullptr;
        for (const auto *id : {"@bob:example.org", "@carol:example.org"})
            users->setTicked(QString::fromLatin1(id), true);
        return clickFor(at, button);
    };
}

auto onTickedRooms(const char *button) {
    return [button = QString::fromLatin1(button)](PageFixture &at) -> QDialog * {
        at.window->openPage(u"rooms"_s, QString());
        auto *rooms = at.world.session->rooms();
        if (!QTest::qWaitFor([&] { return rooms->rowCount() > 3; }, patienceMs))
            return nullptr;
        for (const int row : {1, 2})
            rooms->setTicked(rooms->idAt(row), true);
        return clickFor(at, button);
    };
}

auto onPage(const char *page, const char *button) {
    return
        [page = QString::fromLatin1(page), button = QString::fromLatin1(button)](PageFixture &at) {
            at.window->openPage(page);
            return clickFor(at, button);
        };
}

auto byAction(const char *action) {
    return
        [action = QString::fromLatin1(action)](PageFixture &at) { return triggerFor(at, action); };
}

QDialog *openChartTable(PageFixture &at) {
    at.window->openPage(u"dashboard"_s);
    auto *chart = at.find<ui::TimeChart>(u"cpuChart"_s);
    if (!chart)
        return nullptr;
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Return);
    return waitDialog(at);
}

QDialog *openErrorDetails(PageFixture &at) {
    auto *message = new ui::InlineMessage(ui::MessageKind::Error, at.window.get());
    message->setMessage(ui::MessageKind::Error, u"It failed."_s);
    message->setDetails(QStringList(30, u"a line of a server"_s).join(u'\n'));
    message->setGeometry(0, 0, 600, 300);
    message->show();
    message->findChild<QAbstractButton *>(u"detailsButton"_s)->click();
    message->findChild<QAbstractButton *>(u"showAllDetailsButton"_s)->click();
    message->hide();
    message->deleteLater();
    return waitDialog(at);
}

QDialog *openWizardHelp(PageFixture &at) {
    auto *wizard = new ui::SetupWizard(ui::WizardContext{
        at.world.paths, at.world.clock, *at.world.profiles, *at.world.secrets, *at.world.settings});
    at.window->showWizard(wizard);
    wizard->showStep(1);
    return clickFor(at, u"wizardHelpButton"_s);
}

QDialog *openQuit(PageFixture &at) {
    auto *dialog = new ui::QuitDialog({u"example.org"_s, u"club.example"_s, u"third.example"_s},
                                      at.window.get());
    dialog->open();
    return waitDialog(at);
}

/// Where the careful answer is the default one, and has the focus.
DialogCase careful(const char *name, std::function<QDialog *(PageFixture &)> open) {
    return {name, std::move(open), "cancelButton", "cancelButton"};
}

} // namespace

QDialog *dialogOf(const PageFixture &at) {
    const auto all = at.window->findChildren<QDialog *>();
    for (auto *dialog : all)
        if (dialog->isVisible())
            return dialog;
    return nullptr;
}

bool closeDialogs(const PageFixture &at) {
    while (auto *dialog = dialogOf(at))
        delete dialog;
    at.world.session->users()->clearTicks();
    at.world.session->rooms()->clearTicks();
    at.window->closeWizard();
    return QTest::qWaitFor([&] { return dialogOf(at) == nullptr; }, patienceMs);
}

QList<DialogCase> allDialogs() {
    return {
        {"new user", onPage("users", "newUserButton"), "createUserButton", "userNameField"},
        {"edit user", onUser("@bob:example.org", "editUserButton"), "saveButton",
         "displayNameField"},
        {"reset password", onUser("@carol:example.org", "resetPasswordButton"), "resetButton",
         "passwordField"},
        {"make administrator", onUser("@dave:example.org", "adminButton"), "confirmButton",
         "confirmButton"},
        careful("remove administrator", onUser("@grace:example.org", "adminButton")),
        {"deactivate", onUser("@bob:example.org", "deactivateButton"), "confirmButton",
         "typeToConfirmField"},
        careful("sign out everywhere", onUser("@bob:example.org", "signOutAllButton")),
        careful("sign out a device", onUser("@bob:example.org", "signOutButton-PHONE")),
        {"notice", onTickedUsers("bulkNoticeButton"), "sendNoticeButton", "noticeField"},
        careful("sign out many", onTickedUsers("bulkSignOutButton")),
        {"deactivate many", onTickedUsers("bulkDeactivateButton"), "confirmButton",
         "typeToConfirmField"},
        {"own a room", onRoom("makeMeAdminButton"), "confirmButton", "confirmButton"},
        {"delete room", onRoom("deleteRoomButton"), "confirmButton", "typeToConfirmField"},
        {"delete many rooms", onTickedRooms("bulkDeleteButton"), "confirmButton",
         "typeToConfirmField"},
        careful("remove server", onPage("settings", "removeServerButton")),
        {"sign in", byAction("signInAction"), "signInButton", "signInPasswordField"},
        {"recent messages", byAction("messagesAction"), "closeButton", "messagesList"},
        {"keys", byAction("shortcutsAction"), "closeButton", "closeButton"},
        {"about", byAction("aboutAction"), "closeButton", "closeButton"},
        {"go to", byAction("paletteAction"), "", "paletteField"},
        {"chart as table", openChartTable, "closeButton", "chartTable"},
        {"details of an error", openErrorDetails, "closeButton", "closeButton"},
        {"wizard help", openWizardHelp, "closeButton", "closeButton"},
        {"quit", openQuit, "keepRunningButton", "keepRunningButton"},
    };
}

} // namespace hearth::test
