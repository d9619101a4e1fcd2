// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/storage_page.hpp"

#include "app/core/futures.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/label.hpp"

#include <QCheckBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>

namespace hearth::ui {

StoragePage::StoragePage(QWidget *parent)
    : WizardPage(tr("Where the data goes"),
                 tr("Everything of the server lies in one folder: messages, files, keys, settings "
                    "and logs. Copy that folder and you have a copy of the server."),
                 parent)
    , m_folder(new LineField)
    , m_port(new QSpinBox)
    , m_freePort(new Button(QString()))
    , m_everywhere(new QCheckBox(tr("Other computers in this network may connect too"))) {
    setObjectName(QStringLiteral("storagePage"));
    m_folder->setObjectName(QStringLiteral("dataDirField"));
    auto *folderField = new QWidget;
    auto *folderLine = new QHBoxLayout(folderField);
    folderLine->setContentsMargins(0, 0, 0, 0);
    folderLine->setSpacing(8);
    folderLine->addWidget(m_folder, 1);
    auto *browseButton = new Button(tr("Browse…"));
    browseButton->setObjectName(QStringLiteral("browseButton"));
    folderLine->addWidget(browseButton);
    folderField->setFocusProxy(m_folder);
    m_folderRow = new FormRow(tr("Data folder"), folderField,
                              tr("Made if it is not there. Only you can read it."));
    m_folder->setAccessibleName(tr("Data folder"));
    auto *form = new QWidget;
    form->setMaximumWidth(760);
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    content()->addWidget(form);
    column->addWidget(m_folderRow);

    m_port->setObjectName(QStringLiteral("portField"));
    m_port->setRange(1, 65535);
    m_port->setGroupSeparatorShown(false);
    m_port->setFixedWidth(120);
    m_freePort->setObjectName(QStringLiteral("freePortButton"));
    m_freePort->hide();
    auto *portField = new QWidget;
    auto *portLine = new QHBoxLayout(portField);
    portLine->setContentsMargins(0, 0, 0, 0);
    portLine->setSpacing(8);
    portLine->addWidget(m_port);
    portLine->addWidget(m_freePort);
    portLine->addStretch();
    portField->setFocusProxy(m_port);
    m_port->setAccessibleName(tr("Port"));
    m_portRow = new FormRow(tr("Port"), portField,
                            tr("Apps on this computer connect to http://localhost and this port."));
    column->addWidget(m_portRow);
    m_everywhere->setObjectName(QStringLiteral("listenEverywhereBox"));
    column->addWidget(m_everywhere);

    auto *facts = new Card;
    facts->addHead(tr("What is not touched"));
    auto *text = new Label(tr("Nothing is installed into the system, no service is made and no "
                              "port is opened in your router. Removing the folder removes the "
                              "server."),
                           TextRole::Body, Color::Text2);
    text->setParagraph();
    facts->body()->addWidget(text);
    column->addWidget(facts);

    connect(browseButton, &QPushButton::clicked, this, &StoragePage::browse);
    connect(m_folder, &QLineEdit::textEdited, this, [this] {
        m_folderRow->clearError();
        Q_EMIT edited();
    });
    connect(m_folder, &QLineEdit::editingFinished, this,
            [this] { checkFolder([](app::AnswerProblem) {}); });
    connect(m_port, &QSpinBox::valueChanged, this, [this] {
        m_portRow->clearError();
        m_freePort->hide();
        Q_EMIT edited();
    });
    const auto checkPortNow = [this] {
        checkFolder([this](app::AnswerProblem problem) {
            checkPort(problem == app::AnswerProblem::FolderHasServer);
        });
    };
    connect(m_port, &QSpinBox::editingFinished, this, checkPortNow);
    connect(m_everywhere, &QCheckBox::toggled, this, [this] { Q_EMIT edited(); });
    connect(m_freePort, &QPushButton::clicked, this, [this, checkPortNow] {
        m_port->setValue(m_freePort->property("port").toInt());
        checkPortNow();
    });
}

void StoragePage::load(const app::SetupAnswers &answers) {
    m_serverName = answers.serverName;
    m_folder->setText(answers.dataDir);
    m_port->setValue(answers.port);
    m_everywhere->setChecked(answers.listenEverywhere);
    m_everywhere->setVisible(answers.purpose != app::SetupAnswers::Purpose::Trial);
    m_folderRow->clearError();
    app::onAnswer(m_files.run([folder = answers.dataDir, name = m_serverName] {
        return app::checkDataDir(folder, name);
    }),
                  this, [this](app::AnswerProblem problem) {
                      checkPort(problem == app::AnswerProblem::FolderHasServer);
                  });
}

void StoragePage::store(app::SetupAnswers &answers) const {
    answers.dataDir = m_folder->text().trimmed();
    answers.port = m_port->value();
    answers.listenEverywhere =
        m_everywhere->isChecked() && answers.purpose != app::SetupAnswers::Purpose::Trial;
}

void StoragePage::browse() {
    auto *dialog = new QFileDialog(this, tr("Choose the data folder"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &folder) {
        m_folder->setText(folder);
        checkFolder([](app::AnswerProblem) {});
        Q_EMIT edited();
    });
    dialog->open();
}

void StoragePage::checkFolder(const std::function<void(app::AnswerProblem)> &then) {
    const QString folder = m_folder->text().trimmed();
    app::onAnswer(
        m_files.run([folder, name = m_serverName] { return app::checkDataDir(folder, name); }),
        this, [this, folder, then](app::AnswerProblem problem) {
            if (folder != m_folder->text().trimmed())
                return; // it was changed since; that has its own answer
            showFolder(problem);
            then(problem);
        });
}

void StoragePage::showFolder(app::AnswerProblem problem) {
    const auto text = problemText(problem);
    if (problem == app::AnswerProblem::None)
        m_folderRow->clearError(true);
    else if (app::isWarning(problem))
        m_folderRow->setWarning(text.what, text.whatToDo);
    else
        m_folderRow->setError(text.what, text.whatToDo);
}

/// A server that is continued may hold the port itself.
bool StoragePage::checkPort(bool continued) {
    const auto problem = app::checkPort(m_port->value(), m_everywhere->isChecked());
    if (problem == app::AnswerProblem::None || continued) {
        m_portRow->clearError(true);
        m_freePort->hide();
        return true;
    }
    const auto text = problemText(problem);
    m_portRow->setError(text.what, text.whatToDo);
    if (const auto free = app::findFreePort(m_port->value(), m_everywhere->isChecked())) {
        m_freePort->setText(tr("Use %1").arg(*free));
        m_freePort->setProperty("port", *free);
        m_freePort->show();
    }
    return false;
}

void StoragePage::check(const std::function<void()> &goOn) {
    checkFolder([this, goOn](app::AnswerProblem problem) {
        const bool folder = problem == app::AnswerProblem::None || app::isWarning(problem);
        const bool port = checkPort(problem == app::AnswerProblem::FolderHasServer);
        if (!folder)
            m_folder->setFocus();
        else if (!port)
            m_port->setFocus();
        else
            goOn();
    });
}

QWidget *StoragePage::firstField() {
    return m_folder;
}

} // namespace hearth::ui
