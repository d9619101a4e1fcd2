// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/wizard_page.hpp"

#include "ui/widgets/folding.hpp"
#include "ui/widgets/label.hpp"

#include <QCoreApplication>
#include <QVBoxLayout>

namespace hearth::ui {

WizardPage::WizardPage(const QString &title, const QString &lead, QWidget *parent)
    : QWidget(parent)
    , m_title(new Label(title, TextRole::Title))
    , m_lead(new Label(lead, TextRole::Body, Color::Text2))
    , m_content(new QVBoxLayout) {
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(32, 24, 32, 24);
    column->setSpacing(4);
    m_lead->setParagraph();
    m_lead->setMaximumWidth(760);
    column->addWidget(m_title);
    column->addLayout(rowOf(m_lead));
    column->addSpacing(12);
    m_content->setSpacing(16);
    column->addLayout(m_content);
    column->addStretch();
}

void WizardPage::setTitle(const QString &title) {
    m_title->setText(title);
}

void WizardPage::setLead(const QString &lead) {
    m_lead->setText(lead);
}

namespace {

struct ProblemRow {
    app::AnswerProblem problem;
    const char *what;
    const char *whatToDo;
};

using P = app::AnswerProblem;
constexpr ProblemRow problemRows[] = {
    {P::Empty, QT_TRANSLATE_NOOP("WizardProblem", "This is still empty."),
     QT_TRANSLATE_NOOP("WizardProblem", "Fill it in.")},
    {P::BadServerName, QT_TRANSLATE_NOOP("WizardProblem", "This is not a domain."),
     QT_TRANSLATE_NOOP("WizardProblem", "Write it like example.org, without spaces.")},
    {P::ServerNameIsUrl, QT_TRANSLATE_NOOP("WizardProblem", "This is a web address."),
     QT_TRANSLATE_NOOP("WizardProblem", "Leave out everything after the domain.")},
    {P::ServerNameIsIp, QT_TRANSLATE_NOOP("WizardProblem", "This is an IP address, not a domain."),
     QT_TRANSLATE_NOOP("WizardProblem",
                       "Enter a domain you own. People's addresses carry it for good, and an IP "
                       "address can change.")},
    {P::LocalhostIsTrial,
     QT_TRANSLATE_NOOP("WizardProblem", "With this name, nobody else can ever reach the server."),
     QT_TRANSLATE_NOOP("WizardProblem", "Choose a domain you own, or set up a trial.")},
    {P::BadPort, QT_TRANSLATE_NOOP("WizardProblem", "This is not a port number."),
     QT_TRANSLATE_NOOP("WizardProblem", "Choose a number between 1 and 65535.")},
    {P::PrivilegedPort,
     QT_TRANSLATE_NOOP("WizardProblem", "Ports below 1024 are reserved for the system."),
     QT_TRANSLATE_NOOP("WizardProblem", "Choose a higher one, such as 8008.")},
    {P::PortTaken, QT_TRANSLATE_NOOP("WizardProblem", "Another program uses this port."),
     QT_TRANSLATE_NOOP("WizardProblem", "Choose another port, or stop that program.")},
    {P::FolderNotAbsolute, QT_TRANSLATE_NOOP("WizardProblem", "This is not a full path."),
     QT_TRANSLATE_NOOP("WizardProblem", "Start with /, or use Browse to choose the folder.")},
    {P::FolderIsFile, QT_TRANSLATE_NOOP("WizardProblem", "This is a file, not a folder."),
     QT_TRANSLATE_NOOP("WizardProblem", "Choose a folder.")},
    {P::FolderNotWritable,
     QT_TRANSLATE_NOOP("WizardProblem", "You don't have permission to write to this folder."),
     QT_TRANSLATE_NOOP("WizardProblem", "Choose another one, for example in your home folder.")},
    {P::FolderNotEmpty,
     QT_TRANSLATE_NOOP("WizardProblem", "This folder already contains other files."),
     QT_TRANSLATE_NOOP("WizardProblem", "Choose an empty or a new folder.")},
    {P::FolderHasServer,
     QT_TRANSLATE_NOOP("WizardProblem", "This folder already contains this server. Hearth "
                                        "continues with it and changes none of its settings."),
     QT_TRANSLATE_NOOP("WizardProblem", "Choose another folder if you want a new server.")},
    {P::FolderHasOther,
     QT_TRANSLATE_NOOP("WizardProblem", "This folder already contains another server."),
     QT_TRANSLATE_NOOP("WizardProblem", "Choose another folder.")},
    {P::LittleSpace, QT_TRANSLATE_NOOP("WizardProblem", "Less than 2 GB is free there."),
     QT_TRANSLATE_NOOP("WizardProblem", "Free up some space, or choose another disk.")},
    {P::BadUserName,
     QT_TRANSLATE_NOOP("WizardProblem", "A name can only contain the letters a to z, digits and . "
                                        "_ = - / +, and can't start with _."),
     QT_TRANSLATE_NOOP("WizardProblem", "Remove capital letters, spaces and other characters.")},
    {P::UserNameTooLong, QT_TRANSLATE_NOOP("WizardProblem", "The full address is too long."),
     QT_TRANSLATE_NOOP("WizardProblem", "Choose a shorter name.")},
    {P::PasswordTooShort, QT_TRANSLATE_NOOP("WizardProblem", "The password is too short."),
     QT_TRANSLATE_NOOP("WizardProblem", "Use at least 10 characters.")},
    {P::PasswordWeak, QT_TRANSLATE_NOOP("WizardProblem", "The password is easy to guess."),
     QT_TRANSLATE_NOOP("WizardProblem", "Make it longer, or let Hearth generate one.")},
    {P::BadUrl, QT_TRANSLATE_NOOP("WizardProblem", "Apps can't use this address."),
     QT_TRANSLATE_NOOP("WizardProblem", "Write it like https://matrix.example.org.")},
};

} // namespace

ProblemText problemText(app::AnswerProblem problem) {
    for (const ProblemRow &row : problemRows) {
        if (row.problem == problem)
            return {QCoreApplication::translate("WizardProblem", row.what),
                    QCoreApplication::translate("WizardProblem", row.whatToDo)};
    }
    return {};
}

QString keychainHint() {
    return QCoreApplication::translate(
        "WizardProblem",
        "This computer's keychain may be asking for a password in a window of its own. If nobody "
        "answers within a minute, Hearth keeps the sign-in in an encrypted file instead.");
}

} // namespace hearth::ui
