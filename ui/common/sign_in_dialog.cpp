// SPDX-License-Identifier: Apache-2.0
// Administrator sign-in.
#include "ui/common/sign_in_dialog.hpp"

#include "app/models/server_session.hpp"
#include "ui/common/error_text.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/label.hpp"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

SignInDialog::SignInDialog(app::ServerSession &session, QWidget *parent)
    : DialogFrame(tr("Administrator sign-in"), parent)
    , m_session(session)
    , m_message(new InlineMessage(MessageKind::Error))
    , m_user(new LineField)
    , m_password(new PasswordField)
    , m_signIn(nullptr) {
    setObjectName(u"signInDialog"_s);
    setMinimumWidth(420);
    auto *lead = new Label(tr("Sign in to %1 with an account that is an administrator.")
                               .arg(session.profile().serverName),
                           TextRole::Body, Color::Text2);
    lead->setParagraph();
    body()->addWidget(lead);
    m_message->hide();
    body()->addWidget(m_message);
    m_user->setObjectName(u"signInUserField"_s);
    m_user->setText(session.profile().userId);
    body()->addWidget(new FormRow(tr("User name"), m_user));
    m_password->field()->setObjectName(u"signInPasswordField"_s);
    body()->addWidget(new FormRow(tr("Password"), m_password));
    addCancel();
    m_signIn = addPrimary(tr("Sign in"));
    m_signIn->setObjectName(u"signInButton"_s);
    connect(m_signIn, &Button::clicked, this, &SignInDialog::submit);
    connect(&session, &app::ServerSession::signedIn, this, &QDialog::accept);
    connect(&session, &app::ServerSession::signInFailed, this, &SignInDialog::showFailure);
    (m_user->text().isEmpty() ? static_cast<QWidget *>(m_user) : m_password)->setFocus();
}

void SignInDialog::submit() {
    if (m_user->text().trimmed().isEmpty() || m_password->text().isEmpty()) {
        m_message->setMessage(MessageKind::Error, tr("Name and password are both needed."));
        m_message->show();
        return;
    }
    m_message->hide();
    m_signIn->setBusy(true);
    m_session.signIn(m_user->text().trimmed(), m_password->text());
}

void SignInDialog::showFailure(const app::ApiError &error) {
    m_signIn->setBusy(false);
    m_message->setMessage(MessageKind::Error, whatHappened(error), whatToDo(error));
    m_message->setDetails(errorDetails(error));
    m_message->show();
    m_password->field()->selectAll();
    m_password->setFocus();
}

} // namespace hearth::ui
