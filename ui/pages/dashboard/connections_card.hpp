// SPDX-License-Identifier: Apache-2.0
// Who reaches the server, and how: address, apps that wait for news, other servers.
#pragma once

#include "app/models/dashboard_model.hpp"
#include "ui/widgets/card.hpp"

namespace hearth::ui {

class FactLine;
class Label;
class Sparkline;

class ConnectionsCard : public Card {
    Q_OBJECT
public:
    explicit ConnectionsCard(QWidget *parent = nullptr);
    /// Nothing known: hyphens. `mostApps` names the highest count of the range.
    void setStatus(const std::optional<app::ServerStatus> &status, const QString &mostApps,
                   std::optional<bool> federates);
    void setCourse(const QList<double> &apps);

private:
    Label *m_open;
    Sparkline *m_course;
    FactLine *m_apps;
    FactLine *m_address;
    FactLine *m_federation;
};

/// True if the server listens on this computer's own loopback addresses only.
[[nodiscard]] bool isOnlyForThisComputer(const app::ServerStatus &status);

} // namespace hearth::ui
