// SPDX-License-Identifier: Apache-2.0
// The panel of one account: head, states, and when its parts are made again.
#include "ui/pages/users/user_panel.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"
#include "app/core/odd_names.hpp"
#include "app/models/server_session.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/widgets/button.hpp"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ViewState;

UserPanel::UserPanel(app::ServerSession &session, QWidget *parent)
    : ModelPanel(session, *session.users(), *session.userDetails(), parent)
    , m_model(*session.userDetails())
    , m_edit(new Button(tr("Edit"), u"edit"_s, ButtonKind::Secondary))
    , m_profile(addPart(tr("Profile")))
    , m_devices(addPart(tr("Devices")))
    , m_rooms(addPart(tr("Rooms")))
    , m_media(addPart(tr("Media")))
    , m_danger(addPart(tr("Danger zone")))
    , m_signOutAll(new LinkButton(tr("Sign out all…")))
    , m_allRooms(new LinkButton({})) {
    setObjectName(u"userPanel"_s);
    m_edit->setObjectName(u"editUserButton"_s);
    m_edit->setToolTip(tr("Change the display name (F2)"));
    addHeadButton(m_edit);
    connect(m_edit, &Button::clicked, this, [this] { Q_EMIT stepRequested(UserStep::Edit); });
    buildSections();
    auto *devices = m_model.devices();
    connect(devices, &QAbstractItemModel::modelReset, this, &UserPanel::showAll);
    connect(devices, &QAbstractItemModel::dataChanged, this, &UserPanel::showAll);
    connect(devices, &app::DevicesModel::viewStateChanged, this, &UserPanel::showAll);
}

void UserPanel::buildSections() {
    m_signOutAll->setSmall();
    m_signOutAll->setObjectName(u"signOutAllButton"_s);
    m_devices->addHeadWidget(m_signOutAll);
    m_allRooms->setSmall();
    m_allRooms->setObjectName(u"showAllRoomsButton"_s);
    m_rooms->addHeadWidget(m_allRooms);
    m_danger->setDanger();
    connect(m_signOutAll, &LinkButton::clicked, this,
            [this] { Q_EMIT stepRequested(UserStep::SignOutAll); });
    connect(m_allRooms, &LinkButton::clicked, this, [this] {
        m_roomsShown = static_cast<int>(m_model.rooms().size());
        m_model.loadRooms(m_roomsShown);
        showAll();
    });
}

void UserPanel::started() {
    m_roomsShown = 4;
    if (isOwn())
        learnOwnDevice();
}

void UserPanel::learnOwnDevice() {
    onAnswer(session().api().whoAmI(), this, [this](const app::Result<app::WhoAmI> &answer) {
        if (answer) {
            m_ownDevice = answer->deviceId;
            showAll();
        }
    });
}

bool UserPanel::isOwn() const {
    return shownId() == session().users()->ownId();
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
    const auto row = session().users()->user(shownId());
    if (details.user.id != shownId()) {
        app::User unknown;
        unknown.id = shownId();
        return row.value_or(unknown);
    }
    app::User user = details.user;
    // The call for one account does not say when it was last seen.
    if (row && user.lastSeenMs == 0)
        user.lastSeenMs = row->lastSeenMs;
    return user;
}

void UserPanel::showSections() {
    const app::User shown = user();
    showProfile(shown);
    showDevices();
    showRooms();
    showMedia();
    showDanger(shown);
}

bool UserPanel::isKnown() const {
    return m_model.details().user.id == shownId() || session().users()->user(shownId());
}

QString UserPanel::unknownText() const {
    return tr("There is no account %1 on this server.").arg(isolated(shownId()));
}

void UserPanel::showHead() {
    const app::User shown = user();
    if (!isKnown()) {
        // Nothing is said of somebody who may not be there at all.
        setHead({}, shownId(), shownId());
        setPill({});
        setTags({});
        m_edit->setEnabled(false);
        return;
    }
    const QString name =
        app::isBlank(shown.displayName) ? localpartOf(shownId()) : shown.displayName;
    setHead(shownId(), name, shownId());
    setPill(userPill(app::stateOf(shown)));
    QStringList tags;
    if (shown.admin)
        tags << tr("Administrator");
    if (shown.guest)
        tags << tr("Guest");
    if (shown.shadowBanned)
        tags << tr("Shadow-banned");
    if (isOwn())
        //: Tag of the account that is signed in.
        tags << tr("You");
    setTags(tags);
    m_edit->setEnabled(isUsable() && !shown.deactivated);
}

} // namespace hearth::ui
