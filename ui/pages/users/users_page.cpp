// SPDX-License-Identifier: Apache-2.0
// Builds the screen of accounts.
#include "ui/pages/users/users_page.hpp"

#include "app/core/settings.hpp"
#include "app/models/server_session.hpp"
#include "app/models/users_model.hpp"
#include "ui/common/column_set.hpp"
#include "ui/common/format.hpp"
#include "ui/pages/users/new_user_dialog.hpp"
#include "ui/pages/users/user_panel.hpp"
#include "ui/widgets/bulk_bar.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/data_table.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/page_head.hpp"
#include "ui/widgets/row_delegates.hpp"

#include <QMenu>

#include <array>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::Filter;
using app::UsersModel;

namespace {

constexpr int panelWidth = 568;
const QString chipsKey = u"users/chips"_s;

/// Chips of one group exclude each other.
struct ChipRow {
    const char *id;
    const char *text;
    int group; ///< bits
};
constexpr int state = 1;
constexpr int guests = 2;
constexpr int role = 4;
constexpr std::array chipRows{
    ChipRow{"notDeactivated",
            QT_TRANSLATE_NOOP("hearth::ui::UsersPage", "State: all but deactivated"), state},
    ChipRow{"active", QT_TRANSLATE_NOOP("hearth::ui::UsersPage", "Active"), state},
    ChipRow{"locked", QT_TRANSLATE_NOOP("hearth::ui::UsersPage", "Locked"), state},
    ChipRow{"suspended", QT_TRANSLATE_NOOP("hearth::ui::UsersPage", "Suspended"), state},
    ChipRow{"deactivated", QT_TRANSLATE_NOOP("hearth::ui::UsersPage", "Deactivated"), state},
    ChipRow{"noGuests", QT_TRANSLATE_NOOP("hearth::ui::UsersPage", "Guests: hidden"), guests},
    // The server can list only the locked or only the guests, not both at a time.
    ChipRow{"guests", QT_TRANSLATE_NOOP("hearth::ui::UsersPage", "Guests only"), guests | state},
    ChipRow{"admins", QT_TRANSLATE_NOOP("hearth::ui::UsersPage", "Administrators"), role},
    ChipRow{"members", QT_TRANSLATE_NOOP("hearth::ui::UsersPage", "No administrators"), role},
};

ListPage::Look look() {
    return {UsersPage::tr("Users"),
            u"usersTable"_s,
            UsersPage::tr("Search name or ID"),
            {u"users"_s, UsersPage::tr("No users yet"),
             UsersPage::tr("People show up here as soon as they have an account."),
             UsersPage::tr("New user"), UsersPage::tr("No user matches these filters"),
             UsersPage::tr("Start it to see its users.")},
            panelWidth};
}

} // namespace

UsersPage::UsersPage(const PageContext &context, QWidget *parent)
    : UsersPage(context, new UserPanel(context.session), parent) {}

UsersPage::UsersPage(const PageContext &context, UserPanel *panel, QWidget *parent)
    : ListPage(context, *context.session.users(), UsersModel::TickColumn, look(), panel, parent)
    , m_users(*context.session.users())
    , m_panel(panel)
    , m_new(new Button(tr("New user"), u"user-plus"_s, ButtonKind::Primary)) {
    setObjectName(u"usersPage"_s);
    m_new->setObjectName(u"newUserButton"_s);
    m_new->setToolTip(tr("New user (%1)")
                          .arg(QKeySequence(QKeySequence::New).toString(QKeySequence::NativeText)));
    head()->addAction(m_new);
    connect(m_new, &Button::clicked, this, [this] { createNew(); });
    buildTable();
    buildFilters();
    buildBulk();
    connect(m_panel, &UserPanel::stepRequested, this,
            [this](UserStep step) { perform(step, m_panel->userId()); });
    connect(m_panel, &UserPanel::signOutRequested, this, &UsersPage::askSignOutDevices);
    connect(m_panel, &UserPanel::roomChosen, this,
            [this](const QString &id) { Q_EMIT navigationRequested(u"rooms"_s, id); });
    connect(m_panel, &UserPanel::fillMenuRequested, this,
            [this](QMenu *menu) { addMenuSteps(menu, m_panel->userId()); });
    auto *devices = session().userDetails()->devices();
    connect(devices, &app::DevicesModel::actionFailed, this,
            [this](const QString &, const app::ApiError &error) {
                showFailure(tr("The device was not signed out."), error);
            });
    connect(devices, &app::DevicesModel::actionDone, this, [this] { toast(tr("Signed out.")); });
}

