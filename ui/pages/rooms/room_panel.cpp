// SPDX-License-Identifier: Apache-2.0
// The panel of one room: head, states, deletion.
#include "ui/pages/rooms/room_panel.hpp"

#include "app/models/server_session.hpp"
#include "ui/common/error_text.hpp"
#include "ui/pages/rooms/room_text.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/progress_list.hpp"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::DeletionStatus;
using app::RoomsModel;
using app::ViewState;

RoomPanel::RoomPanel(app::ServerSession &session, QWidget *parent)
    : DetailPanel(parent)
    , m_session(session)
    , m_model(*session.roomDetails())
    , m_message(new InlineMessage(MessageKind::Error))
    , m_deletion(nullptr)
    , m_steps(new ProgressList(tr("Deleting the room")))
    , m_facts(nullptr)
    , m_people(nullptr)
    , m_actions(nullptr)
    , m_allPeople(new LinkButton({})) {
    setObjectName(u"roomPanel"_s);
    auto *again = m_message->addButton(tr("Try again"));
    connect(again, &Button::clicked, this, [this] { m_model.reload(); });
    showMessage(m_message);
    m_message->hide();
    m_deletion = addSection(tr("This room is being deleted"));
    m_steps->setObjectName(u"deletionSteps"_s);
    m_steps->setSteps({tr("Take the people out"), tr("Remove the messages")});
    m_deletion->body()->addWidget(m_steps);
    auto *jobs = new LinkButton(tr("Show in Background jobs"));
    jobs->setSmall();
    connect(jobs, &LinkButton::clicked, this, &RoomPanel::jobsRequested);
    m_deletion->body()->addWidget(jobs, 0, Qt::AlignLeading);
    m_facts = addSection({});
    m_people = addSection(tr("People"));
    m_allPeople->setSmall();
    m_allPeople->setObjectName(u"showAllPeopleButton"_s);
    m_people->addHeadWidget(m_allPeople);
    m_actions = addSection(tr("Danger zone"));
    m_actions->setDanger();
    connect(m_allPeople, &LinkButton::clicked, this, [this] {
        m_peopleShown = static_cast<int>(m_model.members().size());
        showAll();
    });
    connect(&m_model, &app::RoomDetailsModel::changed, this, &RoomPanel::showAll);
    const auto *rooms = session.rooms();
    connect(rooms, &app::PagedModel::actionDone, this, [this](const QString &id) {
        if (id == m_id)
            m_model.reload();
    });
    connect(rooms, &app::PagedModel::bulkFinished, this, [this] {
        if (!m_id.isEmpty())
            m_model.reload();
    });
    connect(rooms, &RoomsModel::deletionStarted, this, &RoomPanel::showAll);
    connect(rooms, &RoomsModel::deletionChanged, this, &RoomPanel::showAll);
}

void RoomPanel::showRoom(const QString &id) {
    if (id == m_id) {
        if (!id.isEmpty())
            m_model.reload();
        return;
    }
    m_id = id;
    m_peopleShown = 4;
    m_model.show(id);
    if (!id.isEmpty())
        showAll();
}

void RoomPanel::setUsable(bool usable) {
    m_usable = usable;
    if (!m_id.isEmpty())
        showAll();
}

app::Room RoomPanel::room() const {
    if (m_model.details().room.id == m_id)
        return m_model.details().room;
    app::Room unknown;
    unknown.id = m_id;
    return m_session.rooms()->room(m_id).value_or(unknown);
}

void RoomPanel::showAll() {
    if (m_id.isEmpty() || m_model.roomId() != m_id)
        return;
    const app::Room shown = room();
    showHead(shown);
    showProblem();
    showDeletion();
    const bool failed = m_model.viewState() == ViewState::Failed;
    for (auto *section : {m_facts, m_people, m_actions})
        section->setVisible(!failed);
    if (failed)
        return;
    showFacts(shown);
    showPeople();
    showActions();
}

void RoomPanel::showHead(const app::Room &room) {
    const QString title = app::roomTitle(room);
    setHead(room.name.isEmpty() && room.canonicalAlias.isEmpty() ? QString() : title, title,
            room.canonicalAlias.isEmpty() || room.name.isEmpty() ? m_id : room.canonicalAlias);
    setNote(m_model.details().topic);
    QStringList tags;
    if (room.isSpace())
        //: A room that holds other rooms.
        tags << tr("Space");
    if (m_model.details().tombstoned)
        //: A room that was replaced by a newer one.
        tags << tr("Replaced");
    setTags(tags);
    setPill(m_model.block().blocked ? Pill{PillKind::Ban, tr("Blocked")} : Pill{});
}

void RoomPanel::showProblem() {
    // A deleted room can't be found, which is no problem.
    const bool failed = m_model.viewState() == ViewState::Failed;
    m_message->setVisible(failed);
    if (!failed)
        return;
    const auto error = m_model.lastError();
    m_message->setMessage(MessageKind::Error, whatHappened(error), whatToDo(error));
    m_message->setDetails(errorDetails(error));
}

void RoomPanel::showDeletion() {
    const auto *rooms = m_session.rooms();
    const bool runs = rooms->isBeingDeleted(m_id);
    m_deletion->setVisible(runs);
    if (!runs)
        return;
    const auto status = rooms->deletion(m_id).value_or(DeletionStatus{});
    const bool purging = status.stage == DeletionStatus::Stage::Purging;
    const bool waits = status.stage == DeletionStatus::Stage::Scheduled;
    m_steps->setState(0,
                      purging ? StepState::Done
                      : waits ? StepState::Waiting
                              : StepState::Running,
                      status.kickedUsers > 0 ? tr("%n people", nullptr, status.kickedUsers)
                                             : QString());
    m_steps->setState(1, purging ? StepState::Running : StepState::Waiting);
}

void RoomPanel::refill(PanelSection *section, QString *last, const QString &now,
                       const std::function<void()> &fill) {
    if (*last == now)
        return;
    *last = now;
    const QWidget *focused = focusWidget();
    const QString name =
        focused && section->isAncestorOf(focused) ? focused->objectName() : QString();
    section->clearBody();
    fill();
    if (auto *again = name.isEmpty() ? nullptr : section->findChild<QWidget *>(name))
        again->setFocus();
}

} // namespace hearth::ui
