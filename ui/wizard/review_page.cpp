// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/review_page.hpp"

#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/label.hpp"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace hearth::ui {

ReviewPage::ReviewPage(QWidget *parent)
    : WizardPage(tr("Review and start"),
                 tr("Nothing has been changed so far. Start server does what stands here."), parent)
    , m_choices(new QGridLayout)
    , m_files(new Label({}, TextRole::Mono, Color::Text2)) {
    setObjectName(QStringLiteral("reviewPage"));
    auto *row = new QHBoxLayout;
    row->setSpacing(20);
    auto *choices = new Card;
    choices->addHead(tr("What you chose"));
    m_choices->setHorizontalSpacing(16);
    m_choices->setVerticalSpacing(4);
    m_choices->setColumnMinimumWidth(0, 130);
    m_choices->setColumnStretch(1, 1);
    choices->body()->addLayout(m_choices);
    row->addWidget(choices, 3, Qt::AlignTop);

    auto *files = new Card;
    files->addHead(tr("Files that will be written"));
    m_files->setParagraph(true);
    files->body()->addWidget(m_files);
    auto *hint = new Label(tr("Keys and secrets are readable only by you. Nothing is written "
                              "anywhere else."),
                           TextRole::Small, Color::Text2);
    hint->setParagraph();
    files->body()->addWidget(hint);
    row->addWidget(files, 2, Qt::AlignTop);
    content()->addLayout(row);
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
    int row = 0;
    addChoice(row++, tr("Runs on"), tr("This computer"), 0);
    addChoice(row++, tr("Name"),
              trial ? tr("localhost, a trial on this computer") : answers.serverName, 1);
    if (!answers.publicBaseUrl.isEmpty())
        addChoice(row++, tr("Address for apps"), answers.publicBaseUrl, 1);
    addChoice(row++, tr("Data folder"), answers.dataDir, 2);
    addChoice(row++, tr("Port"),
              answers.listenEverywhere ? tr("%1, for this network").arg(answers.port)
                                       : tr("%1, for programs on this computer").arg(answers.port),
              2);
    addChoice(row++, tr("Administrator"), QString(u'\u2066' + answers.adminId() + u'\u2069'), 3);
    addChoice(row++, tr("Database"), tr("SQLite, in the data folder"), -1);
    addChoice(row++, tr("Sign-up"), tr("Only administrators add people"), -1);
    m_files->setText(
        QStringList{answers.dataDir + QStringLiteral("/hearthd.yaml"),
                    QStringLiteral("    ") + answers.serverName + QStringLiteral(".signing.key"),
                    QStringLiteral("    registration_shared_secret"),
                    QStringLiteral("    macaroon_secret_key"), QStringLiteral("    hearthd.db"),
                    QStringLiteral("    media/"), QStringLiteral("    logs/hearthd.log")}
            .join(u'\n'));
}

QWidget *ReviewPage::firstField() {
    return findChild<LinkButton *>();
}

} // namespace hearth::ui
