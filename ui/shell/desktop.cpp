// SPDX-License-Identifier: Apache-2.0
// The program as a whole.
#include "ui/shell/desktop.hpp"

#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/core/settings.hpp"
#include "app/history/history.hpp"
#include "app/models/recent_messages.hpp"
#include "app/models/server_registry.hpp"
#include "app/models/server_session.hpp"
#include "app/platform/autostart.hpp"
#include "app/platform/keep_awake.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/wizard_context.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/shell/notices.hpp"
#include "ui/shell/quit_dialog.hpp"
#include "ui/shell/tray.hpp"
#include "ui/shell/window_place.hpp"
#include "ui/style/theme.hpp"
#include "ui/wizard/setup_wizard.hpp"

#include <QApplication>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ServerState;
using app::Setting;

Desktop::Desktop(const Needs &needs, QObject *parent)
    : QObject(parent)
    , m_needs(needs)
    , m_registry(std::make_unique<app::ServerRegistry>(app::ServerSession::Needs{
          needs.paths, needs.clock, needs.profiles, needs.secrets, &needs.history}))
    , m_tray(new Tray(this)) {
    for (const auto setting :
         {Setting::Theme, Setting::MoreContrast, Setting::TextScalePercent, Setting::FiguresDays})
        applySetting(setting);
    QApplication::setWindowIcon(programIcon());
    QApplication::setQuitOnLastWindowClosed(false);
    makeWindow();
    connect(m_registry.get(), &app::ServerRegistry::added, this,
            [this](app::ServerSession *session) { watch(*session); });
    connect(m_registry.get(), &app::ServerRegistry::aboutToRemove, this, &Desktop::onRemove);
    connect(m_registry.get(), &app::ServerRegistry::stateChanged, this, &Desktop::showTray);
    connect(m_registry.get(), &app::ServerRegistry::stateChanged, this, &Desktop::holdAwake);
    connect(m_registry.get(), &app::ServerRegistry::allStopped, this, &Desktop::leave);
    connect(&needs.settings, &app::Settings::changed, this, &Desktop::applySetting);
    connect(m_tray, &Tray::openRequested, this, &Desktop::activate);
    connect(m_tray, &Tray::quitRequested, this, &Desktop::quit);
    connect(m_tray, &Tray::actionRequested, this, [this](const QString &action) {
        if (!action.startsWith(u"start"))
            activate(); // the question needs a window
        doServerAction(action);
    });
    needs.messages.load();
    keepClipboardClean();
    showTray();
}

Desktop::~Desktop() {
    m_window->clearSession(); // pages refer to the session
}

void Desktop::makeWindow() {
    m_window = std::make_unique<MainWindow>(m_needs.settings, m_needs.profiles, m_needs.messages,
                                            &m_needs.theme);
    m_window->setServers(m_registry.get());
    m_window->setWindowIcon(programIcon());
    connect(m_window.get(), &MainWindow::serverActionRequested, this, &Desktop::doServerAction);
    connect(m_window.get(), &MainWindow::quitRequested, this, &Desktop::quit);
    connect(m_window.get(), &MainWindow::closeRequested, this, &Desktop::onClose);
}

void Desktop::showSession() {
    m_window->setSession({*m_session, m_needs.settings, m_needs.profiles, m_needs.secrets,
                          m_needs.messages, &m_needs.history, &m_needs.theme, &m_needs.autostart,
                          m_needs.keepAwake, m_registry.get()});
}

void Desktop::retranslate() {
    const bool shown = m_window->isVisible();
    const bool wizard = m_window->isShowingWizard();
    const QString page = m_window->currentPageId();
    const QVariant target =
        m_window->currentPage() ? m_window->currentPage()->target() : QVariant();
    m_window->place().save();
    const QWidget *focused = m_window->focusWidget();
    const QString focus = focused ? focused->objectName() : QString();
    const auto state = m_window->windowState();
    const auto looks = m_window->keptLooks();
    m_window->clearSession();
    makeWindow();
    m_window->takeOver(looks);
    if (m_session) {
        showSession();
        m_window->openPage(page.isEmpty() ? u"dashboard"_s : page, target);
        if (auto *same = focus.isEmpty() ? nullptr : m_window->findChild<QWidget *>(focus))
            same->setFocus(Qt::OtherFocusReason); // the language is chosen with the keyboard, too
    }
    if (wizard)
        openWizard(); // its answers are kept in a file
    if (shown) {
        m_window->setWindowState(state);
        m_window->show();
    }
    m_tray->retranslate();
    showTray();
}

