// SPDX-License-Identifier: Apache-2.0
// The icon in the tray: state, open, start and stop, quit.
#pragma once

#include "app/supervisor/server_state.hpp"

#include <QIcon>
#include <QList>
#include <QObject>
#include <QSystemTrayIcon>

#include <memory>

class QMenu;

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
    struct Server {
        QString id; ///< of its profile
        QString name;
        app::ServerState state;
        bool canStart = false;
        bool operator==(const Server &) const = default;
    };
    /// One has its actions in the menu itself, several each in a menu of its own.
    void setServers(const QList<Server> &servers);
    void notify(const QString &title, const QString &text, bool isError);
    [[nodiscard]] QMenu *menu() const { return m_menu.get(); }

Q_SIGNALS:
    void openRequested();
    /// "start:ID", "stop:ID", "restart:ID", "show:ID"
    void actionRequested(const QString &action);
    void quitRequested();

private:
    void build();
    void fill(QMenu *menu, const Server &server);

    QSystemTrayIcon m_icon;
    std::unique_ptr<QMenu> m_menu; // a menu can only have a widget as parent
    QList<Server> m_servers;
    bool m_isOld = false; ///< the menu shows what was so before
};

/// The program's mark in all sizes that desktops ask for.
[[nodiscard]] QIcon programIcon();

} // namespace hearth::ui
