// SPDX-License-Identifier: Apache-2.0
// Facts about rooms in words.
#include "ui/pages/rooms/room_text.hpp"

#include "app/core/odd_names.hpp"
#include "app/models/rooms_model.hpp"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

struct RoomText {
    Q_DECLARE_TR_FUNCTIONS(RoomText)
};

} // namespace

QString roomIcon(const app::Room &room) {
    if (room.isSpace())
        return u"space"_s;
    const bool closed = room.joinRule == u"invite" || room.joinRule == u"private" ||
                        room.joinRule.startsWith(u"knock");
    return closed ? u"lock"_s : u"hash"_s;
}

QString shortAlias(const app::Room &room, const QString &ownServer) {
    const QString end = u':' + ownServer;
    return room.canonicalAlias.endsWith(end) ? room.canonicalAlias.chopped(end.size())
                                             : room.canonicalAlias;
}

QString whoCanJoinText(const QString &joinRule) {
    if (joinRule == u"public")
        return RoomText::tr("Anyone");
    if (joinRule == u"invite")
        return RoomText::tr("Only people who are invited");
    if (joinRule == u"knock")
        return RoomText::tr("Invited people, others on request");
    if (joinRule == u"restricted")
        return RoomText::tr("Members of certain rooms or spaces, and invited people");
    if (joinRule == u"knock_restricted")
        return RoomText::tr("Members of certain rooms or spaces, others on request");
    if (joinRule == u"private")
        return RoomText::tr("Nobody");
    return joinRule.isEmpty() ? RoomText::tr("Unknown") : joinRule;
}

QString historyText(const QString &visibility) {
    if (visibility == u"world_readable")
        return RoomText::tr("Everyone, without joining");
    if (visibility == u"shared")
        return RoomText::tr("Members, the whole history");
    if (visibility == u"invited")
        return RoomText::tr("Members, from when they are invited");
    if (visibility == u"joined")
        return RoomText::tr("Members, from when they join");
    return RoomText::tr("Unknown");
}

QString powerText(int level) {
    if (level >= 100)
        return RoomText::tr("Owner");
    if (level >= 50)
        return RoomText::tr("Moderator");
    return RoomText::tr("Member");
}

QString nameToType(const app::Room &room) {
    const QString alias = room.canonicalAlias;
    return app::typeable({room.name, alias, alias.mid(1).section(u':', 0, 0)}, room.id);
}

QString deletionText(const app::DeletionStatus &status) {
    using Stage = app::DeletionStatus::Stage;
    switch (status.stage) {
    case Stage::Scheduled:
        return RoomText::tr("Waiting");
    case Stage::ShuttingDown:
        return RoomText::tr("Removing the members");
    case Stage::Purging:
        return RoomText::tr("Removing messages");
    case Stage::Complete:
        return RoomText::tr("Deleted");
    case Stage::Failed:
        return RoomText::tr("Not deleted");
    }
    return {};
}

bool isOldVersion(const QString &version) {
    bool isNumber = false;
    const int number = version.toInt(&isNumber);
    return isNumber && number < 10;
}

} // namespace hearth::ui
