// SPDX-License-Identifier: Apache-2.0
// The first administrator: name and password.
#pragma once

#include "ui/wizard/wizard_page.hpp"

class QCheckBox;

namespace hearth::ui {

class FormRow;
class LineField;
class PasswordField;

class AccountPage : public WizardPage {
    Q_OBJECT
public:
    explicit AccountPage(QWidget *parent = nullptr);
    void load(const app::SetupAnswers &answers) override;
    void store(app::SetupAnswers &answers) const override;
    void check(const std::function<void()> &goOn) override;
    QWidget *firstField() override;

private:
    void checkLetters();
    bool checkName();
    bool checkPassword();
    void showStrength();
    void showAddress();
    [[nodiscard]] static QString madeUpHint();
    void suggest();

    LineField *m_name;
    FormRow *m_nameRow;
    LineField *m_displayName;
    PasswordField *m_password;
    FormRow *m_passwordRow;
    Label *m_address;
    QString m_serverName;
    bool m_madeUp = false; ///< the password is the one Hearth suggested
};

} // namespace hearth::ui
