// SPDX-License-Identifier: Apache-2.0
// What can be done with rooms: block at once with Undo, take over after a question, delete after
// typing the name.
#include "app/models/server_session.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/error_text.hpp"
#include "ui/pages/rooms/delete_room_dialog.hpp"
#include "ui/pages/rooms/room_panel.hpp"
#include "ui/pages/rooms/room_text.hpp"
#include "ui/pages/rooms/rooms_page.hpp"

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::DeletionStatus;

app::Room RoomsPage::known(const QString &id) const {
    if (const auto row = m_rooms.room(id))
        return *row;
    const auto &details = session().roomDetails()->details();
    if (details.room.id == id)
        return details.room;
    app::Room unknown;
    unknown.id = id;
    return unknown;
}

void RoomsPage::setBlocked(const QString &id, bool blocked) {
    if (!canAct() || id.isEmpty())
        return;
    const QString title = inSentence(app::roomTitle(known(id)));
    const auto text = [title](bool on) {
        return on ? tr("Nobody from this server can join %1 any more.").arg(title)
                  : tr("%1 can be joined again.").arg(title);
    };
    const QString failText =
        blocked ? tr("%1 was not blocked.").arg(title) : tr("%1 stays blocked.").arg(title);
    const auto undo = [this, id, blocked, text, failText] {
        expect(id, {text(!blocked), {}, failText, {}});
        m_rooms.setBlocked(id, !blocked);
    };
    expect(id, {text(blocked), undo, failText, {}});
    m_rooms.setBlocked(id, blocked);
}

void RoomsPage::askMakeAdmin(const QString &id) {
    if (!canAct() || id.isEmpty())
        return;
    const QString title = inSentence(app::roomTitle(known(id)));
    const QString me = session().users()->ownId();
    ask({tr("Make %1 an owner of %2?").arg(me, title),
         tr("Everyone in the room will see this."),
         tr("The server acts on behalf of an owner who has an account here. If there is "
            "none, this isn't possible. For a private room, you are invited first."),
         tr("Make me an owner"),
         {},
         false},
        [this, id, me, title] {
            expect(id, {tr("You are now an owner of %1.").arg(title),
                        {},
                        tr("You were not made an owner of %1.").arg(title),
                        {}});
            m_rooms.makeAdmin(id, me);
        });
}

void RoomsPage::askDelete(const QString &id) {
    if (!canAct() || id.isEmpty())
        return;
    if (m_rooms.isBeingDeleted(id)) {
        toast(tr("This room is already being deleted."));
        return;
    }
    auto *dialog = new DeleteRoomDialog({known(id)}, session().users()->ownId(), this);
    connect(dialog, &QDialog::accepted, this,
            [this, id, dialog] { startDeletion(id, dialog->deletion()); });
    dialog->open();
}

void RoomsPage::startDeletion(const QString &id, const app::RoomDeletion &deletion) {
    const QString title = inSentence(app::roomTitle(known(id)));
    m_deleting.insert(id, title);
    expect(id, {{}, {}, tr("%1 was not deleted.").arg(title), {}});
    m_rooms.deleteRoom(id, deletion);
}

void RoomsPage::onDeletion(const QString &id, const DeletionStatus &status) {
    if (!status.isOver())
        return;
    const QString title = m_deleting.take(id);
    if (status.stage == DeletionStatus::Stage::Failed) {
        app::ApiError error;
        error.kind = app::ApiError::Kind::ServerFailed;
        error.serverText = status.error;
        showFailure(tr("%1 was not deleted.").arg(title.isEmpty() ? id : title), error);
        return;
    }
    if (openId() == id)
        closeDetails();
    toast(title.isEmpty()
              ? tr("A room has been deleted.")
              : tr("%1 has been deleted. %2")
                    .arg(title, tr("%n people were removed.", nullptr, status.kickedUsers)));
}

// ---- Many at a time ----------------------------------------------------------------------------

void RoomsPage::runBlock(const QStringList &ids, bool blocked) {
    if (ids.isEmpty())
        return;
    BulkWords words;
    words.done = [blocked](int count) -> QString {
        if (count == 0)
            return tr("No room was changed.");
        return blocked ? tr("%n rooms blocked for new members.", nullptr, count)
                       : tr("%n rooms can be joined again.", nullptr, count);
    };
    words.undo = [this, blocked](const QStringList &done) { runBlock(done, !blocked); };
    words.again = [this, blocked](const QStringList &rest) { runBlock(rest, blocked); };
    expectBulk(ids, std::move(words));
    m_rooms.setBlockedOn(ids, blocked);
}

void RoomsPage::askDeleteTicked() {
    QList<app::Room> rooms;
    const QStringList ids = m_rooms.tickedIds();
    for (const auto &id : ids)
        if (!m_rooms.isBeingDeleted(id))
            rooms << known(id);
    if (rooms.isEmpty())
        return;
    auto *dialog = new DeleteRoomDialog(rooms, session().users()->ownId(), this);
    connect(dialog, &QDialog::accepted, this, [this, rooms, dialog] {
        for (const auto &room : rooms)
            startDeletion(room.id, dialog->deletion());
    });
    dialog->open();
}

} // namespace hearth::ui