void Desktop::holdAwake() {
    if (!m_needs.keepAwake)
        return;
    m_needs.keepAwake->hold(m_needs.settings.isOn(Setting::KeepAwake) &&
                            !m_registry->running().isEmpty());
}

void Desktop::start(bool minimized) {
    m_registry->openAll();
    const auto &profiles = m_needs.profiles.all();
    const QString last = m_needs.settings.text(Setting::CurrentServer);
    if (profiles.isEmpty())
        openWizard();
    else
        openServer(m_needs.profiles.find(last) ? last : profiles.constFirst().id);
    if (!minimized || !m_tray->isShown() || profiles.isEmpty())
        m_window->show();
}

void Desktop::activate() {
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    if (!m_window->isVisible())
        m_window->place().clamp();
    m_window->show();
    m_window->raise();
    // A question that is open goes on top: behind it, the window takes no input.
    QWidget *front = QApplication::activeModalWidget();
    if (!front)
        front = m_window.get();
    front->raise();
    front->activateWindow();
}

void Desktop::openServer(const QString &profileId) {
    auto *session = m_registry->open(profileId);
    if (!session)
        return;
    m_window->closeWizard();
    if (session == m_session)
        return;
    m_window->clearSession();
    if (m_session)
        m_session->closeScreens();
    m_session = session;
    m_needs.settings.set(Setting::CurrentServer, profileId);
    m_session->dashboard()->setRangeHours(m_needs.settings.number(Setting::DashboardRangeHours));
    showSession();
    showTray();
    holdAwake();
}

/// Whether it is on show or not.
void Desktop::watch(app::ServerSession &session) {
    auto *notices = new Notices(session, m_needs.settings, m_needs.messages, *m_tray, &session);
    connect(notices, &Notices::told, this, [this, &session](const QString &text, bool isError) {
        if (&session != m_session) // of the one on show its own pages tell
            m_window->tell(text, isError);
    });
    connect(session.host(), &app::ServerHost::stopTakesLong, this,
            [this, &session] { onStopTakesLong(session); });
    showTray();
}

void Desktop::onRemove(app::ServerSession *session) {
    if (session == m_session) {
        m_window->clearSession();
        m_session = nullptr;
        // Later: the list of the others may still change.
        QTimer::singleShot(0, this, [this] {
            const auto &profiles = m_needs.profiles.all();
            if (m_session)
                return;
            if (profiles.isEmpty())
                openWizard();
            else
                openServer(profiles.constFirst().id);
        });
    }
    QTimer::singleShot(0, this, &Desktop::showTray);
}

void Desktop::openWizard(bool toConnect) {
    auto *wizard =
        new SetupWizard(WizardContext{m_needs.paths, m_needs.clock, m_needs.profiles,
                                      m_needs.secrets, m_needs.settings, m_needs.keepAwake},
                        nullptr);
    wizard->setObjectName(u"setupWizard"_s);
    wizard->setCanReturn(m_session != nullptr);
    // From then on it is looked after like every other, whatever the wizard still shows.
    connect(wizard, &SetupWizard::serverMade, this,
            [this](const QString &profileId) { m_registry->open(profileId); });
    connect(wizard, &SetupWizard::finished, this, [this](const QString &profileId) {
        m_needs.settings.set(Setting::FirstRunDone, true);
        openServer(profileId);
    });
    connect(wizard, &SetupWizard::finishLater, this, [this] {
        m_needs.settings.set(Setting::FirstRunDone, true);
        if (m_session)
            m_window->closeWizard();
        else
            quit();
    });
    m_window->showWizard(wizard);
    if (toConnect)
        wizard->showConnect();
}

void Desktop::applySetting(Setting setting) {
    auto &settings = m_needs.settings;
    switch (setting) {
    case Setting::Theme: {
        const QString theme = settings.text(Setting::Theme);
        m_needs.theme.setAppearance(theme == u"dark"    ? Appearance::Dark
                                    : theme == u"light" ? Appearance::Light
                                                        : Appearance::System);
        break;
    }
    case Setting::MoreContrast:
        m_needs.theme.setMoreContrast(settings.isOn(Setting::MoreContrast));
        break;
    case Setting::TextScalePercent:
        m_needs.theme.setTextScale(settings.number(Setting::TextScalePercent));
        break;
    case Setting::ShowTrayIcon:
        showTray();
        break;
    case Setting::KeepAwake:
        holdAwake();
        break;
    case Setting::FiguresDays:
    case Setting::LogArchiveDays: {
        app::HistoryLimits limits;
        limits.figuresDays = settings.number(Setting::FiguresDays);
        limits.logDays = settings.number(Setting::LogArchiveDays);
        m_needs.history.setLimits(limits);
        break;
    }
    default:
        break;
    }
}