void UsersPage::buildTable() {
    auto pill = [](const QModelIndex &index) {
        Pill shown =
            userPill(static_cast<app::UserState>(index.data(UsersModel::StateRole).toInt()));
        if (index.data(UsersModel::BusyRole).toBool())
            shown.kind = PillKind::Busy;
        else if (!index.data(UsersModel::RowErrorRole).toString().isEmpty())
            shown.kind = PillKind::Error;
        return shown;
    };
    const auto when = [](int timeRole) {
        return [timeRole](const QModelIndex &index) {
            return IconTextDelegate::Parts{
                {}, Color::Text2, relativeTime(index.data(timeRole).toLongLong()), {}};
        };
    };
    auto *name = new RowDelegate;
    name->setInk(Color::Text);
    table()->setDelegate(UsersModel::NameColumn, new UserDelegate);
    table()->setDelegate(UsersModel::DisplayNameColumn, name);
    table()->setDelegate(UsersModel::StateColumn, new PillDelegate(pill));
    table()->setDelegate(UsersModel::LastSeenColumn,
                         new IconTextDelegate(when(UsersModel::LastSeenMsRole)));
    table()->setDelegate(UsersModel::CreatedColumn,
                         new IconTextDelegate(when(UsersModel::CreatedMsRole)));
    for (const int column : {UsersModel::LastSeenColumn, UsersModel::CreatedColumn})
        static_cast<RowDelegate *>(table()->view()->itemDelegateForColumn(column))
            ->setInk(Color::Text2);
    table()->setSortable(true, UsersModel::NameColumn);
    auto *columns = new ColumnSet(table(),
                                  {{UsersModel::NameColumn, 0, 0},
                                   {UsersModel::DisplayNameColumn, 180, 3},
                                   {UsersModel::RoleColumn, 130, 2},
                                   {UsersModel::StateColumn, 140, 0},
                                   {UsersModel::LastSeenColumn, 130, 0},
                                   {UsersModel::CreatedColumn, 120, 1}},
                                  230, context().settings, u"users/columns"_s, this);
    auto *choose = new Button(tr("Columns"), u"columns"_s, ButtonKind::Flat);
    choose->setObjectName(u"columnsButton"_s);
    choose->setMenu(columns->makeMenu(choose));
    filters()->addEnd(choose);
}

void UsersPage::buildFilters() {
    for (const auto &row : chipRows)
        filters()->offerFilter(QLatin1String(row.id), tr(row.text));
    connect(filters(), &FilterBar::chipToggled, this, &UsersPage::onChip);
    const QVariant stored = context().settings.looks(chipsKey);
    const QStringList wanted =
        stored.isValid() ? stored.toStringList() : QStringList{u"notDeactivated"_s, u"noGuests"_s};
    m_settingChips = true;
    for (const auto &id : wanted)
        filters()->setChip(id, true);
    m_settingChips = false;
    search()->setText(m_users.query().search);
    applyChips();
}

