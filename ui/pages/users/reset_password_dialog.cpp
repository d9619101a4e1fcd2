// SPDX-License-Identifier: Apache-2.0
// The dialog for a new password.
#include "ui/pages/users/reset_password_dialog.hpp"

#include "app/models/server_session.hpp"
#include "ui/common/error_text.hpp"
#include "ui/pages/users/account_card.hpp"
#include "ui/pages/users/password_choice.hpp"
#include "ui/pages/users/user_text.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/label.hpp"

#include <QCheckBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::PagedModel;

ResetPasswordDialog::ResetPasswordDialog(app::ServerSession &session, const QString &userId,
                                         QWidget *parent)
    : DialogFrame(tr("Reset the password of %1?").arg(userId), parent)
    , m_session(session)
    , m_id(userId)
    , m_own(userId == session.users()->ownId())
    , m_message(new InlineMessage(MessageKind::Error))
    , m_password(new PasswordChoice)
    , m_signOut(new QCheckBox(tr("Sign out all devices")))
    , m_form(new QWidget)
    , m_cancel(nullptr)
    , m_reset(nullptr) {
    setObjectName(u"resetPasswordDialog"_s);
    setMinimumWidth(500);
    m_message->hide();
    body()->addWidget(m_message);
    buildForm();
    body()->addWidget(m_form);
    m_cancel = addCancel();
    m_reset = addPrimary(tr("Reset password"));
    m_reset->setObjectName(u"resetButton"_s);
    connect(m_reset, &Button::clicked, this, &ResetPasswordDialog::submit);
    auto *users = session.users();
    connect(users, &PagedModel::actionDone, this, [this](const QString &id) {
        if (m_running && id == m_id)
            showDone();
    });
    connect(users, &PagedModel::actionFailed, this,
            [this](const QString &id, const app::ApiError &error) {
                if (m_running && id == m_id)
                    showFailure(error);
            });
    m_password->setFocus();
}

void ResetPasswordDialog::buildForm() {
    auto *column = new QVBoxLayout(m_form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(14);
    auto *lead = new Label(tr("The old password stops working. Give the person the new one; "
                              "Hearth can't show it again."),
                           TextRole::Body, Color::Text2);
    lead->setParagraph();
    column->addWidget(lead);
    m_password->setUserName(localpartOf(m_id));
    column->addWidget(m_password);
    auto *choice = new QVBoxLayout;
    choice->setSpacing(3);
    m_signOut->setObjectName(u"signOutDevicesBox"_s);
    m_signOut->setChecked(!m_own);
    m_signOut->setEnabled(!m_own);
    choice->addWidget(m_signOut);
    auto *why = new Label(m_own ? tr("Not for your own account: it would sign you out of "
                                     "Hearth.")
                                : tr("Do this if someone else may know the old password. A "
                                     "device may hold the only keys to encrypted messages: "
                                     "what only it can read is lost without a key backup."),
                          TextRole::Small, Color::Text2);
    why->setParagraph();
    why->setContentsMargins(24, 0, 0, 0);
    m_signOut->setAccessibleDescription(why->text());
    choice->addWidget(why);
    column->addLayout(choice);
}

void ResetPasswordDialog::submit() {
    if (!m_password->check())
        return;
    m_message->hide();
    m_running = true;
    m_reset->setBusy(true);
    m_form->setEnabled(false);
    m_session.users()->resetPassword(m_id, m_password->password(), m_signOut->isChecked());
}

void ResetPasswordDialog::showFailure(const app::ApiError &error) {
    m_running = false;
    m_reset->setBusy(false);
    m_form->setEnabled(true);
    m_message->setMessage(MessageKind::Error, whatHappened(error), whatToDo(error),
                          tr("The password was not changed."));
    m_message->setDetails(errorDetails(error));
    m_message->show();
}

void ResetPasswordDialog::showDone() {
    m_running = false;
    setWindowTitle(tr("New password for %1").arg(m_id));
    m_message->setMessage(MessageKind::Ok,
                          m_signOut->isChecked() ? tr("The person is signed out everywhere.")
                                                 : tr("Signed-in devices stay signed in."),
                          {}, tr("The password has been changed."));
    m_message->show();
    m_form->hide();
    m_message->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto *address = new CopyField(tr("Address"), m_id);
    body()->addWidget(new FormRow(tr("Address"), address));
    auto *password = new CopyField(tr("New password"), m_password->password());
    password->setObjectName(u"newPasswordField"_s);
    body()->addWidget(new FormRow(tr("New password"), password,
                                  tr("Only shown now. Once copied, it is cleared from the "
                                     "clipboard after 60 s.")));
    connect(password, &CopyField::copied, this,
            [this] { copyToClipboard(m_password->password(), true); });
    body()->addStretch(1);
    auto *card = new Button(tr("Save card…"), QStringLiteral("file"), ButtonKind::Secondary);
    card->setObjectName(QStringLiteral("saveCardButton"));
    card->setToolTip(tr("A page to print and hand over, with the server, name and password"));
    connect(card, &Button::clicked, this,
            [this] { saveAccountCard(m_session.profile(), m_id, m_password->password(), this); });
    addFootStart(card);
    m_cancel->hide();
    m_reset->setBusy(false);
    m_reset->setText(tr("Done"));
    m_reset->setObjectName(u"doneButton"_s);
    disconnect(m_reset, &Button::clicked, this, nullptr);
    connect(m_reset, &Button::clicked, this, &QDialog::accept);
    m_reset->setFocus();
}

} // namespace hearth::ui
