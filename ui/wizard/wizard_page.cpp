// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/wizard_page.hpp"

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
    column->addWidget(m_lead);
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
    {P::Empty, QT_TRANSLATE_NOOP("WizardProblem", "This is empty."),
     QT_TRANSLATE_NOOP("WizardProblem", "fill it in.")},
    {P::BadServerName, QT_TRANSLATE_NOOP("WizardProblem", "This is not a domain."),
     QT_TRANSLATE_NOOP("WizardProblem", "write it as in example.org, without spaces.")},
    {P::ServerNameIsUrl, QT_TRANSLATE_NOOP("WizardProblem", "This is a web address."),
     QT_TRANSLATE_NOOP("WizardProblem", "leave out https:// and everything after the domain.")},
    {P::LocalhostIsTrial,
     QT_TRANSLATE_NOOP("WizardProblem", "With this name nobody else can ever reach the server."),
     QT_TRANSLATE_NOOP("WizardProblem", "choose a domain that you own, or a trial.")},
    {P::BadPort, QT_TRANSLATE_NOOP("WizardProblem", "This is not a port."),
     QT_TRANSLATE_NOOP("WizardProblem", "choose a number between 1 and 65535.")},
    {P::PrivilegedPort,
     QT_TRANSLATE_NOOP("WizardProblem", "Ports below 1024 are kept for the system."),
     QT_TRANSLATE_NOOP("WizardProblem", "choose a higher one, for example 8008.")},
    {P::PortTaken, QT_TRANSLATE_NOOP("WizardProblem", "Another program uses this port."),
     QT_TRANSLATE_NOOP("WizardProblem", "choose another port, or end that program.")},
    {P::FolderNotAbsolute,
     QT_TRANSLATE_NOOP("WizardProblem", "This is not the whole way to a folder."),
     QT_TRANSLATE_NOOP("WizardProblem", "start with / or choose the folder with Browse.")},
    {P::FolderIsFile, QT_TRANSLATE_NOOP("WizardProblem", "This is a file."),
     QT_TRANSLATE_NOOP("WizardProblem", "choose a folder.")},
    {P::FolderNotWritable,
     QT_TRANSLATE_NOOP("WizardProblem", "This account may not write into that folder."),
     QT_TRANSLATE_NOOP("WizardProblem", "choose another one, for example in your home folder.")},
    {P::FolderNotEmpty,
     QT_TRANSLATE_NOOP("WizardProblem", "The folder holds files of something else."),
     QT_TRANSLATE_NOOP("WizardProblem", "choose an empty or a new folder.")},
    {P::FolderHasServer,
     QT_TRANSLATE_NOOP("WizardProblem", "A Hearth server is here already. It is continued."),
     QT_TRANSLATE_NOOP("WizardProblem", "choose another folder if you want a new server.")},
    {P::LittleSpace, QT_TRANSLATE_NOOP("WizardProblem", "Less than 2 GB are free there."),
     QT_TRANSLATE_NOOP("WizardProblem", "free some space, or choose another disk.")},
    {P::BadUserName,
     QT_TRANSLATE_NOOP("WizardProblem", "A name has small letters, digits and . _ = - / + only."),
     QT_TRANSLATE_NOOP("WizardProblem", "leave out other characters and spaces.")},
    {P::UserNameTooLong, QT_TRANSLATE_NOOP("WizardProblem", "The whole address is too long."),
     QT_TRANSLATE_NOOP("WizardProblem", "choose a shorter name.")},
    {P::PasswordTooShort, QT_TRANSLATE_NOOP("WizardProblem", "The password is too short."),
     QT_TRANSLATE_NOOP("WizardProblem", "use at least 10 characters.")},
    {P::PasswordWeak, QT_TRANSLATE_NOOP("WizardProblem", "The password is easy to guess."),
     QT_TRANSLATE_NOOP("WizardProblem", "make it longer, or let Hearth make one.")},
    {P::BadUrl, QT_TRANSLATE_NOOP("WizardProblem", "This is not an address that apps can use."),
     QT_TRANSLATE_NOOP("WizardProblem", "write it as in https://matrix.example.org.")},
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

} // namespace hearth::ui
