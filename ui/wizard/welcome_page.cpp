// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/welcome_page.hpp"

#include "app/core/futures.hpp"
#include "app/core/paths.hpp"
#include "app/core/settings.hpp"
#include "app/platform/keep_awake.hpp"
#include "ui/common/format.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/choice_list.hpp"
#include "ui/widgets/folding.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QIcon>
#include <QNetworkInterface>
#include <QStorageInfo>
#include <QVBoxLayout>

#include <optional>

namespace hearth::ui {
namespace {

constexpr qint64 gigabyte = 1024LL * 1024 * 1024;

struct Memory {
    qint64 total = 0;
    qint64 free = 0;
};

/// Total and available memory as the kernel tells them; nothing on other systems.
std::optional<Memory> readMemory() {
    QFile file(QStringLiteral("/proc/meminfo"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    Memory memory;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const auto words = line.simplified().split(' ');
        if (words.size() < 2)
            continue;
        if (words[0] == "MemTotal:")
            memory.total = words[1].toLongLong() * 1024;
        else if (words[0] == "MemAvailable:")
            memory.free = words[1].toLongLong() * 1024;
    }
    return memory.total > 0 ? std::optional(memory) : std::nullopt;
}

bool hasNetwork() {
    for (const QNetworkInterface &interface : QNetworkInterface::allInterfaces()) {
        const auto flags = interface.flags();
        if (flags.testFlag(QNetworkInterface::IsRunning) &&
            !flags.testFlag(QNetworkInterface::IsLoopBack) && !interface.addressEntries().isEmpty())
            return true;
    }
    return false;
}

/// The nearest folder above that exists.
QString existingFolder(const QString &folder) {
    QDir dir(folder);
    while (!dir.exists() && !dir.isRoot())
        dir.setPath(QFileInfo(dir.absolutePath()).path());
    return dir.absolutePath();
}

/// What is read from disks.
struct Computer {
    std::optional<Memory> memory;
    qint64 diskFree = 0;
};

Computer lookAtComputer(const QString &serversDir) {
    return {readMemory(), QStorageInfo(existingFolder(serversDir)).bytesAvailable()};
}

QHBoxLayout *checkRow(PillKind kind, const QString &title, const QString &text,
                      QWidget *below = nullptr) {
    auto *row = new QHBoxLayout;
    row->setSpacing(10);
    auto *glyph = new IconView(glyphName(kind), 13, glyphColor(kind));
    auto *glyphColumn = new QVBoxLayout;
    glyphColumn->setContentsMargins(0, 2, 0, 0);
    glyphColumn->addWidget(glyph);
    glyphColumn->addStretch();
    row->addLayout(glyphColumn);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(new Label(title, TextRole::Strong));
    auto *sentence = new Label(text, TextRole::Small, Color::Text2);
    sentence->setParagraph();
    texts->addWidget(sentence);
    if (below) {
        texts->addSpacing(6);
        texts->addWidget(below);
    }
    row->addLayout(texts, 1);
    return row;
}

void showComputer(const Computer &computer, QVBoxLayout *facts) {
    if (const auto &memory = computer.memory) {
        const bool enough = memory->free > gigabyte / 4;
        facts->addLayout(checkRow(
            enough ? PillKind::Ok : PillKind::Warn, WelcomePage::tr("Memory"),
            WelcomePage::tr("%1, %2 free").arg(fileSize(memory->total), fileSize(memory->free))));
    }
    const bool room = computer.diskFree > 2 * gigabyte;
    const QString free = fileSize(computer.diskFree);
    facts->addLayout(checkRow(room ? PillKind::Ok : PillKind::Warn, WelcomePage::tr("Disk"),
                              room ? WelcomePage::tr("%1 free for the server").arg(free)
                                   : WelcomePage::tr("Only %1 free for the server").arg(free)));
}

} // namespace

WelcomePage::WelcomePage(const WizardContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_choices(new ChoiceList(tr("Where should your server run?"))) {
    setObjectName(QStringLiteral("welcomePage"));
    auto *outer = new QHBoxLayout(this);
    auto *middle = new QWidget;
    middle->setMaximumWidth(contentWidth);
    outer->addStretch();
    outer->addWidget(middle, 100);
    outer->addStretch();
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 36, 0, 16);
    column->setSpacing(10);
    column->addWidget(makeHead());
    column->addSpacing(14);
    column->addWidget(new Label(tr("Where should your server run?"), TextRole::Subtitle));
    auto *row = new QHBoxLayout;
    row->setSpacing(20);
    auto *choices = new QVBoxLayout; // keeps each choice as high as its own texts
    choices->addWidget(m_choices);
    choices->addStretch();
    row->addLayout(choices, 684);
    auto *side = new QVBoxLayout;
    side->addWidget(makeComputerCard());
    side->addStretch();
    row->addLayout(side, 316);
    column->addLayout(row);
    foldBelow(940, row, this);
    column->addStretch();

    auto *local = m_choices->addChoice(QStringLiteral("local"), tr("Run on this computer"),
                                       tr("Hearth sets up the server here and looks after it. Best "
                                          "for trying it out, or for a computer that is always "
                                          "on."));
    local->setIconByName(QStringLiteral("computer"));
    local->setFacts({{QStringLiteral("clock"), tr("About 1 minute")},
                     {QStringLiteral("disk"), tr("2 GB free to start with")}});
    auto *existing =
        m_choices->addChoice(QStringLiteral("existing"), tr("Connect to an existing server"),
                             tr("Manage a server that is already running. Hearth needs an "
                                "administrator account and changes nothing until you ask."));
    existing->setIconByName(QStringLiteral("link"));
    existing->setFacts({{QStringLiteral("clock"), tr("1 minute")},
                        {QStringLiteral("key"), tr("An administrator account")}});
    m_choices->setCurrent(QStringLiteral("local"));
}

QString WelcomePage::choice() const {
    return m_choices->current();
}

QWidget *WelcomePage::firstField() {
    return m_choices->findChild<ChoiceCard *>();
}

QWidget *WelcomePage::makeHead() {
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    auto *mark = new QLabel;
    mark->setPixmap(QIcon(QStringLiteral(":/icons/hearth.svg")).pixmap(52, 52));
    row->addWidget(mark);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(new Label(tr("Welcome to Hearth"), TextRole::Display));
    auto *lead = new Label(
        tr("Run a Matrix server of your own: chat, calls and files for the people you choose."),
        TextRole::Lead, Color::Text2);
    lead->setParagraph();
    texts->addWidget(lead);
    row->addLayout(texts, 1);
    return head;
}

QWidget *WelcomePage::makeSleepRow() {
    auto *area = new QWidget;
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins(0, 0, 0, 0);
    auto *awake = m_context.keepAwake;
    if (!awake || !awake->isPossible()) {
        column->addLayout(checkRow(PillKind::Info, tr("Sleep"),
                                   tr("While this computer sleeps or is switched off, nobody can "
                                      "reach the server.")));
        return area;
    }
    auto *box = new QCheckBox(tr("Keep it awake while the server runs"));
    box->setObjectName(QStringLiteral("keepAwakeCheck"));
    // Offered switched on once; afterwards it is what the person chose.
    auto &settings = m_context.settings;
    box->setChecked(settings.isOn(app::Setting::KeepAwake) ||
                    !settings.isOn(app::Setting::FirstRunDone));
    m_keepAwake = box;
    column->addLayout(checkRow(PillKind::Warn, tr("Sleep"),
                               tr("While this computer sleeps, nobody can reach the server."),
                               box));
    return area;
}

void WelcomePage::store() {
    if (m_keepAwake)
        m_context.settings.set(app::Setting::KeepAwake, m_keepAwake->isChecked());
}

QWidget *WelcomePage::makeComputerCard() {
    auto *card = new Card;
    auto *outer = card->body();
    outer->setContentsMargins(1, 0, 1, 0);
    outer->setSpacing(0);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(15, 14, 15, 8);
    head->setSpacing(0);
    head->addWidget(new Label(tr("This computer"), TextRole::Strong));
    head->addWidget(
        new Label(tr("Just checked. Nothing has been changed."), TextRole::Small, Color::Text2));
    outer->addLayout(head);
    outer->addWidget(new Hairline);
    auto *body = new QVBoxLayout;
    body->setContentsMargins(15, 14, 15, 14);
    body->setSpacing(12);
    outer->addLayout(body);
    auto *facts = new QVBoxLayout; // filled when the disk has answered
    facts->setSpacing(12);
    body->addLayout(facts);
    const bool network = hasNetwork();
    body->addLayout(checkRow(
        network ? PillKind::Ok : PillKind::Off, tr("Network"),
        network ? tr("Connected") : tr("Not connected. A trial on this computer works offline.")));
    m_sleepRow = makeSleepRow();
    body->addWidget(m_sleepRow);
    if (auto *awake = m_context.keepAwake)
        connect(awake, &app::KeepAwake::possibleChanged, card, [this, body] {
            auto *row = makeSleepRow();
            delete body->replaceWidget(m_sleepRow, row);
            m_sleepRow->deleteLater();
            m_sleepRow = row;
        });
    app::onAnswer(
        m_files.run([folder = m_context.paths.serversDir] { return lookAtComputer(folder); }), card,
        [facts](const Computer &computer) { showComputer(computer, facts); });
    outer->addWidget(new Hairline);
    auto *hint = new Label(tr("The server lives in one folder. Copy it to move the server to "
                              "another computer."),
                           TextRole::Small, Color::Text2);
    hint->setParagraph();
    hint->setContentsMargins(15, 12, 15, 14);
    outer->addWidget(hint);
    return card;
}

} // namespace hearth::ui
