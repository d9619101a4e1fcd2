// SPDX-License-Identifier: Apache-2.0
// A page to print and hand to a person: server, address, password and the code for the phone.
#pragma once

#include <QByteArray>
#include <QString>

class QWidget;

namespace hearth::app {
struct ServerProfile;
}

namespace hearth::ui {

/// The card as a PDF of one A5 page.
QByteArray accountCard(const app::ServerProfile &profile, const QString &userId,
                       const QString &password);
/// Asks where to, then writes it. A failure is said in a dialog.
void saveAccountCard(const app::ServerProfile &profile, const QString &userId,
                     const QString &password, QWidget *parent);

} // namespace hearth::ui
