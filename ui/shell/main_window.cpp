// SPDX-License-Identifier: Apache-2.0
// The main window: pages, sidebar, status.
#include "ui/shell/main_window.hpp"

#include "app/core/profiles.hpp"
#include "app/core/settings.hpp"
#include "app/models/recent_messages.hpp"
#include "app/models/server_registry.hpp"
#include "ui/accessibility/announce.hpp"
#include "ui/common/format.hpp"
#include "ui/common/server_text.hpp"
#include "ui/common/sign_in_dialog.hpp"
#include "ui/shell/log_drawer.hpp"
#include "ui/shell/navigation.hpp"
#include "ui/shell/pages.hpp"
#include "ui/shell/state_bar.hpp"
#include "ui/shell/window_place.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/scroll_area.hpp"
#include "ui/widgets/sidebar.hpp"
#include "ui/widgets/toast.hpp"

#include <QAbstractItemView>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ServerConnection;

namespace {

/// Needs as much room as the page on show, not as the largest of all.
class PageStack : public QStackedWidget {
public:
    PageStack() {
        connect(this, &QStackedWidget::currentChanged, this, [this] { updateGeometry(); });
    }
    QSize minimumSizeHint() const override {
        return currentWidget()
                   ? currentWidget()->minimumSizeHint().expandedTo(currentWidget()->minimumSize())
                   : QSize();
    }
};

} // namespace

MainWindow::MainWindow(app::Settings &settings, app::ServerProfiles &profiles,
                       app::RecentMessages &messages, Theme *theme, QWidget *parent)
    : QMainWindow(parent)
    , m_settings(settings)
    , m_profiles(profiles)
    , m_messages(messages)
    , m_theme(theme)
    , m_navigation(new Navigation(this))
    , m_announcer(new Announcer(this))
    , m_outer(new QStackedWidget)
    , m_frame(new QWidget)
    , m_main(new QVBoxLayout)
    , m_sidebar(new Sidebar)
    , m_stack(new PageStack)
    , m_toast(nullptr)
    , m_place(new WindowPlace(*this, settings)) {
    setObjectName(u"mainWindow"_s);
    buildCentral();
    buildStatusBar();
    buildMenus();
    connect(m_navigation, &Navigation::arrived, this,
            [this](const Navigation::Place &place) { showPage(place.pageId, place.target); });
    connect(m_navigation, &Navigation::changed, this, &MainWindow::updateMenus);
    connect(m_sidebar, &Sidebar::chosen, this, [this](const QString &id) { openPage(id); });
    connect(&profiles, &app::ServerProfiles::changed, this, &MainWindow::fillServerMenu);
    fillServerMenu();
    updateMenus();
    m_place->restore();
    showWindowTitle();
}

MainWindow::~MainWindow() {
    m_drawer->disconnect(this); // it is hidden after the members here have gone
}

void MainWindow::buildCentral() {
    auto *row = new QHBoxLayout(m_frame);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_sidebar);
    m_main->setContentsMargins(0, 0, 0, 0);
    m_main->setSpacing(0);
    m_main->addWidget(new LeastSizeArea(m_stack), 1);
    row->addLayout(m_main, 1);
    m_outer->addWidget(m_frame);
    // Below a widget of its own: a stack shows assistive programs its pages only, not what lies
    // over them.
    auto *central = new QWidget;
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_outer);
    setCentralWidget(central);
    m_toast = new Toast(central);
    m_drawer = new LogDrawer(this);
    addDockWidget(Qt::BottomDockWidgetArea, m_drawer);
    m_drawer->hide();
    connect(m_drawer, &LogDrawer::lineChosen, this,
            [this](qint64 moment) { openPage(u"logs"_s, moment); });
    connect(m_drawer, &QDockWidget::visibilityChanged, this, [this] { updateMenus(); });
}

void MainWindow::buildStatusBar() {
    auto *bar = statusBar();
    bar->setSizeGripEnabled(false);
    bar->setMinimumHeight(26);
    bar->setContentsMargins(9, 1, 9, 0);
    m_statusGlyph = new IconView(u"f-off"_s, 11, Color::Text2);
    m_statusConnection = new ElidedLabel({}, TextRole::Small, Color::Text2);
    m_statusConnection->setObjectName(u"statusConnection"_s);
    m_statusVersion = new Label({}, TextRole::Small, Color::Text2);
    m_statusParts = new QHBoxLayout;
    m_statusParts->setContentsMargins(0, 0, 0, 0);
    m_statusParts->setSpacing(16);
    bar->addWidget(m_statusGlyph);
    bar->addWidget(m_statusConnection);
    m_statusLine = new Hairline(Qt::Vertical);
    m_statusLine->setFixedHeight(14);
    m_statusVersion->setContentsMargins(10, 0, 0, 0);
    m_statusConnection->setContentsMargins(0, 0, 10, 0);
    bar->addWidget(m_statusLine);
    bar->addWidget(m_statusVersion);
    auto *parts = new QWidget;
    parts->setObjectName(u"statusText"_s);
    parts->setLayout(m_statusParts);
    bar->addPermanentWidget(parts);
}

