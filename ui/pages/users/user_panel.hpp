// SPDX-License-Identifier: Apache-2.0
// Everything about one account, beside the list: profile, devices, rooms, media, danger zone.
#pragma once

#include "app/api/types.hpp"
#include "ui/common/model_panel.hpp"
#include "ui/pages/users/user_text.hpp"

namespace hearth::app {
class UserDetailsModel;
} // namespace hearth::app

namespace hearth::ui {

class Button;
class LinkButton;

class UserPanel : public ModelPanel {
    Q_OBJECT
public:
    explicit UserPanel(app::ServerSession &session, QWidget *parent = nullptr);
    /// All devices, but for the one this program uses.
    QStringList signOutIds() const;

Q_SIGNALS:
    void stepRequested(hearth::ui::UserStep step);
    /// `title` is the question: "Sign out Desktop app on Linux?"
    void signOutRequested(const QStringList &deviceIds, const QString &title);
    void roomChosen(const QString &roomId);

protected:
    void started() override;
    [[nodiscard]] bool isKnown() const override;
    [[nodiscard]] QString unknownText() const override;
    void showHead() override;
    void showSections() override;

private:
    // user_panel.cpp
    void buildSections();
    void learnOwnDevice();
    app::User user() const;
    bool isOwn() const;
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

    app::UserDetailsModel &m_model;
    QString m_ownDevice;
    Button *m_edit;
    PanelSection *m_profile;
    PanelSection *m_devices;
    PanelSection *m_rooms;
    PanelSection *m_media;
    PanelSection *m_danger;
    LinkButton *m_signOutAll;
    LinkButton *m_allRooms;
    int m_roomsShown = 4;
};

} // namespace hearth::ui
