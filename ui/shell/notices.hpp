// SPDX-License-Identifier: Apache-2.0
// What the program tells by itself of one server: crashes, recoveries, silence, a disk that gets
// full.
#pragma once

#include <QObject>

namespace hearth::app {
class RecentMessages;
class ServerSession;
class Settings;
enum class ServerState;
} // namespace hearth::app

namespace hearth::ui {

class Tray;

/// Made for one session, whether it is on show or not. Everything it tells is also kept in the
/// recent messages.
class Notices : public QObject {
    Q_OBJECT
public:
    Notices(app::ServerSession &session, app::Settings &settings, app::RecentMessages &messages,
            Tray &tray, QObject *parent = nullptr);

Q_SIGNALS:
    /// For the window, where the server may not be on show.
    void told(const QString &text, bool isError);

private:
    void onCrash();
    void onState(app::ServerState state);
    void onFigures();

    app::ServerSession &m_session;
    app::Settings &m_settings;
    app::RecentMessages &m_messages;
    Tray &m_tray;
    bool m_diskTold = false;
    bool m_ready = false;   ///< it has been seen ready
    bool m_trouble = false; ///< told, and not taken back so far
    bool m_crashed = false;
};

} // namespace hearth::ui