void MainWindow::setSession(const PageContext &context) {
    clearSession();
    m_context.emplace(context);
    m_stateBar = std::make_unique<StateBar>(context.session);
    fillSidebar();
    connectSession();
    showServer();
    showCounts();
    m_drawer->setLog(context.session.log());
    if (m_settings.looks(u"window/logDrawer"_s).toBool() &&
        context.session.host()->abilities().hasLog)
        m_drawer->show();
    openPage(u"dashboard"_s);
    updateMenus();
}

void MainWindow::clearSession() {
    if (auto *page = currentPage())
        page->deactivated();
    if (m_stateBar)
        m_stateBar->setParent(nullptr); // it stands in a page
    m_pages.clear();                    // before the session that they refer to goes
    m_pageId.clear();
    m_navigation->clear();
    m_drawer->setLog(nullptr);
    m_drawer->hide();
    m_stateBar.reset();
    m_sidebar->clear();
    m_context.reset();
    showStatus();
    updateMenus();
}

void MainWindow::connectSession() {
    auto &session = m_context->session;
    auto *bar = m_stateBar.get(); // dies with the session, and so do these connections
    connect(&session, &app::ServerSession::serverStateChanged, bar, [this] { showServer(); });
    connect(&session, &app::ServerSession::profileChanged, bar, [this] { showServer(); });
    connect(&session, &app::ServerSession::abilitiesChanged, bar, [this] {
        fillSidebar();
        showServer();
        showCounts();
    });
    connect(session.connection(), &ServerConnection::statusChanged, bar, [this] { showServer(); });
    connect(session.dashboard(), &app::DashboardModel::changed, bar, [this] { showCounts(); });
    connect(session.users(), &app::PagedModel::totalsChanged, bar, [this] { showCounts(); });
    connect(session.rooms(), &app::PagedModel::totalsChanged, bar, [this] { showCounts(); });
    connect(session.jobs(), &app::JobsModel::runningCountChanged, bar, [this] { showCounts(); });
    connect(bar, &StateBar::startRequested, this,
            [this] { Q_EMIT serverActionRequested(u"start"_s); });
    connect(bar, &StateBar::restartRequested, this,
            [this] { Q_EMIT serverActionRequested(u"restart"_s); });
    connect(bar, &StateBar::signInRequested, this, &MainWindow::openSignIn);
    connect(bar, &StateBar::logsRequested, this, [this] { openPage(u"logs"_s); });
    connect(bar, &StateBar::announced, this, &MainWindow::announce);
}

void MainWindow::fillSidebar() {
    m_sidebar->clear();
    auto section = PageRow::Section::Top;
    const auto &abilities = m_context->session.abilities();
    for (const auto &row : pageRows()) {
        if (!isOffered(row, abilities))
            continue;
        const QString id = QLatin1String(row.id);
        const QString iconName = QLatin1String(row.iconName);
        if (row.section == PageRow::Section::Foot) {
            m_sidebar->addFootItem(id, iconName, pageTitle(row));
            continue;
        }
        if (row.section != section) {
            section = row.section;
            m_sidebar->addCaption(sectionTitle(section));
        }
        m_sidebar->addItem(id, iconName, pageTitle(row));
    }
    m_sidebar->setCurrent(m_pageId);
}

Page *MainWindow::makePage(const QString &id) {
    const PageRow *row = findPageRow(id);
    if (!row || !m_context)
        return nullptr;
    Page *page = row->make(*m_context, nullptr);
    page->setAccessibleName(pageTitle(*row));
    m_pages[id].reset(page);
    m_stack->addWidget(page);
    connect(page, &Page::statusTextChanged, this, [this, page] {
        if (page == currentPage())
            showStatus();
    });
    connect(page, &Page::navigationRequested, this, &MainWindow::openPage);
    connect(page, &Page::toastRequested, this, &MainWindow::showToast);
    connect(page, &Page::serverActionRequested, this, &MainWindow::serverActionRequested);
    connect(page, &Page::signInRequested, this, &MainWindow::openSignIn);
    if (const QVariantMap looks = m_kept.take(id); !looks.isEmpty())
        page->takeOver(looks);
    return page;
}

