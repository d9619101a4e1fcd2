// SPDX-License-Identifier: Apache-2.0
// Menus and keys of the main window.
#include "app/core/profiles.hpp"
#include "app/core/settings.hpp"
#include "app/models/server_registry.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/list_detail.hpp"
#include "ui/common/server_text.hpp"
#include "ui/shell/command_palette.hpp"
#include "ui/shell/log_drawer.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/shell/messages_dialog.hpp"
#include "ui/shell/navigation.hpp"
#include "ui/shell/pages.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/data_table.hpp"
#include "ui/widgets/detail_panel.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/sidebar.hpp"
#include "ui/widgets/toast.hpp"

#include <QActionGroup>
#include <QApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <functional>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::Setting;

namespace {

QAction *add(QMenu *menu, QHash<QString, QAction *> &actions, const QString &id,
             const QString &text, const QKeySequence &key, QObject *context,
             const std::function<void()> &run) {
    auto *action = menu->addAction(text);
    action->setObjectName(id + u"Action"_s);
    action->setShortcut(key);
    QObject::connect(action, &QAction::triggered, context, run);
    actions.insert(id, action);
    return action;
}

} // namespace

void MainWindow::buildMenus() {
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildServerMenu();
    buildHelpMenu();
}

void MainWindow::buildFileMenu() {
    auto *menu = menuBar()->addMenu(tr("&File"));
    add(menu, m_actions, u"newServer"_s, tr("New server…"), {}, this,
        [this] { Q_EMIT serverActionRequested(u"new"_s); });
    add(menu, m_actions, u"connectServer"_s, tr("Connect to a server…"), {}, this,
        [this] { Q_EMIT serverActionRequested(u"connect"_s); });
    add(menu, m_actions, u"newItem"_s, tr("New…"), QKeySequence::New, this, [this] {
        if (auto *page = currentPage())
            page->createNew();
    });
    menu->addSeparator();
    add(menu, m_actions, u"signIn"_s, tr("Administrator sign-in…"), {}, this,
        [this] { openSignIn(); });
    menu->addSeparator();
    add(menu, m_actions, u"close"_s, tr("Close window"), QKeySequence::Close, this,
        [this] { close(); });
    add(menu, m_actions, u"quit"_s, tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, [this] {
        Q_EMIT quitRequested();
    })->setMenuRole(QAction::QuitRole);
}

void MainWindow::buildEditMenu() {
    auto *menu = menuBar()->addMenu(tr("&Edit"));
    add(menu, m_actions, u"undo"_s, tr("Undo"), QKeySequence::Undo, this, [this] {
        // While somebody types, Undo belongs to the field.
        if (auto *field = qobject_cast<QLineEdit *>(focusWidget());
            field && field->isUndoAvailable())
            field->undo();
        else
            m_toast->undo();
    });
    menu->addSeparator();
    add(menu, m_actions, u"copy"_s, tr("Copy ID"), {}, this, [this] { copyFromPage(false); });
    add(menu, m_actions, u"copyRow"_s, tr("Copy row"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), this, [this] { copyFromPage(true); });
    menu->addSeparator();
    add(menu, m_actions, u"find"_s, tr("Find"), QKeySequence::Find, this, [this] {
        if (auto *page = currentPage())
            page->focusSearch();
    });
    add(menu, m_actions, u"palette"_s, tr("Go to…"), QKeySequence(Qt::CTRL | Qt::Key_K), this,
        [this] { openPalette(); });
}

