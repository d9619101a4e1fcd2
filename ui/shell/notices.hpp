// SPDX-License-Identifier: Apache-2.0
// What the program tells by itself: crashes and a disk that gets full.
#pragma once

#include <QObject>

namespace hearth::app {
class RecentMessages;
class ServerSession;
class Settings;
} // namespace hearth::app

namespace hearth::ui {

class Tray;

/// Made for one session. Everything it tells is also kept in the recent messages.
class Notices : public QObject {
    Q_OBJECT
public:
    Notices(app::ServerSession &session, app::Settings &settings, app::RecentMessages &messages,
            Tray &tray, QObject *parent = nullptr);

private:
    void onCrash();
    void onFigures();

    app::ServerSession &m_session;
    app::Settings &m_settings;
    app::RecentMessages &m_messages;
    Tray &m_tray;
    bool m_diskTold = false;
};

} // namespace hearth::ui
