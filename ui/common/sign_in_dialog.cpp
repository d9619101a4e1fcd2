// SPDX-License-Identifier: Apache-2.0
// Administrator sign-in.
#include "ui/common/sign_in_dialog.hpp"

#include "app/core/futures.hpp"
#include "app/models/server_session.hpp"
#include "ui/common/error_text.hpp"
#include "ui/common/sign_in_form.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/label.hpp"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

SignInDialog::SignInDialog(app::ServerSession &session, QWidget *parent)
    : DialogFrame(tr("Administrator sign-in"), parent)
    , m_session(session)
    , m_form(new SignInForm)
    , m_signIn(nullptr) {
    setObjectName(u"signInDialog"_s);
    setMinimumWidth(420);
    auto *lead = new Label(
        tr("Sign in to %1 with an administrator account.").arg(session.profile().serverName),
        TextRole::Body, Color::Text2);
    lead->setParagraph();
    body()->addWidget(lead);
    m_form->setUser(session.profile().userId);
    body()->addWidget(m_form);
    addCancel();
    m_signIn = addPrimary(tr("Sign in"));
    m_signIn->setObjectName(u"signInButton"_s);
    connect(m_signIn, &Button::clicked, m_form, &SignInForm::submit);
    connect(m_form, &SignInForm::waitingChanged, m_signIn, &Button::setBusy);
    connect(m_form, &SignInForm::chosen, this, [this](const app::Credentials &credentials) {
        m_signIn->setBusy(true);
        m_session.signIn(credentials);
    });
    connect(&session, &app::ServerSession::signedIn, this, &QDialog::accept);
    connect(&session, &app::ServerSession::signInFailed, this, &SignInDialog::showFailure);
    m_form->setServer(session.profile().baseUrl, {true, false});
    m_form->setFocusToFirst();
    askForWays();
}

/// The password is there at once; what else the server offers comes when it has said so.
void SignInDialog::askForWays() {
    app::onAnswer(m_session.api().loginWays(), this,
                  [this](const app::Result<app::LoginWays> &ways) {
                      const app::LoginWays usual{true, false};
                      if (ways && *ways != usual)
                          m_form->setServer(m_session.profile().baseUrl, *ways);
                  });
}

void SignInDialog::showFailure(const app::ApiError &error) {
    m_signIn->setBusy(false);
    m_form->showError(whatHappened(error), whatToDo(error), errorDetails(error));
}

} // namespace hearth::ui