QMap<QString, QVariantMap> MainWindow::keptLooks() const {
    auto all = m_kept; // of pages that were not opened since
    for (const auto &[id, page] : m_pages)
        all.insert(id, page->keptLooks());
    return all;
}

void MainWindow::openPage(const QString &id, const QVariant &target) {
    const auto *row = findPageRow(id);
    if (!row || !m_context)
        return;
    if (!isOffered(*row, m_context->session.abilities())) {
        // A link leads to what this server does not have.
        tell(tr("%1 doesn't support this: %2.")
                 .arg(m_context->session.profile().serverName, pageTitle(*row)),
             false);
        return;
    }
    if (auto *page = currentPage())
        m_navigation->updateCurrent(page->target());
    showPage(id, target);
    m_navigation->visit({id, target});
}

void MainWindow::showPage(const QString &id, const QVariant &target) {
    const auto known = m_pages.find(id);
    auto *page = known != m_pages.end() ? known->second.get() : makePage(id);
    if (!page)
        return;
    if (page != currentPage() || m_pageId != id) {
        auto *before = currentPage();
        const bool hadFocus = before && focusWidget() && before->isAncestorOf(focusWidget());
        if (before)
            before->deactivated();
        m_pageId = id;
        page->placeUnderHead(m_stateBar.get());
        m_stack->setCurrentWidget(page);
        page->activated();
        // Qt would give it to whatever comes next, such as a button that exports.
        auto *table = hadFocus ? page->findChild<QAbstractItemView *>() : nullptr;
        if (table && table->isVisible())
            table->setFocus(Qt::OtherFocusReason);
    }
    if (target.isValid())
        page->openTarget(target);
    m_sidebar->setCurrent(id);
    showStatus();
    showWindowTitle();
    updateMenus();
}

Page *MainWindow::currentPage() const {
    const auto page = m_pages.find(m_pageId);
    return page != m_pages.end() ? page->second.get() : nullptr;
}

void MainWindow::showServer() {
    if (!m_context)
        return;
    const auto &session = m_context->session;
    const Pill pill = serverPill(session.serverState());
    const auto &profile = session.profile();
    m_sidebar->serverSwitch()->setServer(profile.name.isEmpty() ? profile.serverName : profile.name,
                                         pill);
    QString sentence;
    PillKind kind = PillKind::Off;
    switch (m_context->session.connection()->status()) {
    case ServerConnection::Status::Connected:
        sentence = profile.isLocal() ? tr("Connected to this computer")
                                     : tr("Connected to %1").arg(hostOf(profile.baseUrl));
        kind = PillKind::Ok;
        break;
    case ServerConnection::Status::Connecting:
        sentence = tr("Connecting");
        kind = PillKind::Busy;
        break;
    case ServerConnection::Status::ConnectionLost:
        sentence = tr("No answer");
        kind = PillKind::Warn;
        break;
    case ServerConnection::Status::SignedOut:
        sentence = tr("Not signed in");
        kind = PillKind::Lock;
        break;
    case ServerConnection::Status::ServerStopped:
        sentence = pill.text;
        kind = pill.kind;
        break;
    }
    static_cast<IconView *>(m_statusGlyph)
        ->setIcon(glyphName(kind), glyphColor(kind), Color::Window);
    m_statusConnection->setWholeText(sentence);
    m_statusVersion->setText(softwareText(session));
    placeStatus();
    showWindowTitle();
    updateMenus();
}

void MainWindow::showCounts() {
    if (!m_context)
        return;
    auto &session = m_context->session;
    const auto counts = session.dashboard()->counts();
    const qint64 users = counts.users >= 0 ? counts.users : session.users()->total();
    const qint64 rooms = counts.rooms >= 0 ? counts.rooms : session.rooms()->total();
    m_sidebar->setCount(u"users"_s, users > 0 ? number(users) : QString());
    m_sidebar->setCount(u"rooms"_s, rooms > 0 ? number(rooms) : QString());
    const int running = session.jobs()->runningCount();
    m_sidebar->setCount(u"jobs"_s, running > 0 ? number(running) : QString());
}

