// SPDX-License-Identifier: Apache-2.0
// The servers this program knows, each with its state.
#pragma once

#include "ui/widgets/card.hpp"

#include <QHash>

namespace hearth::app {
class ServerProfiles;
class ServerRegistry;
class ServerSession;
struct ServerProfile;
} // namespace hearth::app

namespace hearth::ui {

class StatusPill;

class ServersCard : public Card {
    Q_OBJECT
public:
    /// `servers` may be missing: then no states are shown.
    ServersCard(app::ServerProfiles &profiles, app::ServerRegistry *servers, const QString &current,
                QWidget *parent = nullptr);

Q_SIGNALS:
    void openRequested(const QString &profileId);
    void newServerRequested();
    void connectRequested();

private:
    void build();
    QWidget *makeRow(const app::ServerProfile &profile);
    QWidget *makeStartCheck(const app::ServerProfile &profile);
    void addButtons(QHBoxLayout *row, const app::ServerProfile &profile);
    void showState(const app::ServerSession &session);
    void askRemove(const QString &profileId);

    app::ServerProfiles &m_profiles;
    app::ServerRegistry *m_servers;
    QHash<QString, StatusPill *> m_pills; ///< by profile
    QString m_current;
    QVBoxLayout *m_rows;
};

} // namespace hearth::ui
