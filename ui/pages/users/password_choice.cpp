// SPDX-License-Identifier: Apache-2.0
// Choosing a password for somebody.
#include "ui/pages/users/password_choice.hpp"

#include "app/setup/setup_answers.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>
#include <QRadioButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

PasswordChoice::PasswordChoice(QWidget *parent)
    : QWidget(parent)
    , m_make(new QRadioButton(tr("Generate")))
    , m_type(new QRadioButton(tr("Type my own")))
    , m_password(new PasswordField)
    , m_row(nullptr) {
    auto *inside = new QWidget;
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(7);
    auto *row = new QHBoxLayout;
    row->setSpacing(18);
    m_make->setObjectName(u"makePasswordRadio"_s);
    m_type->setObjectName(u"typePasswordRadio"_s);
    row->addWidget(m_make);
    row->addWidget(m_type);
    row->addStretch(1);
    column->addLayout(row);
    m_password->field()->setObjectName(u"passwordField"_s);
    m_password->setCanGenerate(true);
    m_password->setCanCopy(true);
    column->addWidget(m_password);
    inside->setFocusProxy(m_password->field());
    m_row = new FormRow(tr("Password"), inside);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_row);
    setFocusProxy(m_password->field());
    m_make->setChecked(true);
    makeAnother();
    connect(m_make, &QRadioButton::toggled, this, [this](bool make) {
        m_row->clearError();
        if (make) {
            makeAnother();
            return;
        }
        m_password->setText({});
        m_password->setRevealed(false);
        m_password->field()->setFocus();
    });
    connect(m_password, &PasswordField::generateRequested, this, [this] {
        m_make->setChecked(true);
        makeAnother();
    });
    connect(m_password, &PasswordField::textEdited, this, [this] {
        // Changing a made one is typing one.
        if (m_make->isChecked()) {
            const QSignalBlocker blocker(m_make);
            m_type->setChecked(true);
        }
        if (m_row->hasError())
            m_row->clearError();
    });
    connect(m_password, &PasswordField::textChanged, this, &PasswordChoice::rate);
    connect(m_password, &PasswordField::editingFinished, this, [this] {
        if (!password().isEmpty())
            check();
    });
}

void PasswordChoice::setUserName(const QString &localpart) {
    m_userName = localpart;
    rate();
}

QString PasswordChoice::password() const {
    return m_password->text();
}

void PasswordChoice::makeAnother() {
    m_password->setText(app::suggestPassword());
    m_password->setRevealed(true);
    rate();
}

void PasswordChoice::rate() {
    if (password().isEmpty()) {
        m_password->setStrength(-1, {});
        return;
    }
    const int score = app::estimateStrength(password(), m_userName).score;
    QString sentence;
    switch (score) {
    case 0:
        sentence = tr("Very weak, easy to guess");
        break;
    case 1:
        sentence = tr("Weak, can be guessed");
        break;
    case 2:
        sentence = tr("Fair");
        break;
    case 3:
        sentence = tr("Strong");
        break;
    default:
        sentence =
            m_make->isChecked() ? tr("Strong, and easy to read out loud") : tr("Very strong");
    }
    m_password->setStrength(score, sentence);
}

bool PasswordChoice::check() {
    using Problem = app::AnswerProblem;
    switch (app::checkPassword(password(), m_userName)) {
    case Problem::Empty:
        m_row->setError(tr("Enter a password."), tr("Type one, or choose Generate."));
        return false;
    case Problem::PasswordTooShort:
        m_row->setError(tr("The password is too short."), tr("Use at least 10 characters."));
        return false;
    case Problem::PasswordWeak:
        m_row->setWarning(tr("This password can be guessed."));
        return true;
    default:
        m_row->clearError();
        return true;
    }
}

void PasswordChoice::showProblem(const QString &what, const QString &whatToDo) {
    m_row->setError(what, whatToDo);
    m_password->field()->setFocus();
}

} // namespace hearth::ui
