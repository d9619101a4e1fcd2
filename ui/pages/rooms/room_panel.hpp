// SPDX-License-Identifier: Apache-2.0
// Everything about one room, beside the list: facts, people, and what can be done.
#pragma once

#include "app/api/types.hpp"
#include "ui/common/model_panel.hpp"

namespace hearth::app {
class RoomDetailsModel;
} // namespace hearth::app

namespace hearth::ui {

class LinkButton;
class ProgressList;

class RoomPanel : public ModelPanel {
    Q_OBJECT
public:
    explicit RoomPanel(app::ServerSession &session, QWidget *parent = nullptr);

Q_SIGNALS:
    void blockRequested(bool blocked);
    void makeAdminRequested();
    void deleteRequested();
    void userChosen(const QString &userId);
    void jobsRequested();

protected:
    void started() override { m_peopleShown = 4; }
    [[nodiscard]] bool isKnown() const override;
    [[nodiscard]] QString unknownText() const override;
    void showHead() override;
    void showAlways() override; // the deletion
    void showSections() override;

private:
    // room_panel.cpp
    void buildSections();
    app::Room room() const;
    // room_panel_sections.cpp
    [[nodiscard]] bool serverFederates() const;
    void showFacts(const app::Room &room);
    void fillFacts(const app::Room &room);
    void showPeople();
    void fillPeople();
    void showActions();
    void fillActions();

    app::RoomDetailsModel &m_model;
    PanelSection *m_deletion;
    ProgressList *m_steps;
    PanelSection *m_facts;
    PanelSection *m_people;
    PanelSection *m_actions;
    LinkButton *m_allPeople;
    int m_peopleShown = 4;
};

} // namespace hearth::ui
