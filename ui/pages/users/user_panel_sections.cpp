// SPDX-License-Identifier: Apache-2.0
// The parts of the panel of one account.
#include "app/core/odd_names.hpp"
#include "app/models/server_session.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/format.hpp"
#include "ui/pages/users/user_panel.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/label.hpp"

#include <QBoxLayout>
#include <QDateTime>
#include <QGridLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::DevicesModel;
using app::ViewState;

namespace {

QGridLayout *addGrid(PanelSection *section) {
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(2, 2);
    grid->setColumnStretch(3, 2);
    section->body()->addLayout(grid);
    return grid;
}

ElidedLabel *quiet(const QString &text) {
    return new ElidedLabel(text, TextRole::Body, Color::Text2);
}

/// Two lists of facts side by side where there is room.
class FactPairs : public QWidget {
public:
    FactPairs(FactList *first, FactList *second) {
        m_row = new QBoxLayout(QBoxLayout::LeftToRight, this);
        m_row->setContentsMargins(0, 0, 0, 0);
        m_row->addWidget(first, 1, Qt::AlignTop);
        m_row->addWidget(second, 1, Qt::AlignTop);
        arrange();
    }

protected:
    void resizeEvent(QResizeEvent *event) override {
        QWidget::resizeEvent(event);
        arrange();
    }

private:
    void arrange() {
        constexpr int roomForTwo = 460;
        const bool both = width() >= roomForTwo;
        m_row->setDirection(both ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
        m_row->setSpacing(both ? 12 : 0);
    }

    QBoxLayout *m_row;
};

} // namespace

void UserPanel::showProfile(const app::User &user) {
    const auto &details = m_model.details();
    QStringList mails;
    if (details.user.id == shownId())
        for (const auto &one : details.threepids)
            mails << one.address;
    const QString created = user.createdMs > 0
                                ? longDate(QDateTime::fromMSecsSinceEpoch(user.createdMs).date())
                                : tr("Unknown");
    const QString seen = relativeTime(user.lastSeenMs);
    const QString role = user.admin ? tr("Administrator") : user.guest ? tr("Guest") : tr("Member");
    const QString key =
        (QStringList{shownId(), user.displayName, created, seen, role} + mails).join(u'\n');
    refill(m_profile, key, [&] {
        auto *person = new FactList(96);
        person->addFact(tr("Display name"),
                        app::isBlank(user.displayName) ? tr("None") : user.displayName);
        person->addFact(tr("Role"), role);
        if (!mails.isEmpty())
            person->addFact(tr("E-mail or phone"), mails.join(u", "_s));
        auto *times = new FactList(84);
        times->addFact(tr("Created"), created);
        times->addFact(tr("Last seen"), seen)->setToolTip(exactTime(user.lastSeenMs));
        m_profile->body()->addWidget(new FactPairs(person, times));
    });
}

void UserPanel::showDevices() {
    const auto *devices = m_model.devices();
    QStringList key{shownId(), m_ownDevice, QString::number(static_cast<int>(devices->viewState())),
                    QString::number(isUsable())};
    for (int row = 0; row < devices->rowCount(); ++row) {
        const auto index = devices->index(row, 0);
        const auto device = index.data(DevicesModel::DeviceRole).value<app::Device>();
        key << device.id << device.displayName << device.lastSeenIp
            << QString::number(device.lastSeenMs)
            << QString::number(index.data(DevicesModel::BusyRole).toBool());
    }
    const bool known =
        devices->viewState() == ViewState::Ready || devices->viewState() == ViewState::Empty;
    m_devices->setCount(known ? number(devices->rowCount()) : QString());
    m_signOutAll->setVisible(devices->rowCount() > 0);
    m_signOutAll->setEnabled(isUsable() && !signOutIds().isEmpty());
    refill(m_devices, key.join(u'\n'), [this] { fillDevices(); });
}

void UserPanel::fillDevices() {
    const auto *devices = m_model.devices();
    if (devices->rowCount() == 0) {
        QString text = tr("No device is signed in.");
        if (devices->viewState() == ViewState::Loading)
            text = tr("Loading");
        else if (devices->viewState() == ViewState::Failed)
            text = tr("Couldn't load the devices.");
        m_devices->body()->addWidget(quiet(text));
        return;
    }
    auto *grid = addGrid(m_devices);
    for (int row = 0; row < devices->rowCount(); ++row) {
        const auto index = devices->index(row, 0);
        const auto device = index.data(DevicesModel::DeviceRole).value<app::Device>();
        const QString title = deviceTitle(device);
        const bool isThis = isOwn() && device.id == m_ownDevice;
        grid->addWidget(new IconView(deviceIcon(device), 16, Color::Text2), row, 0);
        auto *name = new ElidedLabel(title);
        name->setToolTip(device.id);
        grid->addWidget(name, row, 1);
        auto *seen = quiet(isThis ? tr("This program") : relativeTime(device.lastSeenMs));
        seen->setToolTip(exactTime(device.lastSeenMs));
        grid->addWidget(seen, row, 2);
        auto *address = new ElidedLabel(device.lastSeenIp, TextRole::Small, Color::Text2);
        address->setElideMode(Qt::ElideMiddle);
        grid->addWidget(address, row, 3);
        auto *button = new Button(tr("Sign out…"));
        button->setSmall();
        button->setObjectName(u"signOutButton-"_s + device.id);
        button->setAccessibleName(tr("Sign out %1").arg(title));
        button->setBusy(index.data(DevicesModel::BusyRole).toBool());
        button->setEnabled(isUsable() && !isThis && (!isOwn() || !m_ownDevice.isEmpty()));
        if (isThis)
            button->setToolTip(tr("You are using this one. Sign out in Settings instead."));
        connect(button, &Button::clicked, this, [this, id = device.id, title] {
            Q_EMIT signOutRequested({id}, tr("Sign out %1?").arg(inSentence(title)));
        });
        grid->addWidget(button, row, 4, Qt::AlignTrailing);
    }
}

void UserPanel::showRooms() {
    const auto &rooms = m_model.rooms();
    QStringList key{shownId(), QString::number(m_roomsShown),
                    QString::number(static_cast<int>(m_model.viewState()))};
    for (const auto &id : rooms) {
        const auto room = m_model.room(id);
        key << id << (room ? room->name + QString::number(room->joinedMembers) : QString());
    }
    const bool known = m_model.viewState() == ViewState::Ready;
    m_rooms->setCount(known ? number(rooms.size()) : QString());
    m_allRooms->setText(tr("Show all %1").arg(number(rooms.size())));
    m_allRooms->setVisible(rooms.size() > m_roomsShown);
    refill(m_rooms, key.join(u'\n'), [this] { fillRooms(); });
}

void UserPanel::fillRooms() {
    const auto &rooms = m_model.rooms();
    if (rooms.isEmpty()) {
        m_rooms->body()->addWidget(quiet(
            m_model.viewState() == ViewState::Ready ? tr("Not in any room.") : tr("Loading")));
        return;
    }
    auto *grid = addGrid(m_rooms);
    int row = 0;
    for (const auto &id : rooms) {
        if (row >= m_roomsShown)
            break;
        const auto room = m_model.room(id);
        const bool open = room && room->joinRule == u"public";
        grid->addWidget(new IconView(room && room->isSpace() ? u"space"_s
                                     : open                  ? u"hash"_s
                                                             : u"lock"_s,
                                     16, Color::Text2),
                        row, 0);
        auto *link = new LinkButton(room ? app::roomTitle(*room) : id);
        link->setObjectName(u"roomLink-"_s + id);
        link->setToolTip(id);
        link->setQuiet();
        connect(link, &LinkButton::clicked, this, [this, id] { Q_EMIT roomChosen(id); });
        grid->addWidget(link, row, 1, Qt::AlignLeading);
        if (room) {
            grid->addWidget(quiet(room->creator == shownId() ? tr("Creator") : tr("Member")), row,
                            2);
            grid->addWidget(new Label(tr("%Ln people", nullptr, room->joinedMembers),
                                      TextRole::Small, Color::Text2),
                            row, 3, 1, 2);
        }
        ++row;
    }
}

void UserPanel::showMedia() {
    const auto count = m_model.mediaCount();
    const auto bytes = m_model.mediaBytes();
    const bool isLoading = m_model.viewState() == ViewState::Loading;
    QString text;
    if (count && *count == 0)
        text = tr("No files on this server.");
    else if (bytes)
        text = tr("%1 on this server").arg(fileSize(*bytes));
    else if (!count)
        text = isLoading ? tr("Loading") : tr("Unknown.");
    m_media->setCount(count && *count > 0 ? tr("%Ln files", nullptr, *count) : QString());
    refill(m_media, shownId() + text, [&] {
        if (!text.isEmpty())
            m_media->body()->addWidget(quiet(text));
    });
}

void UserPanel::showDanger(const app::User &user) {
    const QString key =
        shownId() +
        QString::number((user.admin ? 1 : 0) + (user.locked ? 2 : 0) + (user.suspended ? 4 : 0) +
                        (isUsable() ? 8 : 0) + (user.deactivated ? 16 : 0) +
                        (user.erased ? 32 : 0) + (isOwn() ? 64 : 0));
    refill(m_danger, key, [&] { fillDanger(user); });
}

Button *UserPanel::addStep(UserStep step, const QString &objectName, const QString &title,
                           const QString &explanation, const QString &buttonText, bool destructive,
                           bool guarded) {
    const bool off = guarded && isOwn();
    auto *button = m_danger->addAction(
        title, off ? tr("Not for the account you are signed in with.") : explanation, buttonText,
        destructive);
    button->setObjectName(objectName);
    button->setAccessibleName(tr("%1: %2").arg(buttonText, shownId()));
    button->setEnabled(isUsable() && !off);
    connect(button, &Button::clicked, this, [this, step] { Q_EMIT stepRequested(step); });
    return button;
}

void UserPanel::fillDanger(const app::User &user) {
    if (user.deactivated) {
        m_danger->body()->addWidget(
            quiet(tr("The account is closed. Its name can't be used again.")));
        if (!user.erased)
            addStep(UserStep::Erase, u"eraseButton"_s, tr("Erase"),
                    tr("Removes the profile and hides old messages from people who join later."),
                    tr("Erase…"), true, true);
        return;
    }
    addStep(UserStep::ResetPassword, u"resetPasswordButton"_s, tr("Reset password"),
            tr("Sets a new password and shows it once. You can also sign the person out "
               "everywhere."),
            tr("Reset…"), false, false);
    if (user.admin)
        addStep(UserStep::RemoveAdmin, u"adminButton"_s, tr("Administrator"),
                tr("Can see and change everything on this server."), tr("Remove administrator…"),
                false, true);
    else
        addStep(UserStep::MakeAdmin, u"adminButton"_s, tr("Make administrator"),
                tr("Lets the person see and change everything on this server."),
                tr("Make administrator…"), false, false);
    addStep(user.suspended ? UserStep::Unsuspend : UserStep::Suspend, u"suspendButton"_s,
            user.suspended ? tr("Lift suspension") : tr("Suspend account"),
            tr("A suspended person can read and leave, but not write, join or invite."),
            user.suspended ? tr("Lift") : tr("Suspend"), false, true);
    addStep(user.locked ? UserStep::Unlock : UserStep::Lock, u"lockButton"_s,
            user.locked ? tr("Unlock account") : tr("Lock account"),
            tr("No sign-in until you unlock it. Nothing is lost."),
            user.locked ? tr("Unlock") : tr("Lock"), false, true);
    addStep(UserStep::Deactivate, u"deactivateButton"_s, tr("Deactivate"),
            tr("Can't be undone. The name can never be used again."), tr("Deactivate…"), true,
            true);
}

} // namespace hearth::ui
