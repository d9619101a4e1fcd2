// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/account_page.hpp"

#include "ui/style/theme.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/folding.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace hearth::ui {

AccountPage::AccountPage(QWidget *parent)
    : WizardPage(tr("First account"),
                 tr("This will be your own account, with administrator rights. Use it to sign in "
                    "to Hearth and to chat apps."),
                 parent)
    , m_name(new LineField)
    , m_displayName(new LineField)
    , m_password(new PasswordField)
    , m_address(new Label({}, TextRole::Subtitle, Color::Text2)) {
    setObjectName(QStringLiteral("accountPage"));
    m_name->setObjectName(QStringLiteral("adminNameField"));
    m_name->setMaxLength(200);
    m_nameRow = new FormRow(tr("Name"), m_name, tr("Letters from a to z, digits and . _ = - / +"));
    auto *names = new QHBoxLayout;
    names->setSpacing(12);
    auto *nameBox = new QVBoxLayout;
    nameBox->addWidget(m_nameRow);
    names->addLayout(nameBox, 1);
    m_displayName->setObjectName(QStringLiteral("adminDisplayNameField"));
    auto *displayRow = new FormRow(tr("Display name"), m_displayName,
                                   tr("What others see. You can change it at any time."));
    displayRow->setOptional();
    names->addWidget(displayRow, 1, Qt::AlignTop);
    auto *form = new QWidget;
    form->setMaximumWidth(760);
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    column->addLayout(names);
    column->addWidget(m_address);
    m_password->setObjectName(QStringLiteral("adminPasswordField"));
    m_password->field()->setObjectName(QStringLiteral("adminPasswordEdit"));
    m_password->setCanGenerate(true);
    m_password->setCanCopy(true);
    m_passwordRow = new FormRow(tr("Password"), m_password, madeUpHint());
    column->addWidget(m_passwordRow);
    auto *message = new InlineMessage;
    message->setMessage(MessageKind::Info,
                        tr("Administrators add people, reset passwords and delete rooms. You can "
                           "appoint more later."));
    column->addWidget(message);
    content()->addLayout(rowOf(form));

    connect(m_name, &QLineEdit::textEdited, this, [this] {
        checkLetters();
        showAddress();
        Q_EMIT edited();
    });
    connect(m_name, &QLineEdit::editingFinished, this, [this] { checkName(); });
    connect(m_displayName, &QLineEdit::textEdited, this, [this] { Q_EMIT edited(); });
    connect(m_password, &PasswordField::textChanged, this, [this] {
        m_passwordRow->clearError();
        showStrength();
    });
    connect(m_password, &PasswordField::textEdited, this, [this] {
        m_madeUp = false;
        Q_EMIT edited();
    });
    connect(m_password, &PasswordField::editingFinished, this, [this] { checkPassword(); });
    connect(m_password, &PasswordField::generateRequested, this, [this] {
        suggest();
        Q_EMIT edited();
    });
}

QString AccountPage::madeUpHint() {
    return tr("Generated for you, or type your own. Hearth keeps a generated password, so that "
              "you can look it up in Settings until you change it.");
}

void AccountPage::suggest() {
    m_password->setText(app::suggestPassword());
    m_password->setRevealed(true);
    m_madeUp = true;
}

void AccountPage::load(const app::SetupAnswers &answers) {
    m_serverName = answers.serverName;
    m_name->setText(answers.adminName);
    m_displayName->setText(answers.adminDisplayName);
    m_passwordRow->setHint(answers.existing
                               ? tr("If this account already exists on the server, enter its "
                                    "password. If not, it is created with the password you "
                                    "enter here.")
                               : madeUpHint());
    if (!answers.adminPassword.isEmpty()) {
        m_password->setText(answers.adminPassword);
        m_madeUp = answers.passwordMadeUp;
    } else if (answers.existing) {
        m_password->setText({}); // one that is made up would hardly be the right one
        m_madeUp = false;
    } else {
        suggest();
    }
    m_nameRow->clearError();
    showAddress();
    showStrength();
}

void AccountPage::store(app::SetupAnswers &answers) const {
    answers.adminName = m_name->text().trimmed();
    answers.adminDisplayName = m_displayName->text().trimmed();
    answers.adminPassword = m_password->text();
    answers.passwordMadeUp = m_madeUp;
}

void AccountPage::showAddress() {
    const QString name = m_name->text().trimmed();
    const QString address = QStringLiteral("\u2066@%1:%2\u2069")
                                .arg(name.isEmpty() ? QStringLiteral("name") : name, m_serverName);
    m_address->setText(tr("Your address is %1").arg(address));
}

void AccountPage::showStrength() {
    const auto strength = app::estimateStrength(m_password->text(), m_name->text());
    const QString words[] = {tr("Very weak: guessed in no time"), tr("Weak: guessed within a day"),
                             tr("Fair"), tr("Good"), tr("Strong")};
    m_password->setStrength(m_password->text().isEmpty() ? -1 : strength.score,
                            words[qBound(0, strength.score, 4)]);
}

/// While somebody types: what no further letter can make right is said at once, the rest later.
void AccountPage::checkLetters() {
    const auto problem = app::checkUserName(m_name->text().trimmed(), m_serverName);
    if (problem == app::AnswerProblem::BadUserName)
        checkName();
    else
        m_nameRow->clearError();
}

bool AccountPage::checkName() {
    const auto problem = app::checkUserName(m_name->text().trimmed(), m_serverName);
    if (problem == app::AnswerProblem::None) {
        m_nameRow->clearError(true);
        return true;
    }
    const auto text = problemText(problem);
    m_nameRow->setError(text.what, text.whatToDo);
    return false;
}

bool AccountPage::checkPassword() {
    const auto problem = app::checkPassword(m_password->text(), m_name->text().trimmed());
    const auto text = problemText(problem);
    if (problem == app::AnswerProblem::None) {
        m_passwordRow->clearError();
        return true;
    }
    if (app::isWarning(problem)) {
        m_passwordRow->setWarning(text.what, text.whatToDo);
        return true;
    }
    m_passwordRow->setError(text.what, text.whatToDo);
    return false;
}

void AccountPage::check(const std::function<void()> &goOn) {
    const bool name = checkName();
    const bool password = checkPassword();
    if (!name)
        m_name->setFocus();
    else if (!password)
        m_password->field()->setFocus();
    else
        goOn();
}

QWidget *AccountPage::firstField() {
    return m_name;
}

} // namespace hearth::ui
