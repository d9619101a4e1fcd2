// SPDX-License-Identifier: Apache-2.0
// Builds the screen of rooms.
#include "ui/pages/rooms/rooms_page.hpp"

#include "app/models/server_session.hpp"
#include "ui/common/format.hpp"
#include "ui/pages/rooms/room_panel.hpp"
#include "ui/pages/rooms/room_text.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/data_table.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/row_delegates.hpp"

#include <QMenu>
#include <QPainter>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::Filter;
using app::RoomsModel;

namespace {

ListPage::Look look() {
    return {RoomsPage::tr("Rooms"),
            u"roomsTable"_s,
            RoomsPage::tr("Name, alias or room ID"),
            {u"rooms"_s,
             RoomsPage::tr("No rooms yet"),
             RoomsPage::tr("Rooms show up here once someone creates one or joins one on "
                           "another server."),
             {},
             RoomsPage::tr("No rooms match these filters"),
             RoomsPage::tr("Start it to see its rooms.")},
            396,
            u"rooms"_s};
}

QList<ListPage::Chip> chips() {
    constexpr int directory = 1;
    constexpr int people = 2;
    return {{u"public"_s, RoomsPage::tr("Public"), directory, true},
            {u"empty"_s, RoomsPage::tr("Empty"), people, true},
            {u"notPublic"_s, RoomsPage::tr("Not public"), directory},
            {u"notEmpty"_s, RoomsPage::tr("Not empty"), people}};
}

/// The number, with a warning glyph before versions that have known weaknesses.
class VersionDelegate : public RowDelegate {
public:
    using RowDelegate::RowDelegate;

protected:
    void paintContent(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override {
        const QString version = index.data().toString();
        const bool old = isOldVersion(version);
        paintText(painter, rect, option, index, version,
                  textColor(index, option, old ? Color::Warn : Color::Text2));
        if (!old)
            return;
        const int before = painter->fontMetrics().horizontalAdvance(version) + 4;
        const QRect glyph(rect.right() - before - 11, rect.center().y() - 5, 12, 12);
        paintIcon(painter, u"f-warn"_s, QRectF(QStyle::visualRect(option.direction, rect, glyph)),
                  color(Color::Warn), color(Color::Surface));
    }
};

app::Room roomOf(const QModelIndex &index) {
    return index.data(RoomsModel::RoomRole_).value<app::Room>();
}

} // namespace

RoomsPage::RoomsPage(const PageContext &context, QWidget *parent)
    : RoomsPage(context, new RoomPanel(context.session), parent) {}

RoomsPage::RoomsPage(const PageContext &context, RoomPanel *panel, QWidget *parent)
    : ListPage(context, *context.session.rooms(), look(), panel, parent)
    , m_rooms(*context.session.rooms())
    , m_panel(panel) {
    setObjectName(u"roomsPage"_s);
    buildTable();
    offerChips(chips());
    offerBulkAction(tr("Block new joins"), u"ban"_s, u"bulkBlockButton"_s, false,
                    [this] { runBlock(m_rooms.tickedIds(), true); });
    offerBulkAction(tr("Delete rooms…"), u"trash"_s, u"bulkDeleteButton"_s, true,
                    [this] { askDeleteTicked(); });
    connectPanel();
    connect(&m_rooms, &RoomsModel::deletionStarted, this, [this](const QString &id) {
        if (m_deleting.contains(id))
            toast(tr("%1 is being deleted. You can carry on with something else.")
                      .arg(m_deleting.value(id)));
    });
    connect(&m_rooms, &RoomsModel::deletionChanged, this, &RoomsPage::onDeletion);
}

void RoomsPage::connectPanel() {
    const auto shown = [this] { return m_panel->shownId(); };
    connect(m_panel, &RoomPanel::blockRequested, this,
            [this, shown](bool blocked) { setBlocked(shown(), blocked); });
    connect(m_panel, &RoomPanel::makeAdminRequested, this,
            [this, shown] { askMakeAdmin(shown()); });
    connect(m_panel, &RoomPanel::deleteRequested, this, [this, shown] { askDelete(shown()); });
    connect(m_panel, &RoomPanel::fillMenuRequested, this,
            [this, shown](QMenu *menu) { fillRowMenu(menu, shown()); });
    connect(m_panel, &RoomPanel::userChosen, this,
            [this](const QString &id) { Q_EMIT navigationRequested(u"users"_s, id); });
    connect(m_panel, &RoomPanel::jobsRequested, this,
            [this] { Q_EMIT navigationRequested(u"jobs"_s, {}); });
}

void RoomsPage::buildTable() {
    const QString server = session().profile().serverName;
    auto *name = new IconTextDelegate([server](const QModelIndex &index) {
        const app::Room room = roomOf(index);
        const bool isDeleting = index.data(RoomsModel::DeletingRole).toBool();
        return IconText{isDeleting ? u"f-busy"_s : roomIcon(room),
                        isDeleting ? Color::Info : Color::Text2, app::roomTitle(room),
                        isDeleting            ? RoomsPage::tr("being deleted")
                        : room.name.isEmpty() ? QString()
                                              : shortAlias(room, server)};
    });
    name->setInk(Color::Text);
    table()->setDelegate(RoomsModel::NameColumn, name);
    auto *encryption = new IconTextDelegate([](const QModelIndex &index) {
        const bool encrypted = index.data(RoomsModel::EncryptedRole).toBool();
        return IconText{
            encrypted ? u"f-lock"_s : QString(), Color::Text2, index.data().toString(), {}, 0};
    });
    encryption->setInk(Color::Text2);
    table()->setDelegate(RoomsModel::EncryptionColumn, encryption);
    table()->setDelegate(RoomsModel::VersionColumn, new VersionDelegate);
    table()->setSortable(true, RoomsModel::NameColumn);
    offerColumns({{RoomsModel::NameColumn, 0, 0},
                  {RoomsModel::MembersColumn, 84, 0},
                  {RoomsModel::LocalMembersColumn, 96, 5},
                  {RoomsModel::JoinRuleColumn, 160, 1},
                  {RoomsModel::EncryptionColumn, 136, 2},
                  {RoomsModel::PublishedColumn, 132, 6},
                  {RoomsModel::CreatorColumn, 170, 7},
                  {RoomsModel::VersionColumn, 84, 3},
                  {RoomsModel::EventsColumn, 116, 4}},
                 240);
}

void RoomsPage::applyChips() {
    const auto choice = [this](const QString &yes, const QString &no) {
        return filters()->isOn(yes) ? Filter::Yes : filters()->isOn(no) ? Filter::No : Filter::Any;
    };
    app::RoomQuery query = m_rooms.query();
    query.published = choice(u"public"_s, u"notPublic"_s);
    query.empty = choice(u"empty"_s, u"notEmpty"_s);
    m_rooms.setQuery(query);
}

void RoomsPage::deleteRow(const QString &id) {
    askDelete(id);
}

void RoomsPage::fillRowMenu(QMenu *menu, const QString &id) {
    const auto add = [&](const QString &text, bool enabled, const std::function<void()> &doIt) {
        auto *action = menu->addAction(text);
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, doIt);
    };
    const bool free = canAct() && !m_rooms.isBeingDeleted(id);
    if (const QString alias = known(id).canonicalAlias; !alias.isEmpty()) {
        add(tr("Copy alias"), true, [alias] { copyToClipboard(alias); });
        menu->addSeparator();
    }
    add(tr("Make me an owner…"), free, [this, id] { askMakeAdmin(id); });
    add(tr("Block new joins"), free, [this, id] { setBlocked(id, true); });
    add(tr("Delete room…"), free, [this, id] { askDelete(id); });
}

} // namespace hearth::ui
