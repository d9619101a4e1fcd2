// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/setup_wizard.hpp"

#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/supervisor/supervisor.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/confirm_dialog.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/mnemonics.hpp"
#include "ui/widgets/scroll_area.hpp"
#include "ui/wizard/account_page.hpp"
#include "ui/wizard/address_page.hpp"
#include "ui/wizard/connect_page.hpp"
#include "ui/wizard/progress_page.hpp"
#include "ui/wizard/ready_page.hpp"
#include "ui/wizard/review_page.hpp"
#include "ui/wizard/storage_page.hpp"
#include "ui/wizard/welcome_page.hpp"
#include "ui/wizard/wizard_help.hpp"
#include "ui/wizard/wizard_rail.hpp"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMainWindow>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace hearth::ui {
namespace {

ScrollArea *scrolling(QWidget *page) {
    auto *area = new ScrollArea(page);
    area->viewport()->setAutoFillBackground(false);
    return area;
}

} // namespace

SetupWizard::SetupWizard(const WizardContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_draft(context.paths.setupDraftFile())
    , m_rail(new WizardRail({tr("Where it runs"), tr("Name"), tr("Data and port"),
                             tr("First account"), tr("Review and start")}))
    , m_stack(new QStackedWidget)
    , m_welcome(new WelcomePage(context))
    , m_progress(new ProgressPage)
    , m_ready(new ReadyPage)
    , m_connect(new ConnectPage(context)) {
    setObjectName(QStringLiteral("setupWizard"));
    m_answers = m_draft.load().value_or(app::SetupAnswers());
    if (m_answers.dataDir.isEmpty())
        m_answers.dataDir = context.paths.defaultDataDir(m_answers.serverName);
    auto *review = new ReviewPage;
    m_pages = {new AddressPage, new StoragePage, new AccountPage, review};
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_stack, 1);
    row->addLayout(column, 1);
    m_stack->addWidget(scrolling(m_welcome));
    for (WizardPage *page : m_pages) {
        m_stack->addWidget(scrolling(page));
        connect(page, &WizardPage::edited, this, &SetupWizard::saveDraft);
    }
    m_stack->addWidget(scrolling(m_progress));
    m_stack->addWidget(scrolling(m_ready));
    m_stack->addWidget(scrolling(m_connect));
    column->addWidget(makeFoot()); // last, as Tab goes
    connect(m_connect, &ConnectPage::stateChanged, this, [this] {
        if (m_connecting)
            showFoot();
    });
    connect(m_connect, &ConnectPage::connected, this, &SetupWizard::finished);
    connect(m_rail, &WizardRail::stepChosen, this, [this](int step) {
        saveDraft();
        showStep(step);
    });
    connect(review, &ReviewPage::changeRequested, this, &SetupWizard::showStep);
    showStep(qBound(0, m_answers.step, static_cast<int>(Review)));
}

SetupWizard::~SetupWizard() {
    m_progress->follow(nullptr);
}

QWidget *SetupWizard::makeFoot() {
    auto *foot = new Panel(Color::Window);
    foot->setEdges(Qt::TopEdge);
    auto *line = new QHBoxLayout(foot);
    foot->setMinimumHeight(56);
    line->setContentsMargins(32, 12, 32, 12);
    line->setSpacing(8);
    m_footLine = line;
    m_help = new Button(tr("Help"), QStringLiteral("help"), ButtonKind::Flat);
    m_help->setObjectName(QStringLiteral("wizardHelpButton"));
    connect(m_help, &QPushButton::clicked, this, &SetupWizard::openHelp);
    line->addWidget(m_help);
    line->addStretch();
    m_later = new Button(tr("Finish later"), {}, ButtonKind::Flat);
    m_later->setObjectName(QStringLiteral("finishLaterButton"));
    m_back = new Button(tr("Back"));
    m_back->setObjectName(QStringLiteral("backButton"));
    m_next = new Button(tr("Next"), {}, ButtonKind::Primary);
    m_next->setObjectName(QStringLiteral("nextButton"));
    m_next->setMinimumWidth(58);
    for (Button *button : {m_later, m_back, m_next})
        line->addWidget(button);
    connect(m_later, &QPushButton::clicked, this, [this] {
        saveDraft();
        Q_EMIT finishLater();
    });
    connect(m_back, &QPushButton::clicked, this, &SetupWizard::goBack);
    connect(m_next, &QPushButton::clicked, this, &SetupWizard::goNext);
    return foot;
}

WizardPage *SetupWizard::page(int step) const {
    return step >= Address && step <= Review ? m_pages[step - Address] : nullptr;
}

