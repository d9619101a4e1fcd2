// SPDX-License-Identifier: Apache-2.0
// Connections.
#include "ui/pages/dashboard/connections_card.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/common/format.hpp"
#include "ui/pages/dashboard/fact_line.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>
#include <QHostAddress>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

bool isOnlyForThisComputer(const app::ServerStatus &status) {
    const auto isLoopback = [](const QString &address) {
        return address == u"localhost" || QHostAddress(address).isLoopback();
    };
    return !status.listeners.isEmpty() &&
           std::all_of(status.listeners.begin(), status.listeners.end(),
                       [&](const app::ListenerFacts &listener) {
                           return !listener.proxied &&
                                  std::all_of(listener.bindAddresses.begin(),
                                              listener.bindAddresses.end(), isLoopback);
                       });
}

ConnectionsCard::ConnectionsCard(QWidget *parent)
    : Card(parent)
    , m_open(new Label({}, TextRole::Small, Color::Text2))
    , m_course(new Sparkline)
    , m_apps(new FactLine)
    , m_address(new FactLine)
    , m_federation(new FactLine) {
    body()->setContentsMargins(14, 11, 14, 8);
    body()->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new Label(tr("Connections"), TextRole::Strong));
    head->addWidget(m_open);
    head->addStretch(1);
    body()->addLayout(head);
    body()->addSpacing(6);
    m_course->setFixedHeight(30);
    m_course->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_course->setAccessibleName(tr("Connected apps over time"));
    body()->addWidget(m_course);
    body()->addSpacing(3);
    for (auto *line : {m_apps, m_address, m_federation})
        body()->addWidget(line);
    body()->addStretch(1);
}

void ConnectionsCard::setStatus(const std::optional<app::ServerStatus> &status,
                                const QString &mostApps, std::optional<bool> federates) {
    m_open->setText(status ? tr("%n open", nullptr, int(status->openConnections)) : QString());
    m_course->setVisible(status.has_value());
    if (!status) {
        for (auto *line : {m_apps, m_address, m_federation})
            line->setFact(PillKind::Off, u"-"_s);
        return;
    }
    m_apps->setFact(status->waitingSyncs > 0 ? PillKind::Ok : PillKind::Off,
                    tr("%n apps connected", nullptr, int(status->waitingSyncs)), mostApps);
    const bool here = isOnlyForThisComputer(*status);
    if (status->publicBaseUrl.isEmpty())
        m_address->setFact(PillKind::Off, tr("The server announces no address"));
    else // what the configuration says; nobody has looked whether anyone answers there
        m_address->setFact(PillKind::Info, isolated(status->publicBaseUrl),
                           here ? tr("Only reachable from this computer")
                                : tr("The server address for apps"));
    if (!federates)
        m_federation->setFact(PillKind::Off, tr("Federation"), tr("Unknown"));
    else if (*federates)
        m_federation->setFact(PillKind::Ok, tr("Federation is on"),
                              tr("Other servers can connect"));
    else
        m_federation->setFact(PillKind::Off, tr("Federation is off"),
                              tr("Messages stay on this server"));
}

void ConnectionsCard::setCourse(const QList<double> &apps) {
    m_course->setValues(apps);
}

} // namespace hearth::ui
