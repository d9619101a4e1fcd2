// SPDX-License-Identifier: Apache-2.0
// What can be done with accounts: at once with Undo, after a question, or after typing the name.
#include "app/core/odd_names.hpp"
#include "app/models/server_session.hpp"
#include "app/models/users_model.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/error_text.hpp"
#include "ui/pages/users/edit_user_dialog.hpp"
#include "ui/pages/users/notice_dialog.hpp"
#include "ui/pages/users/reset_password_dialog.hpp"
#include "ui/pages/users/user_panel.hpp"
#include "ui/pages/users/users_page.hpp"
#include "ui/widgets/button.hpp"

#include <QCheckBox>
#include <QMenu>

#include <memory>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::UserAction;

namespace {

void addEraseChoice(ConfirmDialog &dialog, const QString &text,
                    const std::shared_ptr<bool> &erase) {
    auto *choice = dialog.addChoice(text);
    choice->setObjectName(u"eraseBox"_s);
    QObject::connect(choice, &QCheckBox::toggled, &dialog, [erase](bool on) { *erase = on; });
}

} // namespace

app::User UsersPage::known(const QString &id) const {
    const auto &details = session().userDetails()->details();
    if (const auto row = m_users.user(id))
        return *row;
    if (details.user.id == id)
        return details.user;
    app::User unknown;
    unknown.id = id;
    return unknown;
}

bool UsersPage::isOwn(const QString &id) const {
    return id == m_users.ownId();
}

void UsersPage::perform(UserStep step, const QString &id) {
    if (id.isEmpty() || !canAct())
        return;
    // The panel and the menu say why these are off; keys get here too.
    const bool locksOut = step == UserStep::Lock || step == UserStep::Suspend ||
                          step == UserStep::Deactivate || step == UserStep::Erase ||
                          step == UserStep::RemoveAdmin || step == UserStep::ShadowBan;
    if (isOwn(id) && locksOut) {
        toast(tr("This is the account you are signed in with. Ask another administrator."));
        return;
    }
    switch (step) {
    case UserStep::Edit:
        openEdit(id);
        return;
    case UserStep::Lock:
        runNow(UserAction::Lock, id, tr("%1 is locked.").arg(id), tr("%1 was not locked.").arg(id),
               UserAction::Unlock, tr("%1 is unlocked.").arg(id));
        return;
    case UserStep::Unlock:
        runNow(UserAction::Unlock, id, tr("%1 is unlocked.").arg(id),
               tr("%1 was not unlocked.").arg(id), UserAction::Lock, tr("%1 is locked.").arg(id));
        return;
    case UserStep::Suspend:
        runNow(UserAction::Suspend, id, tr("%1 is suspended.").arg(id),
               tr("%1 was not suspended.").arg(id), UserAction::Unsuspend,
               tr("%1 is active again.").arg(id));
        return;
    case UserStep::Unsuspend:
        runNow(UserAction::Unsuspend, id, tr("%1 is active again.").arg(id),
               tr("%1 stays suspended.").arg(id), UserAction::Suspend,
               tr("%1 is suspended.").arg(id));
        return;
    case UserStep::ShadowBan:
        runNow(UserAction::ShadowBan, id, tr("%1 is shadow-banned.").arg(id),
               tr("%1 was not shadow-banned.").arg(id), UserAction::LiftShadowBan,
               tr("%1 is no longer shadow-banned.").arg(id));
        return;
    case UserStep::LiftShadowBan:
        runNow(UserAction::LiftShadowBan, id, tr("%1 is no longer shadow-banned.").arg(id),
               tr("%1 stays shadow-banned.").arg(id), UserAction::ShadowBan,
               tr("%1 is shadow-banned.").arg(id));
        return;
    case UserStep::MakeAdmin:
    case UserStep::RemoveAdmin:
        askAdmin(id, step == UserStep::MakeAdmin);
        return;
    case UserStep::SignOutAll:
        askSignOutAll(id);
        return;
    case UserStep::ResetPassword:
        openResetPassword(id);
        return;
    case UserStep::SendNotice:
        askNotice({id});
        return;
    case UserStep::Deactivate:
        askDeactivate(id, false);
        return;
    case UserStep::Erase:
        askDeactivate(id, true);
        return;
    }
}

