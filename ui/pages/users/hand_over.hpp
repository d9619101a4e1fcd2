// SPDX-License-Identifier: Apache-2.0
// What a person needs to sign in for the first time: address, server, QR code.
#pragma once

#include "ui/widgets/card.hpp"

#include <QUrl>

namespace hearth::app {
struct ClientFacts;
struct ServerProfile;
} // namespace hearth::app

namespace hearth::ui {

class Button;
class CopyField;
class Label;
class QrView;

/// What a client asks for when `userId` signs in at this server.
app::ClientFacts factsFor(const app::ServerProfile &profile, const QString &localpart);

/// The pane beside the form for a new account.
class HandOver : public Panel {
    Q_OBJECT
public:
    explicit HandOver(const app::ServerProfile &profile, QWidget *parent = nullptr);
    /// Empty: no account yet, no code.
    void setName(const QString &localpart);
    /// The account exists now.
    void setReady();

private:
    void save();

    const app::ServerProfile &m_profile;
    QString m_name;
    Label *m_lead;
    QrView *m_code;
    CopyField *m_link;
    Label *m_note;
    Button *m_save;
};

} // namespace hearth::ui
