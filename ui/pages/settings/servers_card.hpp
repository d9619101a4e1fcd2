// SPDX-License-Identifier: Apache-2.0
// The servers this program knows.
#pragma once

#include "ui/widgets/card.hpp"

namespace hearth::app {
class ServerProfiles;
struct ServerProfile;
} // namespace hearth::app

namespace hearth::ui {

class ServersCard : public Card {
    Q_OBJECT
public:
    ServersCard(app::ServerProfiles &profiles, const QString &current, QWidget *parent = nullptr);

Q_SIGNALS:
    void openRequested(const QString &profileId);
    void newServerRequested();

private:
    void build();
    QWidget *makeRow(const app::ServerProfile &profile);
    void askRemove(const QString &profileId);

    app::ServerProfiles &m_profiles;
    QString m_current;
    QVBoxLayout *m_rows;
};

} // namespace hearth::ui
