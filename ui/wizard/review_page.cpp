// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/review_page.hpp"

#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/folding.hpp"
#include "ui/widgets/label.hpp"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace hearth::ui {

ReviewPage::ReviewPage(QWidget *parent)
    : WizardPage(tr("Review and start"),
                 tr("Nothing has been changed yet. Start server applies these choices."), parent)
    , m_choices(new QGridLayout)
    , m_files(new Label({}, TextRole::Mono, Color::Text2)) {
    setObjectName(QStringLiteral("reviewPage"));
    auto *row = new QHBoxLayout;
    row->setSpacing(20);
    auto *choices = new Card;
    choices->addHead(tr("Your choices"));
    m_choices->setHorizontalSpacing(16);
    m_choices->setVerticalSpacing(4);
    m_choices->setColumnMinimumWidth(0, 130);
    m_choices->setColumnStretch(1, 1);
    choices->body()->addLayout(m_choices);
    row->addWidget(choices, 3, Qt::AlignTop);

    auto *files = new Card;
    m_filesTitle = new Label({}, TextRole::Strong);
    files->body()->addWidget(m_filesTitle);
    m_files->setParagraph(true);
    files->body()->addWidget(m_files);
    m_filesHint = new Label({}, TextRole::Small, Color::Text2);
    m_filesHint->setParagraph();
    files->body()->addWidget(m_filesHint);
    row->addWidget(files, 2, Qt::AlignTop);
    content()->addLayout(row);
    foldBelow(720, row, this);
}

void ReviewPage::addChoice(int row, const QString &label, const QString &value, int step) {
    auto *name = new Label(label, TextRole::Body, Color::Text2);
    // As high as the link at the end of the row, so that all three stand on one line.
    name->setContentsMargins(0, 3, 0, 3);
    m_choices->addWidget(name, row, 0, Qt::AlignTop);
    auto *text = new Label(value);
    text->setContentsMargins(0, 3, 0, 3);
    text->setParagraph(true);
    m_choices->addWidget(text, row, 1, Qt::AlignTop);
    if (step < 0)
        return;
    auto *change = new LinkButton(tr("Change"));
    change->setAccessibleName(tr("Change %1").arg(label));
    connect(change, &QPushButton::clicked, this, [this, step] { Q_EMIT changeRequested(step); });
    m_choices->addWidget(change, row, 2, Qt::AlignTop);
}

void ReviewPage::load(const app::SetupAnswers &answers) {
    while (QLayoutItem *item = m_choices->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        std::unique_ptr<QLayoutItem> owned(item);
    }
    const bool trial = answers.purpose == app::SetupAnswers::Purpose::Trial;
    // Of a server that is there already what its configuration says is kept.
    const auto &existing = answers.existing;
    const bool everywhere = existing ? existing->listenEverywhere : answers.listenEverywhere;
    const int port = existing && existing->port > 0 ? existing->port : answers.port;
    const QString url = existing ? existing->publicBaseUrl : answers.publicBaseUrl;
    int row = 0;
    addChoice(row++, tr("Runs on"), tr("This computer"), 0);
    addChoice(row++, tr("Name"),
              trial ? tr("localhost, a trial on this computer") : answers.serverName, 1);
    if (!url.isEmpty())
        addChoice(row++, tr("Address for apps"), url, existing ? -1 : 1);
    addChoice(row++, tr("Data folder"), answers.dataDir, 2);
    addChoice(row++, tr("Port"),
              everywhere ? tr("%1, for this network").arg(port)
                         : tr("%1, for programs on this computer").arg(port),
              existing ? -1 : 2);
    addChoice(row++, tr("Administrator"), QString(u'\u2066' + answers.adminId() + u'\u2069'), 3);
    if (existing) {
        addChoice(row++, tr("Everything else"), tr("As set in this server's configuration"), -1);
    } else {
        addChoice(row++, tr("Database"), tr("SQLite, in the data folder"), -1);
        addChoice(row++, tr("Sign-up"), tr("Only administrators can add people"), -1);
    }
    showFiles(answers);
}

void ReviewPage::showFiles(const app::SetupAnswers &answers) {
    QStringList files{answers.dataDir + QStringLiteral("/hearthd.yaml")};
    if (answers.existing) {
        m_filesTitle->setText(tr("Files that are kept"));
        m_filesHint->setText(tr("Hearth continues with the server in this folder: its settings, "
                                "keys, messages and files stay as they are. If the administrator "
                                "account doesn't exist there yet, it is created."));
    } else {
        m_filesTitle->setText(tr("Files that will be written"));
        m_filesHint->setText(
            tr("Only you can read the keys and secrets. Nothing is written anywhere else."));
        files << QStringLiteral("    ") + answers.serverName + QStringLiteral(".signing.key")
              << QStringLiteral("    registration_shared_secret")
              << QStringLiteral("    macaroon_secret_key") << QStringLiteral("    hearthd.db")
              << QStringLiteral("    media/") << QStringLiteral("    logs/hearthd.log");
    }
    m_files->setText(files.join(u'\n'));
}

QWidget *ReviewPage::firstField() {
    return findChild<LinkButton *>();
}

} // namespace hearth::ui