void Desktop::doServerAction(const QString &action) {
    const QString verb = action.section(u':', 0, 0);
    const QString id = action.section(u':', 1);
    if (verb == u"new" || verb == u"connect") {
        openWizard(verb == u"connect");
        return;
    }
    if (verb == u"show") {
        // The wish comes from a page that is about to go.
        QTimer::singleShot(0, this, [this, id] { openServer(id); });
        return;
    }
    auto *session = id.isEmpty() ? m_session : m_registry->find(id);
    if (!session)
        return;
    if (verb == u"start")
        session->host()->start();
    else if (verb == u"stop")
        askStop(*session, false);
    else if (verb == u"restart")
        askStop(*session, true);
}

void Desktop::askStop(app::ServerSession &session, bool restart) {
    const QString name = session.profile().serverName;
    auto *dialog = new ConfirmDialog(
        restart ? ConfirmDialog::Question{tr("Restart %1?").arg(name),
                                          {},
                                          tr("Nobody can reach the server for a few seconds. "
                                             "Apps reconnect by themselves."),
                                          tr("Restart server"),
                                          {},
                                          false}
                : ConfirmDialog::Question{tr("Stop %1?").arg(name),
                                          {},
                                          tr("Nobody can reach the server until it is started "
                                             "again. Nothing is lost."),
                                          tr("Stop server"),
                                          {}},
        m_window.get());
    auto *host = session.host(); // the connection goes with it
    connect(dialog, &QDialog::accepted, host,
            [host, restart] { restart ? host->restart() : host->stop(); });
    dialog->open();
}

void Desktop::onStopTakesLong(app::ServerSession &session) {
    auto *dialog = new ConfirmDialog(
        {tr("%1 won't stop. Force it to stop?").arg(session.profile().serverName),
         {},
         tr("It has been asked to stop but is still busy. Confirmed messages are safe; "
            "anything being sent right now may have to be sent again."),
         tr("Force stop"),
         {}},
        m_window.get());
    auto *host = session.host();
    connect(dialog, &QDialog::accepted, host, [host] { host->kill(); });
    connect(host, &app::ServerHost::changed, dialog, [dialog](const app::ServerSnapshot &snapshot) {
        if (!snapshot.isRunning())
            dialog->reject();
    });
    activate();
    dialog->open();
}

void Desktop::onClose() {
    if (m_needs.settings.isOn(Setting::CloseToTray) && m_tray->isShown() && m_session) {
        m_window->hide();
        const bool told = m_needs.settings.looks(u"toldAboutTray"_s).toBool();
        if (!told)
            m_tray->notify(tr("The server keeps running."), tr("Hearth stays in the tray."), false);
        m_needs.settings.setLooks(u"toldAboutTray"_s, true);
        return;
    }
    quit();
}

void Desktop::quit() {
    const auto running = m_registry->running();
    const QString choice = m_needs.settings.text(Setting::OnQuit);
    if (running.isEmpty() || choice == u"keep") {
        leave();
        return;
    }
    if (choice == u"stop") {
        m_registry->stopAll();
        return;
    }
    if (m_window->findChild<QuitDialog *>())
        return;
    activate();
    QStringList names;
    for (const auto *session : running)
        names << session->profile().serverName;
    auto *dialog = new QuitDialog(names, m_window.get());
    connect(dialog, &QuitDialog::keepRunningChosen, this, [this, dialog] {
        if (dialog->remembersAnswer())
            m_needs.settings.set(Setting::OnQuit, u"keep"_s);
        leave();
    });
    connect(dialog, &QuitDialog::stopServersChosen, this, [this, dialog] {
        if (dialog->remembersAnswer())
            m_needs.settings.set(Setting::OnQuit, u"stop"_s);
        m_registry->stopAll();
    });
    dialog->open();
}

void Desktop::endNow() {
    m_window->place().save();
    // Nobody is there to be asked: what is not to be stopped goes on.
    if (m_needs.settings.text(Setting::OnQuit) == u"stop" && !m_registry->running().isEmpty())
        m_registry->stopAll();
    else
        leave();
}

void Desktop::leave() {
    m_window->place().save();
    m_tray->setShown(false);
    m_window->hide();
    QCoreApplication::quit();
}

void Desktop::showTray() {
    m_tray->setShown(m_needs.settings.isOn(Setting::ShowTrayIcon));
    QList<Tray::Server> servers;
    const auto all = m_registry->all();
    for (auto *session : all)
        servers.append({session->profile().id, session->profile().serverName,
                        session->serverState(), session->host()->abilities().canStart});
    m_tray->setServers(servers);
}

} // namespace hearth::ui
