// SPDX-License-Identifier: Apache-2.0
// The icon in the tray: state, open, start and stop, quit.
#pragma once

#include <QIcon>
#include <QObject>
#include <QSystemTrayIcon>

#include <memory>

class QAction;
class QMenu;

namespace hearth::app {
enum class ServerState;
}

namespace hearth::ui {

/// Owned by Desktop. Shows nothing where the desktop has no tray.
class Tray : public QObject {
    Q_OBJECT
public:
    explicit Tray(QObject *parent = nullptr);
    ~Tray() override;
    /// Texts in the language of now.
    void retranslate();
    void setShown(bool shown);
    [[nodiscard]] bool isShown() const;
    void setServer(const QString &name, app::ServerState state, bool isLocal);
    void notify(const QString &title, const QString &text, bool isError);
    [[nodiscard]] QMenu *menu() const { return m_menu.get(); }

Q_SIGNALS:
    void openRequested();
    void actionRequested(const QString &action);
    void quitRequested();

private:
    QSystemTrayIcon m_icon;
    std::unique_ptr<QMenu> m_menu; // a menu can only have a widget as parent
    QAction *m_state;
    QAction *m_open = nullptr;
    QAction *m_start = nullptr;
    QAction *m_stop = nullptr;
    QAction *m_restart = nullptr;
    QAction *m_quit = nullptr;
};

/// The program's mark in all sizes that desktops ask for.
[[nodiscard]] QIcon programIcon();

} // namespace hearth::ui