void SetupWizard::saveDraft() {
    if (m_connecting)
        return; // what is typed there belongs to no set-up
    const QString nameBefore = m_answers.serverName;
    if (auto *current = page(m_step))
        current->store(m_answers);
    else if (m_step == Welcome)
        m_welcome->store();
    suggestFolder(nameBefore);
    m_answers.step = qMin(m_step, static_cast<int>(Review));
    // The draft is a convenience: setting up works without it.
    m_files.post(
        [draft = m_draft, answers = m_answers] { static_cast<void>(draft.save(answers)); });
    m_rail->setSubtitle(m_step == Welcome ? QString() : m_answers.serverName);
}

/// The data folder follows the name as long as the person has not chosen one.
void SetupWizard::suggestFolder(const QString &before) {
    if (m_answers.serverName != before &&
        m_answers.dataDir == m_context.paths.defaultDataDir(before))
        m_answers.dataDir = m_context.paths.defaultDataDir(m_answers.serverName);
    if (m_answers.serverName != before)
        m_answers.existing.reset(); // of another folder, or not this server
}

void SetupWizard::showConnect() {
    m_connecting = true;
    showRail(false);
    m_stack->setCurrentIndex(ConnectExtra);
    showFoot();
    startAt(m_connect->firstField());
    setWindowTitle(tr("Connect to a server"));
}

void SetupWizard::showStep(int step) {
    m_connecting = false;
    m_step = qBound(0, step, static_cast<int>(Review));
    showRail(m_step != Welcome);
    m_rail->setCurrent(m_step);
    m_rail->setSubtitle(m_answers.serverName);
    m_stack->setCurrentIndex(m_step);
    QWidget *focus = m_welcome->firstField();
    if (auto *current = page(m_step)) {
        current->load(m_answers);
        focus = current->firstField();
    }
    if (m_step == Review)
        focus = m_next;
    showFoot();
    startAt(focus);
    setWindowTitle(tr("Set up a server"));
}

/// The keyboard starts there, now or when the wizard comes on show.
void SetupWizard::startAt(QWidget *field) {
    m_firstFocus = field;
    if (field)
        field->setFocus(Qt::OtherFocusReason);
}

void SetupWizard::showEvent(QShowEvent *event) {
    QWidget::showEvent(event);
    showFoot(); // the letters depend on the menus of the window
    // The window would choose the first button of all.
    if (m_firstFocus && (!focusWidget() || !focusWidget()->isVisible() || !hasFocusInside()))
        m_firstFocus->setFocus(Qt::OtherFocusReason);
}

bool SetupWizard::hasFocusInside() const {
    const QWidget *focused = window()->focusWidget();
    return focused && isAncestorOf(focused);
}

