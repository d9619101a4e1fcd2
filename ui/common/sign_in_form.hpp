// SPDX-License-Identifier: Apache-2.0
// The ways of an administrator into a server: password, access token, single sign-on.
#pragma once

#include "app/api/admin_sign_in.hpp"
#include "app/api/types.hpp"

#include <QUrl>
#include <QWidget>

class QStackedWidget;

namespace hearth::app {
class SingleSignOn;
}

namespace hearth::ui {

class Button;
class FormRow;
class InlineMessage;
class Label;
class LineField;
class PasswordField;
class Segments;

/// Asks; signing in is its owner's. Shows only what the server offers.
class SignInForm : public QWidget {
    Q_OBJECT
public:
    explicit SignInForm(QWidget *parent = nullptr);

    void setServer(const QUrl &baseUrl, const app::LoginWays &ways);
    void setUser(const QString &user);
    /// Checks that all is filled in, then chosen() comes; with single sign-on when the browser is
    /// back.
    void submit();
    [[nodiscard]] QString way() const;
    void showError(const QString &what, const QString &whatToDo, const QString &details);
    /// What is waited for.
    void showNote(const QString &text);
    void clearError();
    void setFocusToFirst();
    /// What was typed is not wanted any more.
    void forgetSecrets();

Q_SIGNALS:
    void chosen(const hearth::app::Credentials &credentials);
    /// The browser is open, or the person gave it up.
    void waitingChanged(bool waiting);

private:
    QWidget *makePasswordPart();
    QWidget *makeTokenPart();
    QWidget *makeSsoPart();
    void showWay();
    void openBrowser();
    void stopWaiting();

    QUrl m_baseUrl;
    app::SingleSignOn *m_sso;
    Segments *m_ways;
    InlineMessage *m_message;
    QStackedWidget *m_parts;
    LineField *m_user = nullptr;
    PasswordField *m_password = nullptr;
    PasswordField *m_token = nullptr;
    Label *m_waiting = nullptr;
    Button *m_copyLink = nullptr;
    QUrl m_link;
};

} // namespace hearth::ui
