// SPDX-License-Identifier: Apache-2.0
// The window: menu bar, sidebar, pages built on first use, status bar, toast.
#pragma once

#include "ui/common/page.hpp"
#include "ui/shell/command_palette.hpp"

#include <QHash>
#include <QMainWindow>
#include <QPointer>

#include <map>
#include <memory>
#include <optional>

class QHBoxLayout;
class QMenu;
class QStackedWidget;
class QVBoxLayout;

namespace hearth::ui {

class Announcer;
class ElidedLabel;
class Hairline;
class IconView;
class Label;
class LogDrawer;
class Navigation;
class Sidebar;
class StateBar;
class Toast;
class WindowPlace;

/// Made by Desktop; lives as long as the program. Shows one session, or the wizard, or nothing.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(app::Settings &settings, app::ServerProfiles &profiles,
               app::RecentMessages &messages, Theme *theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// New pages for this session; the old ones go first.
    void setSession(const PageContext &context);
    void clearSession();
    /// The wizard in place of sidebar and pages; the window owns it.
    void showWizard(QWidget *wizard);
    void closeWizard();
    [[nodiscard]] bool isShowingWizard() const;

    void openPage(const QString &id, const QVariant &target = {});
    [[nodiscard]] Page *currentPage() const;
    [[nodiscard]] QString currentPageId() const { return m_pageId; }
    /// Filters, order and selection of all pages, for a window in another language.
    [[nodiscard]] QMap<QString, QVariantMap> keptLooks() const;
    /// Each page takes its part when it is made.
    void takeOver(const QMap<QString, QVariantMap> &looks) { m_kept = looks; }
    [[nodiscard]] Navigation *navigation() const { return m_navigation; }
    void showToast(const QString &text, const std::function<void()> &undo = {});
    /// News of a server that is not on show; they are in the recent messages already.
    void tell(const QString &text, bool isError);
    /// For the states in the server switch; outlives the window.
    void setServers(app::ServerRegistry *servers);
    void announce(const QString &text, bool isError);
    void openSignIn();
    [[nodiscard]] WindowPlace &place() const { return *m_place; }

Q_SIGNALS:
    /// See Page::serverActionRequested.
    void serverActionRequested(const QString &action);
    void quitRequested();
    /// The person closed the window; Desktop decides what that means.
    void closeRequested();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildCentral();
    void buildStatusBar();
    // main_window_menus.cpp
    void buildMenus();
    void buildFileMenu();
    void buildEditMenu();
    void buildViewMenu();
    void buildServerMenu();
    void buildHelpMenu();
    void updateMenus();
    // palette_commands.cpp
    void openPalette();
    QList<CommandPalette::Command> paletteCommands();
    CommandPalette::Search searchUsers();
    CommandPalette::Search searchRooms();
    // main_window_menus.cpp
    void openMessages();
    void openShortcuts();
    void openAbout();
    void showDrawer(bool shown);
    void openDetailsAsPage();
    void nextPane(bool forward);
    void copyFromPage(bool wholeRow);
    void changeTextScale(int step);

    void fillSidebar();
    void fillServerMenu();
    void showServerStates();
    Page *makePage(const QString &id);
    void showPage(const QString &id, const QVariant &target);
    void connectSession();
    void showServer();
    void showCounts();
    void showStatus();
    void placeStatus();
    void showWindowTitle();

    app::Settings &m_settings;
    app::ServerProfiles &m_profiles;
    app::RecentMessages &m_messages;
    app::ServerRegistry *m_servers = nullptr;
    Theme *m_theme;
    std::optional<PageContext> m_context;
    std::map<QString, std::unique_ptr<Page>> m_pages;
    QMap<QString, QVariantMap> m_kept;
    QString m_pageId;
    Navigation *m_navigation;
    Announcer *m_announcer;
    QStackedWidget *m_outer;
    QWidget *m_frame;
    QVBoxLayout *m_main;
    Sidebar *m_sidebar;
    std::unique_ptr<StateBar> m_stateBar;
    QStackedWidget *m_stack;
    Toast *m_toast;
    WindowPlace *m_place;
    LogDrawer *m_drawer = nullptr;
    QPointer<QWidget> m_wizard;
    QMenu *m_serverMenu = nullptr;
    QMenu *m_switchMenu = nullptr;
    QMenu *m_pagesMenu = nullptr;
    QHash<QString, QAction *> m_actions;
    ElidedLabel *m_statusConnection = nullptr;
    Label *m_statusVersion = nullptr;
    Hairline *m_statusLine = nullptr;
    QHBoxLayout *m_statusParts = nullptr;
    QList<ElidedLabel *> m_statusLabels;
    QList<Hairline *> m_statusLines; // between them
    IconView *m_statusGlyph = nullptr;
};

} // namespace hearth::ui