void UsersPage::runNow(UserAction action, const QString &id, const QString &doneText,
                       const QString &failText, UserAction undo, const QString &undoneText) {
    const auto takeBack = [this, id, undo, undoneText, failText] {
        expect(id, {undoneText, {}, failText, {}});
        m_users.run(undo, id);
    };
    expect(id, {doneText, takeBack, failText, {}});
    m_users.run(action, id);
}

void UsersPage::askAdmin(const QString &id, bool admin) {
    const auto action = admin ? UserAction::MakeAdmin : UserAction::RemoveAdmin;
    const ConfirmDialog::Question question =
        admin ? ConfirmDialog::Question{tr("Make %1 an administrator?").arg(id),
                                        tr("Administrators can see and change everything "
                                           "here."),
                                        tr("They can list all people and rooms, reset "
                                           "passwords and close accounts, including yours."),
                                        tr("Make administrator"),
                                        {},
                                        false}
              : ConfirmDialog::Question{tr("Remove %1 as administrator?").arg(id),
                                        tr("The account becomes an ordinary member."),
                                        tr("The person can no longer use Hearth with this "
                                           "server."),
                                        tr("Remove administrator"),
                                        {},
                                        true};
    ask(question, [this, id, admin, action] {
        expect(id, {admin ? tr("%1 is now an administrator.").arg(id)
                          : tr("%1 is now an ordinary "
                               "member.")
                                .arg(id),
                    {},
                    tr("The role of %1 was not changed.").arg(id),
                    {}});
        m_users.run(action, id);
    });
}

void UsersPage::askDeactivate(const QString &id, bool eraseOnly) {
    const auto &details = *session().userDetails();
    QString lost = tr("The person is signed out everywhere and leaves all rooms.");
    if (details.id() == id && details.viewState() == app::ViewState::Ready) {
        auto *devices = session().userDetails()->devices();
        lost = tr("The account is signed out of %1 and leaves %2.")
                   .arg(tr("%n devices", nullptr, devices->rowCount()),
                        tr("%n rooms", nullptr, static_cast<int>(details.rooms().size())));
    }
    ConfirmDialog::Question question;
    question.typeToGoOn = app::typeable({localpartOf(id)}, id);
    if (eraseOnly) {
        question.title = tr("Erase %1?").arg(id);
        question.headline = tr("The profile is removed for good.");
        question.explanation = tr("People who join a room later won't see this account's old "
                                  "messages. People who already have them keep them.");
        question.action = tr("Erase account");
    } else {
        question.title = tr("Deactivate %1?").arg(id);
        question.headline = tr("The account is closed for good.");
        question.explanation =
            lost + u' ' + tr("The name can never be used again. Messages already sent stay.");
        question.action = tr("Deactivate account");
    }
    auto erase = std::make_shared<bool>(eraseOnly);
    const auto doIt = [this, id, erase] {
        expect(id, {*erase ? tr("%1 is deactivated and erased.").arg(id)
                           : tr("%1 is deactivated.").arg(id),
                    {},
                    tr("%1 was not deactivated.").arg(id),
                    {}});
        m_users.run(*erase ? UserAction::Erase : UserAction::Deactivate, id);
    };
    ask(question, doIt, [eraseOnly, erase](ConfirmDialog &dialog) {
        if (!eraseOnly)
            addEraseChoice(dialog, tr("Also erase the profile and hide old messages"), erase);
    });
}

void UsersPage::askSignOutAll(const QString &id) {
    if (m_panel->shownId() == id) {
        askSignOutDevices(m_panel->signOutIds(), isOwn(id) ? tr("Sign out your other devices?")
                                                           : tr("Sign out %1 everywhere?").arg(id));
        return;
    }
    if (isOwn(id)) {
        // Which device is this one, only the panel knows.
        openDetails(id);
        return;
    }
    ask({tr("Sign out %1 everywhere?").arg(id),
         tr("A device may hold the only keys to encrypted messages."),
         tr("What only these devices can read is lost without a key backup. The person can "
            "sign in again."),
         tr("Sign out everywhere"),
         {},
         true},
        [this, id] {
            expect(id, {tr("%1 is signed out everywhere.").arg(id),
                        {},
                        tr("%1 was not signed out.").arg(id),
                        {}});
            m_users.run(UserAction::SignOutEverywhere, id);
        });
}