void UsersPage::buildBulk() {
    const auto add = [this](const QString &text, const QString &iconName, const QString &name,
                            void (UsersPage::*slot)(), bool destructive) {
        auto *button = bulk()->addAction(text, iconName, destructive);
        button->setObjectName(name);
        connect(button, &Button::clicked, this, slot);
        m_bulkButtons << button;
    };
    add(tr("Sign out everywhere…"), u"logout"_s, u"bulkSignOutButton"_s,
        &UsersPage::askSignOutTicked, false);
    add(tr("Lock"), u"lock"_s, u"bulkLockButton"_s, &UsersPage::lockTicked, false);
    add(tr("Suspend"), u"pause"_s, u"bulkSuspendButton"_s, &UsersPage::suspendTicked, false);
    add(tr("Deactivate…"), u"ban"_s, u"bulkDeactivateButton"_s, &UsersPage::askDeactivateTicked,
        true);
}

void UsersPage::onChip(const QString &id, bool on) {
    if (m_settingChips)
        return;
    m_settingChips = true;
    int group = 0;
    for (const auto &row : chipRows)
        if (id == QLatin1String(row.id))
            group = row.group;
    for (const auto &row : chipRows)
        if (on && id != QLatin1String(row.id) && (row.group & group) != 0)
            filters()->setChip(QLatin1String(row.id), false);
    m_settingChips = false;
    applyChips();
}

void UsersPage::applyChips() {
    const auto isOn = [this](const QString &id) { return filters()->isOn(id); };
    app::UserQuery query = m_users.query();
    query.deactivated = isOn(u"deactivated"_s) ? Filter::Yes
                        : isOn(u"notDeactivated"_s) || isOn(u"active"_s) || isOn(u"locked"_s) ||
                                isOn(u"suspended"_s)
                            ? Filter::No
                            : Filter::Any;
    query.locked = isOn(u"locked"_s) ? Filter::Yes : isOn(u"active"_s) ? Filter::No : Filter::Any;
    query.onlySuspended = isOn(u"suspended"_s);
    query.guests = isOn(u"guests"_s) ? Filter::Yes : isOn(u"noGuests"_s) ? Filter::No : Filter::Any;
    query.admins = isOn(u"admins"_s) ? Filter::Yes : isOn(u"members"_s) ? Filter::No : Filter::Any;
    m_users.setQuery(query);
    QStringList chips;
    for (const auto &row : chipRows)
        if (isOn(QLatin1String(row.id)))
            chips << QLatin1String(row.id);
    context().settings.setLooks(chipsKey, chips);
}

void UsersPage::setSearch(const QString &text) {
    app::UserQuery query = m_users.query();
    query.search = text.trimmed();
    m_users.setQuery(query);
}

void UsersPage::clearFilters() {
    m_settingChips = true;
    filters()->clearChips();
    m_settingChips = false;
    search()->clear();
    setSearch({});
    applyChips();
}

bool UsersPage::createNew() {
    if (!session().connection()->isUsable() || findChild<NewUserDialog *>())
        return false;
    auto *dialog = new NewUserDialog(session(), this);
    connect(dialog, &NewUserDialog::shown, this, [this](const QString &id) { openTarget(id); });
    dialog->open();
    return true;
}

void UsersPage::showDetails(const QString &id) {
    m_panel->showUser(id);
}

void UsersPage::editRow(const QString &id) {
    perform(UserStep::Edit, id);
}

void UsersPage::deleteRow(const QString &id) {
    perform(UserStep::Deactivate, id);
}

void UsersPage::showRowMenu(const QString &id, const QPoint &globalPosition) {
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *open = menu->addAction(tr("Open details"));
    connect(open, &QAction::triggered, this, [this, id] { openDetails(id); });
    auto *copy = menu->addAction(tr("Copy ID"));
    connect(copy, &QAction::triggered, this, [id] { copyToClipboard(id); });
    menu->addSeparator();
    addMenuSteps(menu, id);
    menu->popup(globalPosition);
}

void UsersPage::setUsable(bool usable) {
    m_new->setEnabled(usable);
    for (auto *button : std::as_const(m_bulkButtons))
        button->setEnabled(usable);
    m_panel->setUsable(usable);
}

} // namespace hearth::ui