/// Enter goes on wherever the focus is no button; Esc goes back, and never ends the program.
void SetupWizard::keyPressEvent(QKeyEvent *event) {
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == 0;
    if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        if (!event->isAutoRepeat() && m_next->isVisible() && m_next->isEnabled() &&
            !m_next->isBusy())
            goNext();
        event->accept();
    } else if (plain && event->key() == Qt::Key_Escape) {
        if (m_back->isVisible() && m_back->isEnabled())
            goBack();
        else if (m_canReturn && m_later->isVisible())
            m_later->click();
        event->accept();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void SetupWizard::setCanReturn(bool can) {
    m_canReturn = can;
    showFoot();
}

/// On the welcome page the buttons stand under its narrower content.
void SetupWizard::placeFoot() {
    const bool welcome = m_step == Welcome && !m_connecting;
    const int side = welcome ? std::max(32, (width() - WelcomePage::contentWidth) / 2) : 32;
    m_footLine->setContentsMargins(welcome ? side : 20, 12, side, 12);
    m_help->setVisible(!welcome);
    m_later->setKind(welcome ? ButtonKind::Secondary : ButtonKind::Flat);
    m_next->setMinimumWidth(welcome ? 78 : 58);
}

void SetupWizard::resizeEvent(QResizeEvent *event) {
    QWidget::resizeEvent(event);
    showRail(m_hasRail);
    placeFoot();
}

/// The steps give way where the page and its buttons need the room.
void SetupWizard::showRail(bool wanted) {
    constexpr int roomForBoth = 800;
    m_hasRail = wanted;
    m_rail->setVisible(wanted && width() >= roomForBoth);
}

void SetupWizard::openHelp() {
    const int help = m_connecting ? static_cast<int>(ConnectExtra)
                     : m_done     ? static_cast<int>(ReadyExtra)
                     : m_setup    ? static_cast<int>(ProgressExtra)
                                  : m_step;
    auto *dialog = new DialogFrame(tr("Help"), window());
    dialog->setObjectName(QStringLiteral("wizardHelp"));
    auto *text = new Label(wizardHelp(help));
    text->setParagraph(true);
    text->setMinimumWidth(460);
    dialog->body()->addWidget(text);
    dialog->addClose();
    dialog->open();
}

void SetupWizard::showFoot() {
    placeFoot();
    m_help->setText(tr("Help"));
    m_back->setText(tr("Back"));
    showButtons();
    QStringList menus;
    if (const auto *main = qobject_cast<QMainWindow *>(window()); main && main->menuWidget())
        for (const auto *menu : main->menuWidget()->actions())
            menus << menu->text();
    giveMnemonics(*m_help->parentWidget(), menus);
}

void SetupWizard::showButtons() {
    m_next->setBusy(m_connecting && m_connect->isBusy());
    if (m_connecting) {
        m_later->setText(tr("Cancel")); // nothing of it is kept for later
        m_later->setVisible(m_canReturn);
        m_back->show();
        m_next->show();
        m_next->setEnabled(true);
        m_next->setText(m_connect->goOnText());
        return;
    }
    m_later->setText(m_step != Welcome ? tr("Finish later")
                     : m_canReturn     ? tr("Cancel")
                                       : tr("Quit"));
    m_later->setVisible(!m_setup && !m_done);
    m_back->setVisible(m_step != Welcome && !m_done && (!m_setup || !m_setup->isRunning()));
    m_next->setVisible(true);
    m_next->setEnabled(!m_setup || m_done);
    m_next->setObjectName(m_done ? QStringLiteral("openDashboardButton")
                                 : QStringLiteral("nextButton"));
    if (m_done || m_setup)
        m_next->setText(tr("Open dashboard"));
    else
        m_next->setText(m_step == Review ? tr("Start server") : tr("Next"));
}

void SetupWizard::goNext() {
    if (m_done) {
        Q_EMIT finished(m_answers.profileId);
        return;
    }
    if (m_connecting) {
        m_connect->goOn();
        return;
    }
    if (m_step == Welcome && m_welcome->choice() == u"existing") {
        m_welcome->store();
        showConnect();
        return;
    }
    if (auto *current = page(m_step))
        current->check([this, step = m_step] {
            if (step == m_step) // nobody went elsewhere meanwhile
                leaveStep();
        });
    else
        leaveStep();
}

void SetupWizard::leaveStep() {
    saveDraft();
    if (m_step == Review) {
        start();
        return;
    }
    showStep(m_step + 1);
    saveDraft();
}

void SetupWizard::goBack() {
    if (m_connecting) {
        showStep(Welcome);
        return;
    }
    if (m_setup) { // a failed run: back to the review, nothing is lost
        m_progress->follow(nullptr);
        m_setup.reset();
        m_rail->setLocked(false);
        showStep(Review);
        return;
    }
    saveDraft();
    showStep(m_step - 1);
}

void SetupWizard::start() {
    if (m_answers.adminPassword.isEmpty()) { // not in the draft: ask again
        showStep(Account);
        return;
    }
    if (!m_supervisor || m_supervisor->dataDir() != m_answers.dataDir)
        m_supervisor = std::make_unique<app::Supervisor>(
            m_answers.dataDir, m_context.paths.runtimeDir, m_context.clock);
    m_setup = std::make_unique<app::LocalSetup>(m_answers, *m_supervisor, m_context.profiles,
                                                m_context.secrets);
    connect(m_setup.get(), &app::LocalSetup::finished, this, &SetupWizard::onFinished);
    connect(m_setup.get(), &app::LocalSetup::failed, this, &SetupWizard::onFailed);
    connect(m_setup.get(), &app::LocalSetup::stepChanged, this, [this] { showFoot(); });
    m_progress->follow(m_setup.get());
    m_rail->setLocked(true);
    m_stack->setCurrentIndex(ProgressExtra);
    m_setup->run();
    showFoot();
}

void SetupWizard::onFinished() {
    const QString password = m_answers.adminPassword; // the set-up forgets it at its end
    m_answers = m_setup->answers();
    m_answers.profileId = m_setup->profileId();
    m_files.post([draft = m_draft] { draft.remove(); });
    const auto facts = m_setup->facts();
    // Two that look after one process would both start it again after a crash. Later, because this
    // is its own signal.
    m_progress->follow(nullptr);
    m_setup.release()->deleteLater();
    m_supervisor.release()->deleteLater();
    Q_EMIT serverMade(m_answers.profileId);
    showReady(facts, password);
}

void SetupWizard::showReady(const app::ClientFacts &facts, const QString &password) {
    m_done = true;
    m_connecting = false;
    showRail(true);
    m_rail->setLocked(true);
    m_rail->setCurrent(StepCount);
    m_rail->setSubtitle(facts.serverName);
    m_ready->show(facts, password, m_answers.passwordMadeUp);
    m_stack->setCurrentIndex(ReadyExtra);
    showFoot();
    startAt(m_next);
}

void SetupWizard::onFailed() {
    showFoot();
    startAt(m_back);
}

} // namespace hearth::ui
