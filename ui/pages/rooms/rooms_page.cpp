// SPDX-License-Identifier: Apache-2.0
// Builds the screen of rooms.
#include "ui/pages/rooms/rooms_page.hpp"

#include "app/core/settings.hpp"
#include "app/models/server_session.hpp"
#include "ui/common/column_set.hpp"
#include "ui/common/format.hpp"
#include "ui/pages/rooms/room_panel.hpp"
#include "ui/pages/rooms/room_text.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/bulk_bar.hpp"
#include "ui/widgets/button.hpp"
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

constexpr int panelWidth = 396;
const QString chipsKey = u"rooms/chips"_s;
const QStringList chipIds{u"public"_s, u"notPublic"_s, u"empty"_s, u"notEmpty"_s};

ListPage::Look look() {
    return {RoomsPage::tr("Rooms"),
            u"roomsTable"_s,
            RoomsPage::tr("Name, alias or room ID"),
            {u"rooms"_s,
             RoomsPage::tr("No rooms yet"),
             RoomsPage::tr("Rooms show up here as soon as somebody makes one or joins one on "
                           "another server."),
             {},
             RoomsPage::tr("No room matches these filters"),
             RoomsPage::tr("Start it to see its rooms.")},
            panelWidth};
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
    : ListPage(context, *context.session.rooms(), RoomsModel::TickColumn, look(), panel, parent)
    , m_rooms(*context.session.rooms())
    , m_panel(panel) {
    setObjectName(u"roomsPage"_s);
    buildTable();
    buildFilters();
    buildBulk();
    const auto openId = [this] { return m_panel->roomId(); };
    connect(m_panel, &RoomPanel::blockRequested, this,
            [this, openId](bool blocked) { setBlocked(openId(), blocked); });
    connect(m_panel, &RoomPanel::makeAdminRequested, this,
            [this, openId] { askMakeAdmin(openId()); });
    connect(m_panel, &RoomPanel::deleteRequested, this, [this, openId] { askDelete(openId()); });
    connect(m_panel, &RoomPanel::userChosen, this,
            [this](const QString &id) { Q_EMIT navigationRequested(u"users"_s, id); });
    connect(m_panel, &RoomPanel::jobsRequested, this,
            [this] { Q_EMIT navigationRequested(u"jobs"_s, {}); });
    connect(&m_rooms, &RoomsModel::deletionStarted, this, [this](const QString &id) {
        if (m_deleting.contains(id))
            toast(tr("%1 is being deleted. You can go on with something else.")
                      .arg(m_deleting.value(id)));
    });
    connect(&m_rooms, &RoomsModel::deletionChanged, this, &RoomsPage::onDeletion);
}

void RoomsPage::buildTable() {
    const QString server = session().profile().serverName;
    auto *name = new IconTextDelegate([server](const QModelIndex &index) {
        const app::Room room = roomOf(index);
        const bool isDeleting = index.data(RoomsModel::DeletingRole).toBool();
        return IconTextDelegate::Parts{isDeleting ? u"f-busy"_s : roomIcon(room),
                                       isDeleting ? Color::Info : Color::Text2,
                                       app::roomTitle(room),
                                       isDeleting            ? RoomsPage::tr("being deleted")
                                       : room.name.isEmpty() ? QString()
                                                             : shortAlias(room, server)};
    });
    name->setInk(Color::Text);
    table()->setDelegate(RoomsModel::NameColumn, name);
    auto *encryption = new IconTextDelegate([](const QModelIndex &index) {
        const bool encrypted = index.data(RoomsModel::EncryptedRole).toBool();
        return IconTextDelegate::Parts{
            encrypted ? u"f-lock"_s : QString(), Color::Text2, index.data().toString(), {}};
    });
    encryption->setInk(Color::Text2);
    table()->setDelegate(RoomsModel::EncryptionColumn, encryption);
    table()->setDelegate(RoomsModel::VersionColumn, new VersionDelegate);
    table()->setSortable(true, RoomsModel::NameColumn);
    auto *columns = new ColumnSet(table(),
                                  {{RoomsModel::NameColumn, 0, 0},
                                   {RoomsModel::MembersColumn, 84, 0},
                                   {RoomsModel::LocalMembersColumn, 96, 5},
                                   {RoomsModel::JoinRuleColumn, 132, 1},
                                   {RoomsModel::EncryptionColumn, 118, 2},
                                   {RoomsModel::PublishedColumn, 100, 6},
                                   {RoomsModel::CreatorColumn, 170, 7},
                                   {RoomsModel::VersionColumn, 84, 3},
                                   {RoomsModel::EventsColumn, 116, 4}},
                                  240, context().settings, u"rooms/columns"_s, this);
    auto *choose = new Button(tr("Columns"), u"columns"_s, ButtonKind::Flat);
    choose->setObjectName(u"columnsButton"_s);
    choose->setMenu(columns->makeMenu(choose));
    filters()->addEnd(choose);
}

void RoomsPage::buildFilters() {
    filters()->addChip(u"public"_s, tr("Public"));
    filters()->addChip(u"empty"_s, tr("Nobody in it"));
    filters()->offerFilter(u"notPublic"_s, tr("Not public"));
    filters()->offerFilter(u"notEmpty"_s, tr("Somebody in it"));
    m_settingChips = true;
    for (const auto &id : context().settings.looks(chipsKey).toStringList())
        filters()->setChip(id, true);
    m_settingChips = false;
    connect(filters(), &FilterBar::chipToggled, this, [this](const QString &id, bool on) {
        if (m_settingChips)
            return;
        m_settingChips = true;
        // Each has its opposite.
        const auto off = [&](const QString &one, const QString &other) {
            if (on && id == one)
                filters()->setChip(other, false);
        };
        off(u"public"_s, u"notPublic"_s);
        off(u"notPublic"_s, u"public"_s);
        off(u"empty"_s, u"notEmpty"_s);
        off(u"notEmpty"_s, u"empty"_s);
        m_settingChips = false;
        applyChips();
    });
    search()->setText(m_rooms.query().search);
    applyChips();
}

void RoomsPage::applyChips() {
    const auto choice = [this](const QString &yes, const QString &no) {
        return filters()->isOn(yes) ? Filter::Yes : filters()->isOn(no) ? Filter::No : Filter::Any;
    };
    app::RoomQuery query = m_rooms.query();
    query.published = choice(u"public"_s, u"notPublic"_s);
    query.empty = choice(u"empty"_s, u"notEmpty"_s);
    m_rooms.setQuery(query);
    QStringList chips;
    for (const auto &id : chipIds)
        if (filters()->isOn(id))
            chips << id;
    context().settings.setLooks(chipsKey, chips);
}

void RoomsPage::buildBulk() {
    const auto add = [this](const QString &text, const QString &iconName, const QString &name,
                            void (RoomsPage::*slot)(), bool destructive) {
        auto *button = bulk()->addAction(text, iconName, destructive);
        button->setObjectName(name);
        connect(button, &Button::clicked, this, slot);
        m_bulkButtons << button;
    };
    add(tr("Block new joins"), u"ban"_s, u"bulkBlockButton"_s, &RoomsPage::blockTicked, false);
    add(tr("Delete rooms…"), u"trash"_s, u"bulkDeleteButton"_s, &RoomsPage::askDeleteTicked, true);
}

void RoomsPage::setSearch(const QString &text) {
    app::RoomQuery query = m_rooms.query();
    query.search = text.trimmed();
    m_rooms.setQuery(query);
}

void RoomsPage::clearFilters() {
    m_settingChips = true;
    filters()->clearChips();
    m_settingChips = false;
    search()->clear();
    setSearch({});
    applyChips();
}

void RoomsPage::showDetails(const QString &id) {
    m_panel->showRoom(id);
}

void RoomsPage::deleteRow(const QString &id) {
    askDelete(id);
}

void RoomsPage::showRowMenu(const QString &id, const QPoint &globalPosition) {
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &text, bool enabled, const std::function<void()> &doIt) {
        auto *action = menu->addAction(text);
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, doIt);
    };
    const bool free = canAct() && !m_rooms.isBeingDeleted(id);
    add(tr("Open details"), true, [this, id] { openDetails(id); });
    add(tr("Copy ID"), true, [id] { copyToClipboard(id); });
    if (const QString alias = known(id).canonicalAlias; !alias.isEmpty())
        add(tr("Copy alias"), true, [alias] { copyToClipboard(alias); });
    menu->addSeparator();
    add(tr("Make me admin…"), free, [this, id] { askMakeAdmin(id); });
    add(tr("Block new joins"), free, [this, id] { setBlocked(id, true); });
    add(tr("Delete room…"), free, [this, id] { askDelete(id); });
    menu->popup(globalPosition);
}

void RoomsPage::setUsable(bool usable) {
    for (auto *button : std::as_const(m_bulkButtons))
        button->setEnabled(usable);
    m_panel->setUsable(usable);
}

} // namespace hearth::ui
