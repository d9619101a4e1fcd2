// SPDX-License-Identifier: Apache-2.0
// Administrator sign-in.
#pragma once

#include "app/core/result.hpp"
#include "ui/widgets/confirm_dialog.hpp"

namespace hearth::app {
class ServerSession;
}

namespace hearth::ui {

class SignInForm;

/// Opened with open(); closes when the session is signed in.
class SignInDialog : public DialogFrame {
    Q_OBJECT
public:
    SignInDialog(app::ServerSession &session, QWidget *parent);

private:
    void askForWays();
    void showFailure(const app::ApiError &error);

    app::ServerSession &m_session;
    SignInForm *m_form;
    Button *m_signIn;
};

} // namespace hearth::ui
