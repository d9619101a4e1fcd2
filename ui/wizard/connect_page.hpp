// SPDX-License-Identifier: Apache-2.0
// "Connect to an existing server": its address, what answers there, and an administrator's sign-in.
#pragma once

#include "app/setup/remote_setup.hpp"
#include "ui/common/wizard_context.hpp"

#include <QTimer>
#include <QWidget>

namespace hearth::ui {

class Button;
class Card;
class FactList;
class FormRow;
class InlineMessage;
class LineField;
class SignInForm;

/// Goes on by its own signals; nothing is kept before connected().
class ConnectPage : public QWidget {
    Q_OBJECT
public:
    explicit ConnectPage(const WizardContext &context, QWidget *parent = nullptr);

    /// The wizard's main button: looks at the address, or signs in to what was found there.
    void goOn();
    /// What that button says.
    [[nodiscard]] QString goOnText() const;
    [[nodiscard]] bool isBusy() const { return m_busy; }
    QWidget *firstField();

Q_SIGNALS:
    /// What the main button says, or whether it works, has changed.
    void stateChanged();
    void connected(const QString &profileId);

private:
    QWidget *makeAddressCard();
    QWidget *makeSignInCard();
    void probe();
    void showFound(const app::ProbeResult &result);
    void showRefused(const app::ApiError &error);
    void forgetFound();
    void setBusy(bool busy);
    [[nodiscard]] bool isFound() const;

    app::RemoteSetup m_setup;
    LineField *m_address = nullptr;
    Button *m_check = nullptr;
    InlineMessage *m_message = nullptr;
    InlineMessage *m_plain = nullptr; ///< the connection is not encrypted
    FactList *m_facts = nullptr;
    Card *m_signInCard = nullptr;
    SignInForm *m_form = nullptr;
    QTimer m_keeping; ///< the keychain takes so long that somebody has to be told
    bool m_busy = false;
};

} // namespace hearth::ui
