// SPDX-License-Identifier: Apache-2.0
// Everything about one account, beside the list: profile, devices, rooms, media, danger zone.
#pragma once

#include "app/api/types.hpp"
#include "ui/pages/users/user_text.hpp"
#include "ui/widgets/detail_panel.hpp"

class QGridLayout;
class QMenu;

namespace hearth::app {
class ServerSession;
class UserDetailsModel;
} // namespace hearth::app

namespace hearth::ui {

class Button;
class IconButton;
class InlineMessage;
class LinkButton;

class UserPanel : public DetailPanel {
    Q_OBJECT
public:
    explicit UserPanel(app::ServerSession &session, QWidget *parent = nullptr);
    /// Empty: none.
    void showUser(const QString &id);
    QString userId() const { return m_id; }
    /// Off while the server can't be asked.
    void setUsable(bool usable);
    /// All devices, but for the one this program uses.
    QStringList signOutIds() const;

Q_SIGNALS:
    void stepRequested(hearth::ui::UserStep step);
    /// `title` is the question: "Sign out Desktop app on Linux?"
    void signOutRequested(const QStringList &deviceIds, const QString &title);
    void roomChosen(const QString &roomId);
    void fillMenuRequested(QMenu *menu);

private:
    // user_panel.cpp
    void buildHead();
    void reload();
    void showAll();
    void showHead(const app::User &user);
    void showProblem();
    void learnOwnDevice();
    app::User user() const;
    bool isOwn() const;
    /// Makes a section again only if what it shows has changed, and keeps the focus in it.
    void refill(PanelSection *section, QString *last, const QString &now,
                const std::function<void()> &fill);
    // user_panel_sections.cpp
    void showProfile(const app::User &user);
    void showDevices();
    void fillDevices();
    void showRooms();
    void fillRooms();
    void showMedia();
    void showDanger(const app::User &user);
    void fillDanger(const app::User &user);
    Button *addStep(UserStep step, const QString &objectName, const QString &title,
                    const QString &explanation, const QString &buttonText, bool destructive,
                    bool guarded);

    app::ServerSession &m_session;
    app::UserDetailsModel &m_model;
    QString m_id;
    QString m_ownDevice;
    Button *m_edit;
    IconButton *m_more;
    InlineMessage *m_message;
    PanelSection *m_profile;
    PanelSection *m_devices;
    PanelSection *m_rooms;
    PanelSection *m_media;
    PanelSection *m_danger;
    LinkButton *m_signOutAll;
    LinkButton *m_allRooms;
    int m_roomsShown = 4;
    bool m_usable = true;
    QString m_profileKey;
    QString m_devicesKey;
    QString m_roomsKey;
    QString m_mediaKey;
    QString m_dangerKey;
};

} // namespace hearth::ui
