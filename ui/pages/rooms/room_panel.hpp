// SPDX-License-Identifier: Apache-2.0
// Everything about one room, beside the list: facts, people, and what can be done.
#pragma once

#include "app/api/types.hpp"
#include "ui/widgets/detail_panel.hpp"

namespace hearth::app {
class RoomDetailsModel;
class ServerSession;
} // namespace hearth::app

namespace hearth::ui {

class InlineMessage;
class LinkButton;
class ProgressList;

class RoomPanel : public DetailPanel {
    Q_OBJECT
public:
    explicit RoomPanel(app::ServerSession &session, QWidget *parent = nullptr);
    /// Empty: none.
    void showRoom(const QString &id);
    QString roomId() const { return m_id; }
    void setUsable(bool usable);

Q_SIGNALS:
    void blockRequested(bool blocked);
    void makeAdminRequested();
    void deleteRequested();
    void userChosen(const QString &userId);
    void jobsRequested();

private:
    // room_panel.cpp
    void showAll();
    void showHead(const app::Room &room);
    void showProblem();
    void showDeletion();
    app::Room room() const;
    void refill(PanelSection *section, QString *last, const QString &now,
                const std::function<void()> &fill);
    // room_panel_sections.cpp
    void showFacts(const app::Room &room);
    void fillFacts(const app::Room &room);
    void showPeople();
    void fillPeople();
    void showActions();
    void fillActions();

    app::ServerSession &m_session;
    app::RoomDetailsModel &m_model;
    QString m_id;
    InlineMessage *m_message;
    PanelSection *m_deletion;
    ProgressList *m_steps;
    PanelSection *m_facts;
    PanelSection *m_people;
    PanelSection *m_actions;
    LinkButton *m_allPeople;
    int m_peopleShown = 4;
    bool m_usable = true;
    QString m_factsKey;
    QString m_peopleKey;
    QString m_actionsKey;
};

} // namespace hearth::ui
