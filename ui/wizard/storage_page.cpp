// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/storage_page.hpp"

#include "app/core/futures.hpp"
#include "app/core/port_owner.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/folding.hpp"
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
                 tr("One folder holds everything the server needs: messages, files, keys, settings "
                    "and logs. Copy the folder, and you have a copy of the server."),
                 parent)
    , m_folder(new LineField)
    , m_port(new QSpinBox)
    , m_freePort(new Button(QString()))
    , m_everywhere(new QCheckBox(tr("Let other computers on this network connect"))) {
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
                              tr("Created if it doesn't exist. Only you can read it."));
    m_folder->setAccessibleName(tr("Data folder"));
    auto *form = new QWidget;
    form->setMaximumWidth(760);
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    content()->addLayout(rowOf(form));
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
    m_portRow = new FormRow(tr("Port"), portField, portHint());
    column->addWidget(m_portRow);
    m_everywhere->setObjectName(QStringLiteral("listenEverywhereBox"));
    column->addWidget(m_everywhere);

    auto *facts = new Card;
    facts->addHead(tr("What stays untouched"));
    auto *text = new Label(tr("Nothing is installed on the system, no service is created, and no "
                              "port is opened on your router. To remove the server, delete the "
                              "folder."),
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
            [this] { checkFolder([](const FolderLook &) {}); });
    connect(m_port, &QSpinBox::valueChanged, this, [this] {
        m_portRow->clearError();
        m_freePort->hide();
        Q_EMIT edited();
    });
    const auto checkPortNow = [this] { checkFolder([this](const FolderLook &) { checkPort(); }); };
    connect(m_port, &QSpinBox::valueChanged, this, [this] { m_portRow->setHint(portHint()); });
    connect(m_port, &QSpinBox::editingFinished, this, checkPortNow);
    connect(m_everywhere, &QCheckBox::toggled, this, [this] { Q_EMIT edited(); });
    connect(m_freePort, &QPushButton::clicked, this, [this, checkPortNow] {
        m_port->setValue(m_freePort->property("port").toInt());
        checkPortNow();
    });
}

void StoragePage::load(const app::SetupAnswers &answers) {
    m_serverName = answers.serverName;
    m_existing.reset();
    m_wantedPort = answers.port;
    m_folder->setText(answers.dataDir);
    m_port->setValue(answers.port);
    m_everywhere->setChecked(answers.listenEverywhere);
    m_everywhere->setVisible(answers.purpose != app::SetupAnswers::Purpose::Trial);
    m_folderRow->clearError();
    showExisting(answers.existing);
    app::onAnswer(look(answers.dataDir), this,
                  [this, folder = answers.dataDir](const FolderLook &found) {
                      if (folder != m_folder->text().trimmed())
                          return;
                      // Of a folder that is as it should be nothing has to be said yet.
                      if (found.existing)
                          showFolder(found);
                      checkPort();
                  });
}

void StoragePage::store(app::SetupAnswers &answers) const {
    answers.dataDir = m_folder->text().trimmed();
    answers.existing = m_existing;
    answers.port = isContinued() ? m_wantedPort : m_port->value();
    answers.listenEverywhere = !isContinued() && m_everywhere->isChecked() &&
                               answers.purpose != app::SetupAnswers::Purpose::Trial;
}

void StoragePage::browse() {
    auto *dialog = new QFileDialog(this, tr("Choose the data folder"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &folder) {
        m_folder->setText(folder);
        checkFolder([](const FolderLook &) {});
        Q_EMIT edited();
    });
    dialog->open();
}

QFuture<StoragePage::FolderLook> StoragePage::look(const QString &folder) {
    return m_files.run([folder, name = m_serverName] {
        return FolderLook{app::checkDataDir(folder, name), app::readExistingServer(folder)};
    });
}

void StoragePage::checkFolder(const std::function<void(const FolderLook &)> &then) {
    const QString folder = m_folder->text().trimmed();
    app::onAnswer(look(folder), this, [this, folder, then](const FolderLook &found) {
        if (folder != m_folder->text().trimmed())
            return; // it was changed since; that has its own answer
        showFolder(found);
        then(found);
    });
}

void StoragePage::showFolder(const FolderLook &found) {
    const bool isContinued = found.problem == app::AnswerProblem::FolderHasServer;
    showExisting(isContinued ? found.existing : std::nullopt);
    const auto text = problemText(found.problem);
    if (found.problem == app::AnswerProblem::None)
        m_folderRow->clearError(true);
    else if (found.problem == app::AnswerProblem::FolderHasOther)
        m_folderRow->setError(
            tr("This folder already contains the server %1.").arg(found.existing->name),
            tr("Choose another folder. To continue with that server, go back and enter its name."));
    else if (app::isWarning(found.problem))
        m_folderRow->setWarning(text.what, text.whatToDo);
    else
        m_folderRow->setError(text.what, text.whatToDo);
}

QString StoragePage::portHint() const {
    return m_existing
               ? tr("Set in this server's configuration, hearthd.yaml.")
               : tr("Apps on this computer connect to %1.").arg(app::localAddress(m_port->value()));
}

void StoragePage::showExisting(const std::optional<app::ExistingServer> &existing) {
    if (!isContinued())
        m_wantedPort = m_port->value();
    m_existing = existing;
    const QSignalBlocker blocker(m_port);
    m_port->setValue(existing && existing->port > 0 ? existing->port : m_wantedPort);
    m_port->setEnabled(!existing);
    m_everywhere->setEnabled(!existing);
    m_portRow->setHint(portHint());
    if (existing) {
        m_portRow->clearError();
        m_freePort->hide();
    }
}

/// A server that is continued may hold the port itself.
bool StoragePage::checkPort() {
    const auto problem = app::checkPort(m_port->value(), m_everywhere->isChecked());
    if (problem == app::AnswerProblem::None || isContinued()) {
        m_portRow->clearError(!isContinued());
        m_freePort->hide();
        return true;
    }
    const auto text = problemText(problem);
    m_portRow->setError(text.what, text.whatToDo);
    if (problem == app::AnswerProblem::PortTaken)
        showTaken(m_port->value());
    if (const auto free = app::findFreePort(m_port->value(), m_everywhere->isChecked())) {
        m_freePort->setText(tr("Use %1").arg(*free));
        m_freePort->setProperty("port", *free);
        m_freePort->show();
    }
    return false;
}

/// Names the port, and who listens there as soon as that is known.
void StoragePage::showTaken(int port) {
    const QString whatToDo = problemText(app::AnswerProblem::PortTaken).whatToDo;
    m_portRow->setError(tr("Port %1 is in use by another program.").arg(port), whatToDo);
    app::onAnswer(m_files.run([port] { return app::findPortOwner(port); }), this,
                  [this, port, whatToDo](const std::optional<app::PortOwner> &owner) {
                      if (owner && port == m_port->value() && m_freePort->isVisibleTo(this))
                          m_portRow->setError(tr("Port %1 is in use by %2 (process %3).")
                                                  .arg(QString::number(port), owner->program,
                                                       QString::number(owner->pid)),
                                              whatToDo);
                  });
}

void StoragePage::check(const std::function<void()> &goOn) {
    checkFolder([this, goOn](const FolderLook &found) {
        const bool folder =
            found.problem == app::AnswerProblem::None || app::isWarning(found.problem);
        const bool port = checkPort();
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