void MainWindow::buildViewMenu() {
    auto *menu = menuBar()->addMenu(tr("&View"));
    m_pagesMenu = menu;
    int number = 1;
    for (const auto &row : pageRows()) {
        const QString id = QLatin1String(row.id);
        QKeySequence key;
        if (row.section == PageRow::Section::Foot)
            key = QKeySequence(Qt::CTRL | Qt::Key_Comma);
        else if (number <= 9)
            key = QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number++));
        auto *action = add(menu, m_actions, u"page-"_s + id, pageTitle(row), key, this,
                           [this, id] { openPage(id); });
        action->setIcon(themeIcon(QLatin1String(row.iconName)));
    }
    menu->addSeparator();
    add(menu, m_actions, u"back"_s, tr("Back"), QKeySequence(Qt::ALT | Qt::Key_Left), this,
        [this] { m_navigation->back(); });
    add(menu, m_actions, u"forward"_s, tr("Forward"), QKeySequence(Qt::ALT | Qt::Key_Right), this,
        [this] { m_navigation->forward(); });
    add(menu, m_actions, u"refresh"_s, tr("Refresh"), QKeySequence::Refresh, this, [this] {
        if (auto *page = currentPage())
            page->refresh();
    });
    menu->addSeparator();
    auto *drawer = add(menu, m_actions, u"logDrawer"_s, tr("Log drawer"),
                       QKeySequence(Qt::CTRL | Qt::Key_J), this, [] {});
    drawer->setCheckable(true);
    connect(drawer, &QAction::triggered, this, [this] { showDrawer(!m_drawer->isVisible()); });
    add(menu, m_actions, u"detailsAsPage"_s, tr("Details as full page"),
        QKeySequence(Qt::ALT | Qt::Key_Return), this, [this] { openDetailsAsPage(); });
    menu->addSeparator();
    auto *compact = add(menu, m_actions, u"compactRows"_s, tr("Compact rows"), {}, this, [] {});
    compact->setCheckable(true);
    compact->setChecked(m_settings.isOn(Setting::CompactRows));
    connect(compact, &QAction::toggled, this,
            [this](bool on) { m_settings.set(Setting::CompactRows, on); });
    auto *colours = menu->addMenu(tr("Colours"));
    auto *group = new QActionGroup(this);
    for (const auto &[value, text] : {std::pair{u"system"_s, tr("Same as desktop")},
                                      {u"light"_s, tr("Light")},
                                      {u"dark"_s, tr("Dark")}}) {
        auto *action = colours->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_settings.text(Setting::Theme) == value);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, value] { m_settings.set(Setting::Theme, value); });
    }
    menu->addSeparator();
    add(menu, m_actions, u"larger"_s, tr("Larger text"), QKeySequence::ZoomIn, this,
        [this] { changeTextScale(10); });
    add(menu, m_actions, u"smaller"_s, tr("Smaller text"), QKeySequence::ZoomOut, this,
        [this] { changeTextScale(-10); });
    add(menu, m_actions, u"normalSize"_s, tr("Normal text size"),
        QKeySequence(Qt::CTRL | Qt::Key_0), this, [this] { changeTextScale(0); });
    menu->addSeparator();
    add(menu, m_actions, u"nextPane"_s, tr("Next pane"), QKeySequence(Qt::Key_F6), this,
        [this] { nextPane(true); });
    add(menu, m_actions, u"previousPane"_s, tr("Previous pane"),
        QKeySequence(Qt::SHIFT | Qt::Key_F6), this, [this] { nextPane(false); });
}

void MainWindow::buildServerMenu() {
    m_serverMenu = menuBar()->addMenu(tr("&Server"));
    const auto action = [this](const QString &id, const QString &text, const QString &iconName) {
        add(m_serverMenu, m_actions, id + u"Server"_s, text, {}, this, [this, id] {
            Q_EMIT serverActionRequested(id);
        })->setIcon(themeIcon(iconName));
    };
    action(u"start"_s, tr("Start"), u"play"_s);
    action(u"stop"_s, tr("Stop…"), u"stop"_s);
    action(u"restart"_s, tr("Restart…"), u"restart"_s);
    m_serverMenu->addSeparator();
    m_switchMenu = new QMenu(this);
    m_sidebar->serverSwitch()->setServerMenu(m_switchMenu);
}

void MainWindow::buildHelpMenu() {
    auto *menu = menuBar()->addMenu(tr("&Help"));
    add(menu, m_actions, u"messages"_s, tr("Recent messages"), {}, this,
        [this] { openMessages(); });
    add(menu, m_actions, u"shortcuts"_s, tr("Keyboard shortcuts"), QKeySequence::HelpContents, this,
        [this] { openShortcuts(); });
    menu->addSeparator();
    add(menu, m_actions, u"about"_s, tr("About Hearth"), {}, this, [this] {
        openAbout();
    })->setMenuRole(QAction::AboutRole);
}

