// SPDX-License-Identifier: Apache-2.0
// Deleting rooms.
#include "ui/pages/rooms/delete_room_dialog.hpp"

#include "app/models/rooms_model.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/pages/rooms/room_text.hpp"
#include "ui/style/theme.hpp"

#include <QCheckBox>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace hearth::ui {

ConfirmDialog::Question DeleteRoomDialog::question(const QList<app::Room> &rooms) {
    int people = 0;
    for (const auto &room : rooms)
        people += room.joinedLocalMembers;
    const int count = static_cast<int>(rooms.size());
    const QString takenOut =
        people == 0 ? tr("Nobody from this server is in it.")
                    : tr("%n people from this server are removed first.", nullptr, people);
    if (count > 1)
        return {tr("Delete %n rooms?", nullptr, count),
                tr("The rooms are deleted from this server for good."),
                takenOut + u' ' + tr("On other servers, they carry on without you."),
                tr("Delete %n rooms", nullptr, count),
                QString::number(count),
                true};
    const auto &room = rooms.first();
    return {tr("Delete %1?").arg(inSentence(app::roomTitle(room))),
            tr("The room is deleted from this server for good."),
            takenOut + u' ' +
                (room.federatable ? tr("On other servers, it carries on without you.")
                                  : tr("It only exists on this server.")),
            tr("Delete room"),
            nameToType(room),
            true};
}

DeleteRoomDialog::DeleteRoomDialog(const QList<app::Room> &rooms, const QString &ownId,
                                   QWidget *parent)
    : ConfirmDialog(question(rooms), parent)
    , m_ownId(ownId)
    , m_roomName(rooms.size() == 1 ? app::roomTitle(rooms.first()) : QString())
    , m_purge(addChoice(tr("Remove all messages from the database")))
    , m_block(addChoice(rooms.size() == 1
                            ? tr("Block it, so that nobody here can join it again")
                            : tr("Block them, so that nobody here can join them again")))
    , m_tell(addChoice(rooms.size() == 1 ? tr("Tell its members why, in a new room")
                                         : tr("Tell their members why, in new rooms")))
    , m_message(new QPlainTextEdit) {
    setMinimumWidth(500);
    m_purge->setObjectName(u"purgeBox"_s);
    m_purge->setChecked(true);
    m_block->setObjectName(u"blockBox"_s);
    m_tell->setObjectName(u"tellPeopleBox"_s);
    m_message->setObjectName(u"roomMessageField"_s);
    m_message->setAccessibleName(tr("Message to the members"));
    m_message->setPlaceholderText(tr("For example: This room was closed because …"));
    m_message->setTabChangesFocus(true);
    m_message->setFixedHeight(QFontMetrics(roleFont(TextRole::Body)).height() * 3 + 16);
    m_message->hide();
    addContent(m_message);
    connect(m_tell, &QCheckBox::toggled, this, [this](bool on) {
        m_message->setVisible(on);
        if (on)
            m_message->setFocus();
    });
}

app::RoomDeletion DeleteRoomDialog::deletion() const {
    app::RoomDeletion deletion;
    deletion.purge = m_purge->isChecked();
    deletion.block = m_block->isChecked();
    if (m_tell->isChecked()) {
        deletion.newRoomUserId = m_ownId;
        deletion.newRoomName =
            m_roomName.isEmpty() ? tr("A room was closed") : tr("%1 was closed").arg(m_roomName);
        deletion.message = m_message->toPlainText().trimmed();
    }
    return deletion;
}

} // namespace hearth::ui
