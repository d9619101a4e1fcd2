// SPDX-License-Identifier: Apache-2.0
// The list of servers.
#include "ui/pages/settings/servers_card.hpp"

#include "app/core/profiles.hpp"
#include "app/models/server_registry.hpp"
#include "ui/common/server_text.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/confirm_dialog.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

ServersCard::ServersCard(app::ServerProfiles &profiles, app::ServerRegistry *servers,
                         const QString &current, QWidget *parent)
    : Card(parent)
    , m_profiles(profiles)
    , m_servers(servers)
    , m_current(current)
    , m_rows(new QVBoxLayout) {
    body()->setContentsMargins(16, 12, 16, 14);
    auto *head = addHead(tr("Servers"));
    auto *connectTo = new Button(tr("Connect…"), u"link"_s, ButtonKind::Secondary);
    connectTo->setSmall();
    connectTo->setObjectName(u"connectServerButton"_s);
    connectTo->setToolTip(tr("Manage a server that is already running"));
    head->addWidget(connectTo);
    auto *add = new Button(tr("New server…"), u"plus"_s, ButtonKind::Secondary);
    add->setSmall();
    add->setObjectName(u"newServerButton"_s);
    head->addWidget(add);
    m_rows->setSpacing(8);
    body()->addLayout(m_rows);
    connect(add, &Button::clicked, this, &ServersCard::newServerRequested);
    connect(connectTo, &Button::clicked, this, &ServersCard::connectRequested);
    connect(&profiles, &app::ServerProfiles::changed, this, &ServersCard::build);
    if (m_servers) {
        connect(m_servers, &app::ServerRegistry::stateChanged, this,
                [this](const app::ServerSession *session) { showState(*session); });
        connect(m_servers, &app::ServerRegistry::added, this, &ServersCard::build);
    }
    build();
}

void ServersCard::build() {
    m_pills.clear();
    while (auto *item = m_rows->takeAt(0)) {
        if (auto *widget = item->widget())
            widget->deleteLater();
        delete item;
    }
    const auto all = m_profiles.all();
    for (const auto &profile : all)
        m_rows->addWidget(makeRow(profile));
    if (all.isEmpty())
        m_rows->addWidget(new Label(tr("No server yet."), TextRole::Body, Color::Text2));
}

void ServersCard::showState(const app::ServerSession &session) {
    if (auto *pill = m_pills.value(session.profile().id))
        pill->setPill(serverPill(session.serverState()));
}

QWidget *ServersCard::makeRow(const app::ServerProfile &profile) {
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 4, 0, 4);
    layout->setSpacing(12);
    const bool current = profile.id == m_current;
    layout->addWidget(new IconView(profile.isLocal() ? u"computer"_s : u"cloud"_s, 20,
                                   current ? Color::Accent : Color::Text2),
                      0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    auto *titleRow = new QHBoxLayout;
    titleRow->setSpacing(8);
    auto *title = new ElidedLabel(profile.name.isEmpty() ? profile.serverName : profile.name,
                                  TextRole::Strong);
    title->setElideMode(Qt::ElideMiddle);
    title->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    titleRow->addWidget(title);
    if (const auto *session = m_servers ? m_servers->find(profile.id) : nullptr) {
        auto *pill = new StatusPill(serverPill(session->serverState()));
        pill->setObjectName(u"serverPill"_s);
        m_pills.insert(profile.id, pill);
        titleRow->addWidget(pill);
    }
    if (current)
        titleRow->addWidget(new Tag(tr("Current")));
    titleRow->addStretch(1);
    texts->addLayout(titleRow);
    auto *place =
        new ElidedLabel(profile.isLocal() ? profile.dataDir : profile.baseUrl.toDisplayString(),
                        TextRole::Small, Color::Text2);
    place->setElideMode(Qt::ElideMiddle);
    place->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    texts->addWidget(place);
    if (profile.isLocal()) {
        texts->addSpacing(4);
        texts->addWidget(makeStartCheck(profile));
    }
    layout->addLayout(texts, 1);
    addButtons(layout, profile);
    return row;
}

QWidget *ServersCard::makeStartCheck(const app::ServerProfile &profile) {
    auto *start = new QCheckBox(tr("Start this server when Hearth starts"));
    start->setChecked(profile.startWithHearth);
    start->setObjectName(u"startWithHearthCheck"_s);
    start->setAccessibleDescription(profile.serverName);
    connect(start, &QCheckBox::toggled, this, [this, id = profile.id](bool on) {
        auto changed = m_profiles.find(id);
        if (!changed || changed->startWithHearth == on)
            return;
        changed->startWithHearth = on;
        m_profiles.update(*changed);
    });
    return start;
}

void ServersCard::addButtons(QHBoxLayout *row, const app::ServerProfile &profile) {
    if (profile.id != m_current) {
        auto *open = new Button(tr("Show"));
        open->setSmall();
        open->setObjectName(u"showServerButton"_s);
        open->setAccessibleDescription(profile.serverName);
        connect(open, &Button::clicked, this,
                [this, id = profile.id] { Q_EMIT openRequested(id); });
        row->addWidget(open, 0, Qt::AlignTop);
    }
    auto *remove = new Button(tr("Remove…"), {}, ButtonKind::Destructive);
    remove->setSmall();
    remove->setObjectName(u"removeServerButton"_s);
    remove->setAccessibleDescription(profile.serverName);
    connect(remove, &Button::clicked, this, [this, id = profile.id] { askRemove(id); });
    row->addWidget(remove, 0, Qt::AlignTop);
}

void ServersCard::askRemove(const QString &profileId) {
    const auto profile = m_profiles.find(profileId);
    if (!profile)
        return;
    auto *dialog = new ConfirmDialog(
        {tr("Remove %1 from the list?").arg(profile->serverName),
         {},
         profile->isLocal()
             ? tr("Hearth forgets the server. Its files stay in %1, and a running server "
                  "keeps running.")
                   .arg(profile->dataDir)
             : tr("Hearth forgets the server. The server itself is not touched."),
         tr("Remove server"),
         {}},
        window());
    connect(dialog, &QDialog::accepted, this, [this, profileId] {
        // Later: the dialog stands over a page of the server that goes.
        QMetaObject::invokeMethod(
            &m_profiles, [profiles = &m_profiles, profileId] { profiles->remove(profileId); },
            Qt::QueuedConnection);
    });
    dialog->open();
}

} // namespace hearth::ui
