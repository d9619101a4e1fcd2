// SPDX-License-Identifier: Apache-2.0
// The parts of the panel of one room.
#include "app/models/server_session.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/format.hpp"
#include "ui/pages/rooms/room_panel.hpp"
#include "ui/pages/rooms/room_text.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/label.hpp"

#include <QGridLayout>
#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ViewState;

namespace {

bool isLocalUser(const QString &id, const QString &serverName) {
    return id.endsWith(u':' + serverName);
}

QString serversText(const QStringList &ids) {
    QSet<QString> servers;
    for (const auto &id : ids)
        servers.insert(id.mid(id.indexOf(u':') + 1));
    return servers.size() > 1
               ? RoomPanel::tr("from %n servers", nullptr, static_cast<int>(servers.size()))
               : QString();
}

} // namespace

/// As long as nobody knows, as the room says.
bool RoomPanel::serverFederates() const {
    return session().dashboard()->federates().value_or(true);
}

void RoomPanel::showFacts(const app::Room &room) {
    const auto &details = m_model.details();
    const QString key = QStringList{shownId(),
                                    room.creator,
                                    room.version,
                                    room.encryption,
                                    room.joinRule,
                                    room.historyVisibility,
                                    room.canonicalAlias,
                                    details.replacementRoom,
                                    QString::number(room.joinedLocalMembers),
                                    QString::number(room.stateEvents),
                                    QString::number(room.published),
                                    QString::number(room.federatable),
                                    QString::number(serverFederates()),
                                    QString::number(details.joinedLocalDevices)}
                            .join(u'\n');
    refill(m_facts, key, [&] { fillFacts(room); });
}

void RoomPanel::fillFacts(const app::Room &room) {
    auto *facts = new FactList(112);
    auto *idRow = new QWidget;
    auto *line = new QHBoxLayout(idRow);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    auto *id = new ElidedLabel(shownId(), TextRole::Mono);
    id->setElideMode(Qt::ElideMiddle);
    id->setLayoutDirection(Qt::LeftToRight);
    line->addWidget(id, 1);
    auto *copy = new IconButton(u"copy"_s, tr("Copy room ID"));
    copy->setSmall();
    copy->setObjectName(u"copyRoomIdButton"_s);
    connect(copy, &IconButton::clicked, this, [this] { copyToClipboard(shownId()); });
    line->addWidget(copy);
    facts->addFact(tr("Room ID"), idRow);
    facts->addFact(tr("Who can join"), whoCanJoinText(room.joinRule));
    //: Whether a room is shown in the public directory.
    facts->addFact(tr("Directory"), room.published ? tr("Listed for everyone") : tr("Not listed"));
    facts->addFact(tr("Encryption"), room.isEncrypted() ? tr("On, the server can't read "
                                                             "messages")
                                                        : tr("Off", "encryption of a room"));
    facts->addFact(tr("History"), historyText(room.historyVisibility));
    facts->addFact(tr("Federation"),
                   !room.federatable ? tr("This server only")
                   : serverFederates()
                       ? tr("Open to other servers")
                       : tr("Open to other servers, but this server's federation is off"));
    facts->addFact(tr("Version"), isOldVersion(room.version)
                                      ? tr("%1, outdated: has known weaknesses").arg(room.version)
                                      : room.version);
    if (!room.creator.isEmpty()) {
        if (isLocalUser(room.creator, session().profile().serverName)) {
            auto *link = new LinkButton(room.creator);
            link->setObjectName(u"creatorLink"_s);
            connect(link, &LinkButton::clicked, this,
                    [this, creator = room.creator] { Q_EMIT userChosen(creator); });
            facts->addFact(tr("Created by"), link);
        } else {
            facts->addFact(tr("Created by"), isolated(room.creator));
        }
    }
    facts->addFact(tr("Local people"),
                   tr("%1 with %2")
                       .arg(tr("%Ln people", nullptr, room.joinedLocalMembers),
                            tr("%Ln devices", nullptr, m_model.details().joinedLocalDevices)));
    facts->addFact(tr("Size"), tr("%Ln state events", nullptr, room.stateEvents));
    if (!m_model.details().replacementRoom.isEmpty())
        facts->addFact(tr("Replaced by"), isolated(m_model.details().replacementRoom));
    m_facts->body()->addWidget(facts);
}