void MainWindow::fillServerMenu() {
    if (!m_switchMenu || m_switchMenu->isVisible())
        return; // what is open does not change under the pointer
    m_switchMenu->clear();
    const auto all = m_profiles.all();
    for (const auto &profile : all) {
        auto *action = m_switchMenu->addAction(QString());
        action->setData(profile.id);
        action->setCheckable(true);
        action->setChecked(m_context && m_context->session.profile().id == profile.id);
        connect(action, &QAction::triggered, this,
                [this, id = profile.id] { Q_EMIT serverActionRequested(u"show:"_s + id); });
    }
    showServerStates();
    if (!all.isEmpty())
        m_switchMenu->addSeparator();
    auto *create = m_switchMenu->addAction(themeIcon(u"plus"_s), tr("New server…"));
    connect(create, &QAction::triggered, this, [this] { Q_EMIT serverActionRequested(u"new"_s); });
    auto *connectTo = m_switchMenu->addAction(themeIcon(u"link"_s), tr("Connect to a server…"));
    connect(connectTo, &QAction::triggered, this,
            [this] { Q_EMIT serverActionRequested(u"connect"_s); });
}

/// The state stands at the end of the line, where other menus have their keys.
void MainWindow::showServerStates() {
    const auto actions = m_switchMenu->actions();
    QStringList trouble;
    for (auto *action : actions) {
        const auto profile = m_profiles.find(action->data().toString());
        if (!profile)
            continue;
        QString text = profile->name.isEmpty() ? profile->serverName : profile->name;
        text = withoutMnemonics(text);
        if (const auto *session = m_servers ? m_servers->find(profile->id) : nullptr) {
            const Pill pill = serverPill(session->serverState());
            const bool onShow = m_context && session == &m_context->session;
            if (!onShow && (pill.kind == PillKind::Error || pill.kind == PillKind::Warn))
                //: Name of a server that is not on show, its state.
                trouble << tr("%1: %2").arg(profile->serverName, pill.text);
            text += u'\t' + pill.text;
        }
        action->setText(text);
    }
    m_sidebar->serverSwitch()->setNews(trouble.join(u'\n'));
}

void MainWindow::updateMenus() {
    if (!m_actions.contains(u"about"_s))
        return;
    const bool session = m_context.has_value() && !isShowingWizard();
    m_actions.value(u"logDrawer"_s)->setChecked(m_drawer->isVisible());
    for (const auto &row : pageRows())
        m_actions.value(u"page-"_s + QLatin1String(row.id))
            ->setEnabled(session && isOffered(row, m_context->session.abilities()));
    for (const auto *id : {"newItem", "signIn", "copy", "copyRow", "find", "palette", "refresh",
                           "nextPane", "previousPane", "logDrawer", "detailsAsPage"})
        m_actions.value(QLatin1String(id))->setEnabled(session);
    if (session && !m_context->session.host()->abilities().hasLog)
        m_actions.value(u"logDrawer"_s)->setEnabled(false);
    m_actions.value(u"back"_s)->setEnabled(session && m_navigation->canGoBack());
    m_actions.value(u"forward"_s)->setEnabled(session && m_navigation->canGoForward());
    const auto *host = session ? m_context->session.host() : nullptr;
    const bool canStart = host && host->abilities().canStart;
    const bool running = canStart && host->snapshot().isRunning();
    m_serverMenu->menuAction()->setVisible(canStart);
    m_actions.value(u"startServer"_s)->setEnabled(canStart && !running);
    m_actions.value(u"stopServer"_s)->setEnabled(running);
    m_actions.value(u"restartServer"_s)->setEnabled(running);
    m_pagesMenu->menuAction()->setVisible(session);
    fillServerMenu();
}

void MainWindow::openMessages() {
    auto *dialog = new MessagesDialog(m_messages, this);
    dialog->open();
}

void MainWindow::openShortcuts() {
    auto *dialog = new DialogFrame(tr("Keyboard shortcuts"), this);
    dialog->setObjectName(u"keysDialog"_s);
    auto *facts = new FactList(170);
    const auto actions = m_actions;
    QMap<QString, QString> sorted;
    for (const auto *action : actions)
        if (!action->shortcut().isEmpty())
            sorted.insert(action->text().remove(u'&'),
                          action->shortcut().toString(QKeySequence::NativeText));
    for (auto it = sorted.cbegin(); it != sorted.cend(); ++it)
        facts->addFact(it.value(), it.key());
    for (const auto &[key, what] :
         {std::pair{u"Space"_s, tr("Select a row")},
          {u"Shift+Up, Shift+Down"_s, tr("Select a range")},
          {u"Ctrl+A, Ctrl+Shift+A"_s, tr("Select all loaded rows, or none")},
          {u"Enter"_s, tr("Open details")},
          {u"F2, Del"_s, tr("Edit, delete or deactivate")},
          {u"Ctrl+C"_s, tr("Copy ID")},
          {u"F, N, E, H"_s, tr("In the log: follow, next match, next error, highlight the "
                               "request")}})
        facts->addFact(key, what);
    dialog->body()->addWidget(facts);
    dialog->setPreferredSize({560, 600});
    dialog->addClose();
    dialog->open();
}

