// SPDX-License-Identifier: Apache-2.0
// The program as a whole: all servers and which one is on show, wizard or window, tray, quitting.
#pragma once

#include <QObject>
#include <QPointer>

#include <memory>

namespace hearth::app {
class Autostart;
class Clock;
class History;
class KeepAwake;
class RecentMessages;
class SecretStore;
class ServerProfiles;
class ServerRegistry;
class ServerSession;
class Settings;
enum class Setting;
struct Paths;
} // namespace hearth::app

namespace hearth::ui {

class MainWindow;
class Theme;
class Tray;

/// Made by main() after everything it needs; all of that outlives it. GUI thread.
class Desktop : public QObject {
    Q_OBJECT
public:
    struct Needs {
        const app::Paths &paths;
        app::Clock &clock;
        app::Settings &settings;
        app::ServerProfiles &profiles;
        app::SecretStore &secrets;
        app::History &history;
        app::RecentMessages &messages;
        app::Autostart &autostart;
        Theme &theme;
        app::KeepAwake *keepAwake = nullptr; ///< may be missing
    };
    explicit Desktop(const Needs &needs, QObject *parent = nullptr);
    ~Desktop() override;

    /// Shows the wizard if there is no server, else the server shown last.
    void start(bool minimized);
    /// Somebody started the program again: come forward.
    void activate();
    /// The system ends the program: no question, nothing is lost.
    void endNow();
    /// The language has changed: the window is built anew in its place, the server is not touched.
    void retranslate();
    [[nodiscard]] MainWindow *window() const { return m_window.get(); }
    /// The one on show; null while there is none.
    [[nodiscard]] app::ServerSession *session() const { return m_session; }
    [[nodiscard]] app::ServerRegistry &servers() const { return *m_registry; }

private:
    void makeWindow();
    void showSession();
    void holdAwake();
    void openServer(const QString &profileId);
    void watch(app::ServerSession &session);
    void onRemove(app::ServerSession *session);
    void openWizard(bool toConnect = false);
    void applySetting(app::Setting setting);
    void doServerAction(const QString &action);
    void askStop(app::ServerSession &session, bool restart);
    void onStopTakesLong(app::ServerSession &session);
    void onClose();
    void quit();
    void leave();
    void showTray();

    Needs m_needs;
    std::unique_ptr<app::ServerRegistry> m_registry;
    std::unique_ptr<MainWindow> m_window;
    app::ServerSession *m_session = nullptr; // one of the registry's
    Tray *m_tray;
};

} // namespace hearth::ui
