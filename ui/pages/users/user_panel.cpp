// SPDX-License-Identifier: Apache-2.0
// The panel of one account: head, states, and when its parts are made again.
#include "ui/pages/users/user_panel.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"
#include "app/models/server_session.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/error_text.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/inline_message.hpp"

#include <QMenu>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ViewState;

UserPanel::UserPanel(app::ServerSession &session, QWidget *parent)
    : DetailPanel(parent)
    , m_session(session)
    , m_model(*session.userDetails())
    , m_edit(new Button(tr("Edit"), u"edit"_s, ButtonKind::Secondary))
    , m_more(new IconButton(u"more"_s, tr("More actions")))
    , m_message(new InlineMessage(MessageKind::Error))
    , m_profile(nullptr)
    , m_devices(nullptr)
    , m_rooms(nullptr)
    , m_media(nullptr)
    , m_danger(nullptr)
    , m_signOutAll(new LinkButton(tr("Sign out all…")))
    , m_allRooms(new LinkButton({})) {
    setObjectName(u"userPanel"_s);
    buildHead();
    auto *again = m_message->addButton(tr("Try again"));
    connect(again, &Button::clicked, this, [this] { m_model.reload(); });
    showMessage(m_message);
    m_message->hide();
    m_profile = addSection(tr("Profile"));
    m_devices = addSection(tr("Devices"));
    m_signOutAll->setSmall();
    m_signOutAll->setObjectName(u"signOutAllButton"_s);
    m_devices->addHeadWidget(m_signOutAll);
    m_rooms = addSection(tr("Rooms"));
    m_allRooms->setSmall();
    m_allRooms->setObjectName(u"showAllRoomsButton"_s);
    m_rooms->addHeadWidget(m_allRooms);
    m_media = addSection(tr("Media"));
    m_danger = addSection(tr("Danger zone"));
    m_danger->setDanger();
    connect(m_signOutAll, &LinkButton::clicked, this,
            [this] { Q_EMIT stepRequested(UserStep::SignOutAll); });
    connect(m_allRooms, &LinkButton::clicked, this, [this] {
        m_roomsShown = static_cast<int>(m_model.rooms().size());
        m_model.loadRooms(m_roomsShown);
        showAll();
    });
    connect(&m_model, &app::UserDetailsModel::changed, this, &UserPanel::showAll);
    auto *devices = m_model.devices();
    connect(devices, &QAbstractItemModel::modelReset, this, &UserPanel::showAll);
    connect(devices, &QAbstractItemModel::dataChanged, this, &UserPanel::showAll);
    connect(devices, &app::DevicesModel::viewStateChanged, this, &UserPanel::showAll);
    connect(m_session.users(), &app::PagedModel::actionDone, this, [this](const QString &id) {
        if (id == m_id)
            m_model.reload();
    });
    connect(m_session.users(), &app::PagedModel::bulkFinished, this, [this] {
        if (!m_id.isEmpty())
            m_model.reload();
    });
}

void UserPanel::buildHead() {
    m_edit->setObjectName(u"editUserButton"_s);
    m_edit->setToolTip(tr("Change the display name (F2)"));
    addHeadButton(m_edit);
    m_more->setOutlined();
    m_more->setObjectName(u"moreActionsButton"_s);
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_more);
    m_more->setMenu(menu);
    addHeadButton(m_more);
    connect(m_edit, &Button::clicked, this, [this] { Q_EMIT stepRequested(UserStep::Edit); });
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        Q_EMIT fillMenuRequested(menu);
    });
}

void UserPanel::showUser(const QString &id) {
    if (id == m_id) {
        if (!id.isEmpty())
            m_model.reload();
        return;
    }
    m_id = id;
    m_roomsShown = 4;
    m_model.show(id);
    if (id.isEmpty())
        return;
    if (isOwn())
        learnOwnDevice();
    showAll();
}

void UserPanel::learnOwnDevice() {
    onAnswer(m_session.api().whoAmI(), this, [this](const app::Result<app::WhoAmI> &answer) {
        if (answer) {
            m_ownDevice = answer->deviceId;
            showAll();
        }
    });
}

void UserPanel::setUsable(bool usable) {
    m_usable = usable;
    if (!m_id.isEmpty())
        showAll();
}

bool UserPanel::isOwn() const {
    return m_id == m_session.users()->ownId();
}

QStringList UserPanel::signOutIds() const {
    QStringList ids;
    const auto *devices = m_model.devices();
    for (int row = 0; row < devices->rowCount(); ++row) {
        const QString id = devices->index(row, 0).data(app::DevicesModel::IdRole).toString();
        if (!isOwn() || (!m_ownDevice.isEmpty() && id != m_ownDevice))
            ids << id;
    }
    return ids;
}

app::User UserPanel::user() const {
    const auto &details = m_model.details();
    const auto row = m_session.users()->user(m_id);
    if (details.user.id != m_id) {
        app::User unknown;
        unknown.id = m_id;
        return row.value_or(unknown);
    }
    app::User user = details.user;
    // The call for one account does not say when it was last seen.
    if (row && user.lastSeenMs == 0)
        user.lastSeenMs = row->lastSeenMs;
    return user;
}

void UserPanel::showAll() {
    if (m_id.isEmpty() || m_model.userId() != m_id)
        return;
    const app::User shown = user();
    showHead(shown);
    showProblem();
    const bool failed = m_model.viewState() == ViewState::Failed;
    for (auto *section : {m_profile, m_devices, m_rooms, m_media, m_danger})
        section->setVisible(!failed);
    if (failed)
        return;
    showProfile(shown);
    showDevices();
    showRooms();
    showMedia();
    showDanger(shown);
}

void UserPanel::showHead(const app::User &user) {
    const QString name = user.displayName.isEmpty() ? localpartOf(m_id) : user.displayName;
    setHead(m_id, name, m_id);
    setPill(userPill(app::stateOf(user)));
    QStringList tags;
    if (user.admin)
        tags << tr("Administrator");
    if (user.guest)
        tags << tr("Guest");
    if (user.shadowBanned)
        tags << tr("Shadow-banned");
    if (isOwn())
        //: Tag of the account that is signed in.
        tags << tr("You");
    setTags(tags);
    m_edit->setEnabled(m_usable && !user.deactivated);
    setIconName(m_more, tr("More actions for %1").arg(m_id));
}

void UserPanel::showProblem() {
    const bool failed = m_model.viewState() == ViewState::Failed;
    m_message->setVisible(failed);
    if (!failed)
        return;
    const auto error = m_model.lastError();
    m_message->setMessage(MessageKind::Error, whatHappened(error), whatToDo(error));
    m_message->setDetails(errorDetails(error));
}

void UserPanel::refill(PanelSection *section, QString *last, const QString &now,
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