void MainWindow::openAbout() {
    auto *dialog = new DialogFrame(tr("About Hearth"), this);
    dialog->setObjectName(u"aboutDialog"_s);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(new IconView(u"hearth"_s, 52, Color::Text), 0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->addWidget(
        new Label(tr("Hearth %1").arg(QApplication::applicationVersion()), TextRole::Title));
    auto *text = new Label(tr("Run a Matrix server of your own: chat, calls and files for the "
                              "people you choose."),
                           TextRole::Body, Color::Text2);
    text->setParagraph();
    texts->addWidget(text);
    auto *license = new Label(tr("Free software under the Apache License 2.0. It uses Qt under "
                                 "the LGPL."),
                              TextRole::Small, Color::Text2);
    license->setParagraph();
    texts->addWidget(license);
    row->addLayout(texts, 1);
    dialog->body()->addLayout(row);
    dialog->setMinimumWidth(440);
    dialog->addClose();
    dialog->open();
}

void MainWindow::showDrawer(bool shown) {
    m_settings.setLooks(u"window/logDrawer"_s, shown);
    m_drawer->setVisible(shown);
    if (shown)
        m_drawer->focusLines();
}

void MainWindow::openDetailsAsPage() {
    auto *page = currentPage();
    auto *parts = page ? page->findChild<ListDetail *>() : nullptr;
    if (!parts)
        return;
    if (!parts->isPanelOpen())
        if (auto *view = page->findChild<DataView *>(); view && view->currentIndex().isValid())
            Q_EMIT view->opened(view->currentIndex());
    parts->setFullPage(!parts->isFullPage());
}

void MainWindow::nextPane(bool forward) {
    // The menu bar has keys of its own.
    QList<QWidget *> panes{m_sidebar->list(), currentPage()};
    if (auto *page = currentPage())
        if (auto *panel = page->findChild<DetailPanel *>(); panel && panel->isVisible())
            panes << panel; // inside the page, so it is asked first below
    if (m_drawer->isVisible())
        panes << m_drawer;
    int at = -1;
    for (int i = 0; i < panes.size(); ++i)
        if (panes.at(i) && focusWidget() &&
            (panes.at(i) == focusWidget() || panes.at(i)->isAncestorOf(focusWidget())))
            at = i;
    const auto count = static_cast<int>(panes.size());
    const int next = (at < 0 ? (forward ? 0 : count - 1) : at + (forward ? 1 : count - 1)) % count;
    auto *pane = panes.at(next);
    if (!pane)
        return;
    if (pane == m_drawer) {
        m_drawer->focusLines();
        return;
    }
    if (auto *panel = qobject_cast<DetailPanel *>(pane)) {
        panel->focusHead();
        return;
    }
    const auto reason = forward ? Qt::TabFocusReason : Qt::BacktabFocusReason;
    if (next == 0) {
        pane->setFocus(reason);
        return;
    }
    if (auto *table = pane->findChild<QAbstractItemView *>(); table && table->isVisible())
        table->setFocus(reason);
    else if (auto *first = pane->nextInFocusChain(); first)
        first->setFocus(reason);
}

void MainWindow::copyFromPage(bool wholeRow) {
    auto *page = currentPage();
    auto *view = page ? page->findChild<DataView *>() : nullptr;
    if (view && view->currentIndex().isValid())
        Q_EMIT view->copyRequested(view->currentIndex(), wholeRow);
}

void MainWindow::changeTextScale(int step) {
    const int now = m_settings.number(Setting::TextScalePercent);
    m_settings.set(Setting::TextScalePercent, step == 0 ? 100 : std::clamp(now + step, 80, 200));
}

} // namespace hearth::ui
