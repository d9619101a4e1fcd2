// SPDX-License-Identifier: Apache-2.0
// The panel of one room: head, states, deletion.
#include "ui/pages/rooms/room_panel.hpp"

#include "app/models/server_session.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/pages/rooms/room_text.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/progress_list.hpp"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::DeletionStatus;
using app::RoomsModel;
using app::ViewState;

RoomPanel::RoomPanel(app::ServerSession &session, QWidget *parent)
    : ModelPanel(session, *session.rooms(), *session.roomDetails(), parent)
    , m_model(*session.roomDetails())
    , m_deletion(addSection(tr("This room is being deleted")))
    , m_steps(new ProgressList(tr("Deleting the room")))
    , m_facts(addPart({}))
    , m_people(addPart(tr("People")))
    , m_actions(addPart(tr("Danger zone")))
    , m_allPeople(new LinkButton(tr("Show all"))) {
    setObjectName(u"roomPanel"_s);
    buildSections();
    const auto *rooms = session.rooms();
    connect(rooms, &RoomsModel::deletionStarted, this, &RoomPanel::showAll);
    connect(rooms, &RoomsModel::deletionChanged, this, &RoomPanel::showAll);
    // Whether the server federates is found out there, and has a say in what a room can do.
    connect(session.dashboard(), &app::DashboardModel::changed, this, &RoomPanel::showAll);
}

void RoomPanel::buildSections() {
    m_steps->setObjectName(u"deletionSteps"_s);
    m_steps->setSteps({tr("Remove the members"), tr("Remove the messages")});
    m_deletion->body()->addWidget(m_steps);
    auto *jobs = new LinkButton(tr("Show in Background jobs"));
    jobs->setSmall();
    connect(jobs, &LinkButton::clicked, this, &RoomPanel::jobsRequested);
    m_deletion->body()->addWidget(jobs, 0, Qt::AlignLeading);
    m_allPeople->setSmall();
    m_allPeople->setObjectName(u"showAllPeopleButton"_s);
    m_allPeople->setAccessibleName(tr("Show all people of the room"));
    m_people->addHeadWidget(m_allPeople);
    m_actions->setDanger();
    connect(m_allPeople, &LinkButton::clicked, this, [this] {
        m_peopleShown = static_cast<int>(m_model.members().size());
        showAll();
    });
}

app::Room RoomPanel::room() const {
    if (m_model.details().room.id == shownId())
        return m_model.details().room;
    app::Room unknown;
    unknown.id = shownId();
    return session().rooms()->room(shownId()).value_or(unknown);
}

void RoomPanel::showSections() {
    showFacts(room());
    showPeople();
    showActions();
}

bool RoomPanel::isKnown() const {
    return m_model.details().room.id == shownId() || session().rooms()->room(shownId());
}

QString RoomPanel::unknownText() const {
    return tr("There is no room %1 on this server.").arg(isolated(shownId()));
}

void RoomPanel::showHead() {
    const app::Room shown = room();
    if (!isKnown()) {
        setHead({}, shownId(), shownId());
        setNote({});
        setTags({});
        setPill({});
        return;
    }
    const QString title = app::roomTitle(shown);
    setHead(shown.name.isEmpty() && shown.canonicalAlias.isEmpty() ? QString() : title, title,
            shown.canonicalAlias.isEmpty() || shown.name.isEmpty() ? shownId()
                                                                   : shown.canonicalAlias);
    setNote(m_model.details().topic);
    QStringList tags;
    if (shown.isSpace())
        //: A room that holds other rooms.
        tags << tr("Space");
    if (m_model.details().tombstoned)
        //: A room that was replaced by a newer one.
        tags << tr("Replaced");
    setTags(tags);
    setPill(m_model.block().blocked ? Pill{PillKind::Ban, tr("Blocked")} : Pill{});
}

void RoomPanel::showAlways() {
    const auto *rooms = session().rooms();
    const bool runs = rooms->isBeingDeleted(shownId());
    m_deletion->setVisible(runs);
    if (!runs)
        return;
    const auto status = rooms->deletion(shownId()).value_or(DeletionStatus{});
    const bool purging = status.stage == DeletionStatus::Stage::Purging;
    const bool waits = status.stage == DeletionStatus::Stage::Scheduled;
    m_steps->setState(0,
                      purging ? StepState::Done
                      : waits ? StepState::Waiting
                              : StepState::Running,
                      status.kickedUsers > 0 ? tr("%Ln people", nullptr, status.kickedUsers)
                                             : QString());
    m_steps->setState(1, purging ? StepState::Running : StepState::Waiting);
}

} // namespace hearth::ui