void UsersPage::askSignOutDevices(const QStringList &deviceIds, const QString &title) {
    if (deviceIds.isEmpty())
        return;
    const QString userId = m_panel->shownId();
    ask({title,
         tr("A device may hold the only keys to encrypted messages."),
         deviceIds.size() == 1
             ? tr("What only this device can read is lost without a key backup. The person can "
                  "sign in again.")
             : tr("What only these devices can read is lost without a key backup. The person can "
                  "sign in again."),
         tr("Sign out"),
         {},
         true},
        [this, deviceIds, userId] {
            auto *devices = session().userDetails()->devices();
            if (devices->userId() == userId)
                devices->remove(deviceIds);
        });
}

void UsersPage::openEdit(const QString &id) {
    auto *dialog = new EditUserDialog(known(id), this);
    connect(dialog, &EditUserDialog::saved, this,
            [this, id](const QString &name) { changeName(id, name, false); });
    dialog->open();
}

void UsersPage::changeName(const QString &id, const QString &name, bool isUndo) {
    const QString before = known(id).displayName;
    // The row may not have its new name yet when somebody is quick to take it back.
    if (!isUndo && name == before)
        return;
    app::UserChange change;
    change.displayName = name;
    std::function<void()> undo;
    if (!isUndo)
        undo = [this, id, before] { changeName(id, before, true); };
    expect(id, {name.isEmpty() ? tr("%1 no longer has a display name.").arg(id)
                               : tr("%1 is now called %2.").arg(id, inSentence(name)),
                undo,
                tr("The name of %1 was not changed.").arg(id),
                {}});
    m_users.edit(id, change);
}

void UsersPage::openResetPassword(const QString &id) {
    auto *dialog = new ResetPasswordDialog(session(), id, this);
    dialog->open();
}

void UsersPage::fillRowMenu(QMenu *menu, const QString &id) {
    const app::User user = known(id);
    const bool own = isOwn(id);
    const bool usable = canAct();
    const auto add = [&](UserStep step, const QString &text, bool guarded) {
        auto *action = menu->addAction(text);
        action->setEnabled(usable && !(guarded && own));
        if (step == UserStep::SendNotice && !session().abilities().notices) {
            action->setEnabled(false);
            action->setToolTip(noticesAreOff());
        }
        if (guarded && own)
            action->setToolTip(tr("This is the account you are signed in with."));
        connect(action, &QAction::triggered, this, [this, step, id] { perform(step, id); });
    };
    menu->setToolTipsVisible(true);
    if (user.deactivated) {
        if (!user.erased)
            add(UserStep::Erase, tr("Erase…"), true);
        return;
    }
    add(UserStep::Edit, tr("Change name…"), false);
    add(UserStep::ResetPassword, tr("Reset password…"), false);
    add(UserStep::SignOutAll, tr("Sign out everywhere…"), false);
    add(UserStep::SendNotice, tr("Send server notice…"), false);
    menu->addSeparator();
    add(user.admin ? UserStep::RemoveAdmin : UserStep::MakeAdmin,
        user.admin ? tr("Remove administrator…") : tr("Make administrator…"), user.admin);
    add(user.suspended ? UserStep::Unsuspend : UserStep::Suspend,
        user.suspended ? tr("Lift suspension") : tr("Suspend"), true);
    add(user.shadowBanned ? UserStep::LiftShadowBan : UserStep::ShadowBan,
        user.shadowBanned ? tr("Lift shadow-ban") : tr("Shadow-ban"), true);
    add(user.locked ? UserStep::Unlock : UserStep::Lock, user.locked ? tr("Unlock") : tr("Lock"),
        true);
    menu->addSeparator();
    add(UserStep::Deactivate, tr("Deactivate…"), true);
}

// ---- Many at a time ----------------------------------------------------------------------------

QString UsersPage::bulkText(UserAction action, int count) const {
    if (count == 0)
        return tr("No account was changed.");
    switch (action) {
    case UserAction::Lock:
        return tr("%n accounts locked.", nullptr, count);
    case UserAction::Unlock:
        return tr("%n accounts unlocked.", nullptr, count);
    case UserAction::Suspend:
        return tr("%n accounts suspended.", nullptr, count);
    case UserAction::Unsuspend:
        return tr("%n accounts active again.", nullptr, count);
    case UserAction::SignOutEverywhere:
        return tr("%n accounts signed out everywhere.", nullptr, count);
    case UserAction::Deactivate:
        return tr("%n accounts deactivated.", nullptr, count);
    case UserAction::Erase:
        return tr("%n accounts deactivated and erased.", nullptr, count);
    default:
        return {};
    }
}

