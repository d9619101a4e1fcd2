// SPDX-License-Identifier: Apache-2.0
// "Make one" or "Type one", with strength.
#pragma once

#include <QWidget>

class QRadioButton;

namespace hearth::ui {

class FormRow;
class PasswordField;

class PasswordChoice : public QWidget {
    Q_OBJECT
public:
    explicit PasswordChoice(QWidget *parent = nullptr);
    /// A password that holds the name is weaker.
    void setUserName(const QString &localpart);
    QString password() const;
    /// Says at the field what is wrong; false if it can't be used.
    bool check();
    void makeAnother();
    /// What the server said against it.
    void showProblem(const QString &what, const QString &whatToDo);

private:
    void rate();

    QRadioButton *m_make;
    QRadioButton *m_type;
    PasswordField *m_password;
    FormRow *m_row;
    QString m_userName;
};

} // namespace hearth::ui
