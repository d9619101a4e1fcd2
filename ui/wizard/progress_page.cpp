// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/progress_page.hpp"

#include "app/core/log_line.hpp"
#include "ui/common/error_text.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/folding.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/progress_list.hpp"
#include "ui/wizard/wizard_page.hpp"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>

namespace hearth::ui {
namespace {

constexpr qint64 noticeableMs = 1000;
constexpr int stepCount = static_cast<int>(app::SetupStep::Count_);

StepState stepState(app::SetupProgress::State state) {
    switch (state) {
    case app::SetupProgress::State::Waiting:
        return StepState::Waiting;
    case app::SetupProgress::State::Running:
        return StepState::Running;
    case app::SetupProgress::State::Done:
        return StepState::Done;
    case app::SetupProgress::State::Failed:
        break;
    }
    return StepState::Failed;
}

} // namespace

ProgressPage::ProgressPage(QWidget *parent)
    : QWidget(parent)
    , m_left(new Label({}, TextRole::Body, Color::Text2))
    , m_bar(new QProgressBar)
    , m_steps(new ProgressList(tr("Steps")))
    , m_facts(new FactList(92)) {
    setObjectName(QStringLiteral("progressPage"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(32, 24, 32, 24);
    column->setSpacing(12);
    auto *head = new QHBoxLayout;
    head->addWidget(new Label(tr("Starting your server"), TextRole::Title), 1);
    head->addWidget(m_left);
    column->addLayout(head);
    m_bar->setRange(0, stepCount);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    column->addWidget(m_bar);
    column->addSpacing(4);
    auto *row = new QHBoxLayout;
    row->setSpacing(20);
    row->addWidget(m_steps, 1, Qt::AlignTop);
    auto *side = new QVBoxLayout;
    auto *chosen = new Card;
    chosen->addHead(tr("Your choices"));
    chosen->body()->addWidget(m_facts);
    side->addWidget(chosen);
    auto *safe = new Card;
    safe->addHead(tr("Safe to try again"));
    auto *text = new Label(tr("Finished steps are not repeated. The files stay where they are."),
                           TextRole::Body, Color::Text2);
    text->setParagraph();
    safe->body()->addWidget(text);
    side->addWidget(safe);
    side->addStretch();
    row->addLayout(side);
    column->addLayout(row);
    const auto setSide = [chosen, safe](bool isFolded) {
        for (auto *card : {chosen, safe}) {
            card->setMinimumWidth(isFolded ? 0 : 300);
            card->setMaximumWidth(isFolded ? QWIDGETSIZE_MAX : 300);
        }
    };
    setSide(false);
    foldBelow(860, row, this, setSide);
    column->addStretch();
    m_steps->setSteps({tr("Write the configuration, keys and secrets"),
                       tr("Check the configuration"), tr("Start the server"),
                       tr("Wait until the server is ready"), tr("Create the administrator"),
                       tr("Sign in"), tr("Store the sign-in safely")});
    m_tick.setInterval(500);
    connect(&m_tick, &QTimer::timeout, this, &ProgressPage::showElapsed);
    connect(m_steps, &ProgressList::tryAgainRequested, this, [this] {
        if (m_setup && !m_setup->isRunning())
            m_setup->run();
    });
}

void ProgressPage::follow(app::LocalSetup *setup) {
    if (m_setup)
        m_setup->disconnect(this);
    m_setup = setup;
    m_tick.stop();
    if (!setup)
        return;
    const auto &answers = setup->answers();
    m_facts->clear();
    m_facts->addFact(tr("Name"), answers.serverName);
    m_facts->addFact(tr("Port"), QString::number(answers.port));
    m_facts->addFact(tr("Administrator"), QString(u'\u2066' + answers.adminId() + u'\u2069'));
    m_facts->addFact(tr("Data folder"), answers.dataDir);
    connect(setup, &app::LocalSetup::stepChanged, this, [this](app::SetupStep step) {
        showStep(step);
        showAll();
    });
    connect(setup, &app::LocalSetup::failed, this, [this](app::SetupStep step) {
        m_tick.stop();
        showFailure(step);
    });
    connect(setup, &app::LocalSetup::finished, this, [this] {
        m_tick.stop();
        showAll();
    });
    for (int i = 0; i < stepCount; ++i)
        showStep(static_cast<app::SetupStep>(i));
    showAll();
    m_tick.start();
}

void ProgressPage::showStep(app::SetupStep step) {
    const int index = static_cast<int>(step);
    if (index >= stepCount)
        return;
    const auto &progress = m_setup->progress(step);
    QString note;
    if (progress.state == app::SetupProgress::State::Done)
        note = progress.wasDone ? tr("Already done") : tr("Done");
    else if (progress.state == app::SetupProgress::State::Waiting)
        note = tr("Waiting");
    else if (progress.state == app::SetupProgress::State::Running)
        note = step == app::SetupStep::WaitHealthy  ? tr("Waiting for the server")
               : step == app::SetupStep::StoreToken ? tr("Waiting for the keychain")
                                                    : tr("Working");
    QStringList lines;
    for (const auto &line : progress.log)
        lines << app::readableLogLine(line);
    m_steps->setLog(index, lines);
    m_steps->setState(index, stepState(progress.state), note);
    m_steps->setHint(index, hintOf(step));
    if (progress.elapsedMs > 0)
        m_steps->setElapsed(index, progress.elapsedMs);
    if (progress.state == app::SetupProgress::State::Running && !m_tick.isActive())
        m_tick.start();
}

void ProgressPage::showAll() {
    int done = 0;
    for (int i = 0; i < stepCount; ++i) {
        if (m_setup->progress(static_cast<app::SetupStep>(i)).state ==
            app::SetupProgress::State::Done)
            ++done;
    }
    m_bar->setValue(done);
    m_left->setText(tr("Step %1 of %2").arg(qMin(done + 1, stepCount)).arg(stepCount));
}

void ProgressPage::showElapsed() {
    if (!m_setup)
        return;
    for (int i = 0; i < stepCount; ++i) {
        const auto step = static_cast<app::SetupStep>(i);
        if (m_setup->progress(step).state != app::SetupProgress::State::Running ||
            m_setup->elapsedMs(step) < noticeableMs)
            continue;
        m_steps->setElapsed(i, m_setup->elapsedMs(step));
        m_steps->setHint(i, hintOf(step));
    }
}

/// What a step waits for that only a person can give, once it takes long enough to be read.
QString ProgressPage::hintOf(app::SetupStep step) const {
    if (step != app::SetupStep::StoreToken || m_setup->elapsedMs(step) < noticeableMs)
        return {};
    return keychainHint();
}

void ProgressPage::showFailure(app::SetupStep step) {
    const auto &progress = m_setup->progress(step);
    const int index = static_cast<int>(step);
    showStep(step);
    if (progress.failure.code != app::StartFailure::Code::None)
        m_steps->setFailure(index, whatHappened(progress.failure), whatToDo(progress.failure));
    else
        m_steps->setFailure(index, whatHappened(progress.error), whatToDo(progress.error));
}

} // namespace hearth::ui
