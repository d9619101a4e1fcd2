// SPDX-License-Identifier: Apache-2.0
// Builds the screen of accounts.
#include "ui/pages/users/users_page.hpp"

#include "app/models/server_session.hpp"
#include "app/models/users_model.hpp"
#include "ui/common/format.hpp"
#include "ui/pages/users/new_user_dialog.hpp"
#include "ui/pages/users/user_panel.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/data_table.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/page_head.hpp"
#include "ui/widgets/row_delegates.hpp"

#include <QMenu>
#include <QPainter>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::Filter;
using app::UsersModel;

namespace {

/// The state, and a mark beside it where the last action did not work; the tooltip says why.
class StateDelegate : public PillDelegate {
public:
    using PillDelegate::PillDelegate;

protected:
    void paintContent(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override {
        PillDelegate::paintContent(painter, rect, option, index);
        if (index.data(UsersModel::RowErrorRole).toString().isEmpty())
            return;
        const QRect mark(rect.left() + pillSize(describe(index)).width() + 6, rect.center().y() - 5,
                         12, 12);
        paintIcon(painter, u"f-error"_s, QRectF(QStyle::visualRect(option.direction, rect, mark)),
                  color(Color::Error), color(Color::Surface));
    }
};

ListPage::Look look() {
    return {UsersPage::tr("Users"),
            u"usersTable"_s,
            UsersPage::tr("Search name or ID"),
            {u"users"_s, UsersPage::tr("No users yet"),
             UsersPage::tr("People show up here once they have an account."),
             UsersPage::tr("New user"), UsersPage::tr("No users match these filters"),
             UsersPage::tr("Start it to see its users.")},
            568,
            u"users"_s};
}

QList<ListPage::Chip> chips() {
    constexpr int state = 1;
    constexpr int guests = 2;
    constexpr int role = 4;
    return {{u"notDeactivated"_s, UsersPage::tr("State: not deactivated"), state},
            {u"active"_s, UsersPage::tr("Active"), state},
            {u"locked"_s, UsersPage::tr("Locked"), state},
            {u"suspended"_s, UsersPage::tr("Suspended"), state},
            {u"deactivated"_s, UsersPage::tr("Deactivated"), state},
            {u"noGuests"_s, UsersPage::tr("Guests: hidden"), guests},
            // The server can list only the locked or only the guests, not both at a time.
            {u"guests"_s, UsersPage::tr("Guests only"), guests | state},
            {u"admins"_s, UsersPage::tr("Administrators"), role},
            {u"members"_s, UsersPage::tr("Members only"), role}};
}

} // namespace

UsersPage::UsersPage(const PageContext &context, QWidget *parent)
    : UsersPage(context, new UserPanel(context.session), parent) {}

UsersPage::UsersPage(const PageContext &context, UserPanel *panel, QWidget *parent)
    : ListPage(context, *context.session.users(), look(), panel, parent)
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
    offerChips(chips(), {u"notDeactivated"_s, u"noGuests"_s});
    buildBulk();
    connectPanel();
}

void UsersPage::connectPanel() {
    connect(m_panel, &UserPanel::stepRequested, this,
            [this](UserStep step) { perform(step, m_panel->shownId()); });
    connect(m_panel, &UserPanel::signOutRequested, this, &UsersPage::askSignOutDevices);
    connect(m_panel, &UserPanel::roomChosen, this,
            [this](const QString &id) { Q_EMIT navigationRequested(u"rooms"_s, id); });
    connect(m_panel, &UserPanel::fillMenuRequested, this,
            [this](QMenu *menu) { fillRowMenu(menu, m_panel->shownId()); });
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
        return shown;
    };
    const auto when = [](int timeRole) {
        return [timeRole](const QModelIndex &index) {
            return IconText{
                {}, Color::Text2, relativeTime(index.data(timeRole).toLongLong()), {}, 0};
        };
    };
    auto *name = new RowDelegate;
    name->setInk(Color::Text);
    table()->setDelegate(UsersModel::NameColumn, new UserDelegate);
    table()->setDelegate(UsersModel::DisplayNameColumn, name);
    table()->setDelegate(UsersModel::StateColumn, new StateDelegate(pill));
    table()->setDelegate(UsersModel::LastSeenColumn,
                         new IconTextDelegate(when(UsersModel::LastSeenMsRole)));
    table()->setDelegate(UsersModel::CreatedColumn,
                         new IconTextDelegate(when(UsersModel::CreatedMsRole)));
    for (const int column : {UsersModel::LastSeenColumn, UsersModel::CreatedColumn})
        static_cast<RowDelegate *>(table()->view()->itemDelegateForColumn(column))
            ->setInk(Color::Text2);
    table()->setSortable(true, UsersModel::NameColumn);
    offerColumns({{UsersModel::NameColumn, 0, 0},
                  {UsersModel::DisplayNameColumn, 180, 1},
                  {UsersModel::RoleColumn, 122, 2},
                  {UsersModel::StateColumn, 130, 0},
                  {UsersModel::LastSeenColumn, 124, 0},
                  {UsersModel::DevicesColumn, 84, 4},
                  {UsersModel::MediaColumn, 96, 5},
                  {UsersModel::CreatedColumn, 116, 3}},
                 230);
}

void UsersPage::buildBulk() {
    offerBulkAction(tr("Sign out everywhere…"), u"logout"_s, u"bulkSignOutButton"_s, false,
                    [this] { askSignOutTicked(); });
    offerBulkAction(tr("Lock"), u"lock"_s, u"bulkLockButton"_s, false,
                    [this] { runBulk(app::UserAction::Lock, m_users.tickedIds()); });
    offerBulkAction(tr("Suspend"), u"pause"_s, u"bulkSuspendButton"_s, false,
                    [this] { runBulk(app::UserAction::Suspend, m_users.tickedIds()); });
    m_sendNotice = offerBulkAction(tr("Send server notice…"), u"mail"_s, u"bulkNoticeButton"_s,
                                   false, [this] { askNotice(m_users.tickedIds()); });
    connect(&session(), &app::ServerSession::abilitiesChanged, this, &UsersPage::showNotices);
    offerBulkAction(tr("Deactivate…"), u"ban"_s, u"bulkDeactivateButton"_s, true,
                    [this] { askDeactivateTicked(); });
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
}

bool UsersPage::createNew() {
    if (!canAct() || findChild<NewUserDialog *>())
        return false;
    auto *dialog = new NewUserDialog(session(), this);
    connect(dialog, &NewUserDialog::shown, this, [this](const QString &id) { openTarget(id); });
    dialog->open();
    return true;
}

void UsersPage::editRow(const QString &id) {
    perform(UserStep::Edit, id);
}

void UsersPage::deleteRow(const QString &id) {
    perform(UserStep::Deactivate, id);
}

void UsersPage::usableChanged(bool usable) {
    m_new->setEnabled(usable);
    showNotices();
}

} // namespace hearth::ui
