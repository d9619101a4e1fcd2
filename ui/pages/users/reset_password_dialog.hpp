// SPDX-License-Identifier: Apache-2.0
// Sets a new password for an account and shows it once.
#pragma once

#include "app/core/result.hpp"
#include "ui/widgets/confirm_dialog.hpp"

class QCheckBox;
class QStackedWidget;

namespace hearth::app {
class ServerSession;
}

namespace hearth::ui {

class CopyField;
class InlineMessage;
class PasswordChoice;

class ResetPasswordDialog : public DialogFrame {
    Q_OBJECT
public:
    ResetPasswordDialog(app::ServerSession &session, const QString &userId, QWidget *parent);

private:
    void buildForm();
    void submit();
    void showFailure(const app::ApiError &error);
    void showDone();

    app::ServerSession &m_session;
    QString m_id;
    bool m_own;
    bool m_running = false;
    InlineMessage *m_message;
    PasswordChoice *m_password;
    QCheckBox *m_signOut;
    QWidget *m_form;
    Button *m_cancel;
    Button *m_reset;
};

} // namespace hearth::ui