void MainWindow::showStatus() {
    const auto *page = currentPage();
    const QStringList parts =
        page ? page->statusText().split(statusSeparator, Qt::SkipEmptyParts) : QStringList();
    while (m_statusLabels.size() < parts.size()) {
        if (!m_statusLabels.isEmpty()) {
            auto *line = new Hairline(Qt::Vertical);
            line->setFixedHeight(14);
            m_statusParts->addWidget(line);
            m_statusLines.append(line);
        }
        m_statusLabels.append(new ElidedLabel({}, TextRole::Small, Color::Text2));
        m_statusParts->addWidget(m_statusLabels.constLast());
    }
    for (qsizetype i = 0; i < m_statusLabels.size(); ++i) {
        m_statusLabels.at(i)->setWholeText(parts.value(i));
        m_statusLabels.at(i)->setVisible(i < parts.size());
        if (i > 0)
            m_statusLines.at(i - 1)->setVisible(i < parts.size());
    }
    placeStatus();
}

void MainWindow::showWindowTitle() {
    QString what;
    if (isShowingWizard())
        what = m_wizard->windowTitle();
    else if (m_context)
        what = m_context->session.profile().serverName;
    //: Title of the window: name of the server or of what is being done, name of the program.
    setWindowTitle(what.isEmpty() ? tr("Hearth") : tr("%1 - Hearth").arg(what));
}

void MainWindow::showWizard(QWidget *wizard) {
    closeWizard();
    m_wizard = wizard;
    m_outer->addWidget(wizard);
    m_outer->setCurrentWidget(wizard);
    connect(wizard, &QWidget::windowTitleChanged, this, &MainWindow::showWindowTitle);
    statusBar()->hide();
    m_drawer->hide();
    showWindowTitle();
    updateMenus();
}

void MainWindow::closeWizard() {
    if (m_wizard) {
        m_outer->removeWidget(m_wizard);
        m_wizard->deleteLater();
        m_wizard = nullptr;
    }
    m_outer->setCurrentWidget(m_frame);
    statusBar()->show();
    showWindowTitle();
    updateMenus();
}

bool MainWindow::isShowingWizard() const {
    return m_wizard && m_outer->currentWidget() == m_wizard;
}

void MainWindow::showToast(const QString &text, const std::function<void()> &undo) {
    if (undo)
        m_toast->showUndo(text, undo);
    else
        m_toast->showText(text);
    m_messages.add(u"info"_s, text, {}, m_context ? m_context->session.profile().id : QString());
    announce(text, false);
    updateMenus();
}

void MainWindow::tell(const QString &text, bool isError) {
    m_toast->showText(text);
    announce(text, isError);
}

void MainWindow::setServers(app::ServerRegistry *servers) {
    m_servers = servers;
    connect(servers, &app::ServerRegistry::stateChanged, this, &MainWindow::showServerStates);
    connect(servers, &app::ServerRegistry::added, this, &MainWindow::fillServerMenu);
}

void MainWindow::announce(const QString &text, bool isError) {
    m_announcer->announce(text, isError ? Announcer::Urgency::Error : Announcer::Urgency::News);
}

void MainWindow::openSignIn() {
    if (!m_context || findChild<SignInDialog *>())
        return;
    auto *dialog = new SignInDialog(m_context->session, this);
    dialog->open();
}

void MainWindow::closeEvent(QCloseEvent *event) {
    event->ignore();
    Q_EMIT closeRequested();
}

void MainWindow::resizeEvent(QResizeEvent *event) {
    QMainWindow::resizeEvent(event);
    m_sidebar->setIconsOnly(width() < 1100);
    placeStatus();
}

/// The version goes first where large texts fill the status bar.
void MainWindow::placeStatus() {
    if (!m_statusVersion)
        return;
    statusBar()->setMinimumHeight(
        std::max(26, QFontMetrics(roleFont(TextRole::Small)).height() + 9));
    int needed = m_statusConnection->sizeHint().width() + m_statusVersion->sizeHint().width() + 80;
    for (const auto *label : std::as_const(m_statusLabels))
        needed += label->isHidden() ? 0 : label->sizeHint().width() + 34;
    const bool room = needed <= width() && !m_statusVersion->text().isEmpty();
    m_statusVersion->setVisible(room);
    m_statusLine->setVisible(room);
}

void MainWindow::changeEvent(QEvent *event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_toast) {
        m_sidebar->setIconsOnly(width() < 1100);
        placeStatus();
    }
}

} // namespace hearth::ui