void RoomPanel::showPeople() {
    const auto &members = m_model.members();
    QStringList key{shownId(), QString::number(m_peopleShown),
                    QString::number(static_cast<int>(m_model.viewState()))};
    QStringList ids;
    for (const auto &member : members) {
        ids << member.userId;
        if (key.size() < 3 + m_peopleShown)
            key << member.userId + member.displayName + QString::number(member.powerLevel);
    }
    const int count = members.isEmpty() ? room().joinedMembers : static_cast<int>(members.size());
    const QString servers = serversText(ids);
    m_people->setCount(servers.isEmpty() ? number(count)
                                         //: Count of people, and from how many servers.
                                         : tr("%1, %2").arg(number(count), servers));
    m_allPeople->setVisible(members.size() > m_peopleShown);
    refill(m_people, key.join(u'\n'), [this] { fillPeople(); });
}

void RoomPanel::fillPeople() {
    const auto &members = m_model.members();
    if (members.isEmpty()) {
        m_people->body()->addWidget(
            new Label(room().joinedMembers == 0 ? tr("Nobody is in this room.") : tr("Loading"),
                      TextRole::Body, Color::Text2));
        return;
    }
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(5);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const auto &member : members) {
        if (row >= m_peopleShown)
            break;
        grid->addWidget(new Avatar(member.userId, 22), row, 0);
        if (isLocalUser(member.userId, session().profile().serverName)) {
            auto *link = new LinkButton(member.userId);
            link->setObjectName(u"userLink-"_s + member.userId);
            link->setToolTip(member.displayName);
            link->setQuiet();
            connect(link, &LinkButton::clicked, this,
                    [this, id = member.userId] { Q_EMIT userChosen(id); });
            grid->addWidget(link, row, 1, Qt::AlignLeading);
        } else {
            auto *name = new ElidedLabel(member.userId);
            name->setElideMode(Qt::ElideMiddle);
            name->setLayoutDirection(Qt::LeftToRight);
            grid->addWidget(name, row, 1);
        }
        grid->addWidget(new Label(powerText(member.powerLevel), TextRole::Body, Color::Text2), row,
                        2, Qt::AlignTrailing);
        ++row;
    }
    m_people->body()->addLayout(grid);
}

void RoomPanel::showActions() {
    const QString key =
        shownId() + QString::number((m_model.block().blocked ? 1 : 0) + (isUsable() ? 2 : 0) +
                                    (session().rooms()->isBeingDeleted(shownId()) ? 4 : 0));
    refill(m_actions, key, [this] { fillActions(); });
}

void RoomPanel::fillActions() {
    const bool free = isUsable() && !session().rooms()->isBeingDeleted(shownId());
    const bool blocked = m_model.block().blocked;
    const QString title = app::roomTitle(room());
    const auto add = [&](const QString &name, const QString &what, const QString &explanation,
                         const QString &text, bool destructive) {
        auto *button = m_actions->addAction(what, explanation, text, destructive);
        button->setObjectName(name);
        button->setAccessibleName(tr("%1: %2").arg(text, title));
        button->setEnabled(free);
        return button;
    };
    auto *admin = add(u"makeMeAdminButton"_s, tr("Become an owner"),
                      tr("Gives you full rights in this room. Everyone in it can see that."),
                      tr("Make me an owner…"), false);
    connect(admin, &Button::clicked, this, &RoomPanel::makeAdminRequested);
    auto *block = add(u"blockButton"_s, blocked ? tr("Allow joins again") : tr("Block new joins"),
                      blocked ? tr("People from this server can't join it at the moment.")
                              : tr("People from this server can no longer join it. Current "
                                   "members stay."),
                      blocked ? tr("Unblock") : tr("Block"), false);
    connect(block, &Button::clicked, this, [this, blocked] { Q_EMIT blockRequested(!blocked); });
    auto *remove = add(u"deleteRoomButton"_s, tr("Delete room"),
                       tr("Can't be undone. Removes everyone first."), tr("Delete room…"), true);
    connect(remove, &Button::clicked, this, &RoomPanel::deleteRequested);
}

} // namespace hearth::ui
