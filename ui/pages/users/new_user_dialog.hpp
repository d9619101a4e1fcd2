// SPDX-License-Identifier: Apache-2.0
// Makes an account, then shows what its person needs, once.
#pragma once

#include "app/core/result.hpp"
#include "ui/widgets/confirm_dialog.hpp"

#include <QTimer>

class QRadioButton;
class QStackedWidget;

namespace hearth::app {
class ServerSession;
}

namespace hearth::ui {

class FormRow;
class HandOver;
class InlineMessage;
class Label;
class LineField;
class PasswordChoice;

class NewUserDialog : public DialogFrame {
    Q_OBJECT
public:
    NewUserDialog(app::ServerSession &session, QWidget *parent);

Q_SIGNALS:
    /// The person wants to see the new account in the list.
    void shown(const QString &userId);

private:
    enum class Name { Unchecked, Checking, Free, Bad };
    static QString nameRule();
    QWidget *buildForm();
    QWidget *buildNameField();
    void buildFoot();
    void startOver();
    void onNameEdited();
    /// Looks at the characters, then asks the server.
    void checkName();
    void onNameChecked(const QString &localpart, bool isFree, const app::ApiError &error);
    void submit();
    void create();
    void onCreateFailed(const app::ApiError &error);
    void onCreated(const QString &id);
    QWidget *buildResult(const QString &id);
    QString localpart() const;

    app::ServerSession &m_session;
    QTimer m_pause;
    Name m_state = Name::Unchecked;
    bool m_wanted = false; ///< Create was chosen and waits for the name
    QString m_id;
    QStackedWidget *m_pages;
    InlineMessage *m_message;
    LineField *m_name;
    FormRow *m_nameRow;
    LineField *m_displayName;
    PasswordChoice *m_password;
    QRadioButton *m_member;
    QRadioButton *m_admin;
    HandOver *m_handOver;
    Button *m_another;
    Button *m_cancel;
    Button *m_create;
};

} // namespace hearth::ui