void UsersPage::runBulk(UserAction action, const QStringList &ids) {
    if (ids.isEmpty())
        return;
    BulkWords words;
    words.done = [this, action](int count) { return bulkText(action, count); };
    words.again = [this, action](const QStringList &rest) { runBulk(action, rest); };
    // Undo may only touch what this run changed.
    QStringList changed;
    for (const auto &id : ids) {
        const app::User user = known(id);
        if ((action == UserAction::Lock && !user.locked) ||
            (action == UserAction::Suspend && !user.suspended))
            changed << id;
    }
    if (action == UserAction::Lock || action == UserAction::Suspend) {
        const auto back = action == UserAction::Lock ? UserAction::Unlock : UserAction::Unsuspend;
        words.undo = [this, back, changed](const QStringList &done) {
            QStringList wanted;
            for (const auto &id : done)
                if (changed.contains(id))
                    wanted << id;
            runBulk(back, wanted);
        };
    }
    expectBulk(ids, std::move(words));
    m_users.runOn(action, ids);
}

QString UsersPage::noticesAreOff() {
    return tr("Server notices are off. To turn them on, set server_notices in the server's "
              "configuration, then restart the server.");
}

/// A button that is off says why.
void UsersPage::showNotices() {
    if (!m_sendNotice)
        return; // the screen is not built yet
    const bool on = session().abilities().notices;
    m_sendNotice->setEnabled(canAct() && on);
    m_sendNotice->setToolTip(on ? QString() : noticesAreOff());
    m_sendNotice->setAccessibleDescription(m_sendNotice->toolTip());
}

void UsersPage::askNotice(const QStringList &ids) {
    auto *dialog = new NoticeDialog(ids, this);
    connect(dialog, &NoticeDialog::accepted, this,
            [this, ids, dialog] { sendNotice(ids, dialog->text()); });
    dialog->open();
}

void UsersPage::sendNotice(const QStringList &ids, const QString &text) {
    BulkWords words;
    words.done = [](int count) {
        return count == 0 ? tr("The notice was not sent.")
                          : tr("The notice was sent to %n people.", nullptr, count);
    };
    words.again = [this, text](const QStringList &rest) { sendNotice(rest, text); };
    words.reason = [](const app::ApiError &error) {
        return error.serverText.contains(u"not enabled") ? noticesAreOff() : whatHappened(error);
    };
    expectBulk(ids, std::move(words));
    m_users.sendNotice(ids, text);
}

void UsersPage::askSignOutTicked() {
    const QStringList ids = m_users.tickedIds();
    ask({tr("Sign out %n accounts everywhere?", nullptr, static_cast<int>(ids.size())),
         tr("Devices may hold the only keys to encrypted messages."),
         tr("What only these devices can read is lost without a key backup. The people can "
            "sign in again. Your own account is left out."),
         tr("Sign out everywhere"),
         {},
         true},
        [this, ids] { runBulk(UserAction::SignOutEverywhere, ids); });
}

void UsersPage::askDeactivateTicked() {
    QStringList ids = m_users.tickedIds();
    const int count = static_cast<int>(ids.size() - (ids.contains(m_users.ownId()) ? 1 : 0));
    if (count == 0) {
        toast(tr("This is the account you are signed in with. Ask another administrator."));
        return;
    }
    auto erase = std::make_shared<bool>(false);
    ask(
        {tr("Deactivate %n accounts?", nullptr, count), tr("The accounts are closed for good."),
         tr("The people are signed out everywhere and leave all rooms. The names "
            "can never be used again. Messages already sent stay.") +
             (count < ids.size() ? u' ' + tr("Your own account is left out.") : QString()),
         tr("Deactivate %n accounts", nullptr, count), QString::number(count), true},
        [this, ids, erase] { runBulk(*erase ? UserAction::Erase : UserAction::Deactivate, ids); },
        [erase](ConfirmDialog &dialog) {
            addEraseChoice(dialog, tr("Also erase the profiles and hide old messages"), erase);
        });
}

} // namespace hearth::ui
