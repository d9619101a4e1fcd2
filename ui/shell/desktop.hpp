// SPDX-License-Identifier: Apache-2.0
// The program as a whole: which server is on show, wizard or window, tray, quitting.
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
class ServerSession;
class Settings;
enum class Setting;
struct Paths;
} // namespace hearth::app

namespace hearth::ui {

class MainWindow;
class Notices;
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
    /// The language has changed: the window is built anew in its place, the server is not touched.
    void retranslate();
    [[nodiscard]] MainWindow *window() const { return m_window.get(); }
    [[nodiscard]] app::ServerSession *session() const { return m_session.get(); }

private:
    void makeWindow();
    void showSession();
    void holdAwake();
    void openServer(const QString &profileId);
    void openWizard();
    void applySetting(app::Setting setting);
    void doServerAction(const QString &action);
    void askStop(bool restart);
    void onStopTakesLong();
    void onClose();
    void quit();
    void stopAndQuit();
    void leave();
    void showTray();

    Needs m_needs;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<app::ServerSession> m_session;
    std::unique_ptr<Notices> m_notices; // before the session it watches
    Tray *m_tray;
    bool m_quitting = false;
};

} // namespace hearth::ui
