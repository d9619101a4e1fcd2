// SPDX-License-Identifier: Apache-2.0
// Notices.
#include "ui/shell/notices.hpp"

#include "app/core/settings.hpp"
#include "app/models/recent_messages.hpp"
#include "app/models/server_session.hpp"
#include "ui/common/error_text.hpp"
#include "ui/common/format.hpp"
#include "ui/shell/tray.hpp"

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::Setting;

Notices::Notices(app::ServerSession &session, app::Settings &settings,
                 app::RecentMessages &messages, Tray &tray, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_settings(settings)
    , m_messages(messages)
    , m_tray(tray) {
    connect(session.host(), &app::ServerHost::crashed, this, &Notices::onCrash);
    connect(&session, &app::ServerSession::serverStateChanged, this, &Notices::onState);
    connect(session.dashboard(), &app::DashboardModel::changed, this, &Notices::onFigures);
}

void Notices::onCrash() {
    m_trouble = true;
    m_crashed = true;
    const auto &failure = m_session.host()->snapshot().failure;
    const QString text = tr("The server %1 crashed.").arg(m_session.profile().serverName);
    const QString why = whatHappened(failure);
    m_messages.add(u"error"_s, text + u' ' + why, failure.message, m_session.profile().id);
    if (m_settings.isOn(Setting::NotifyOnCrash))
        m_tray.notify(text, why, true);
    Q_EMIT told(text + u' ' + tr("Hearth is restarting it."), true);
}

void Notices::onState(app::ServerState state) {
    const QString name = m_session.profile().serverName;
    const auto tell = [this](const QString &severity, const QString &text) {
        m_messages.add(severity, text, {}, m_session.profile().id);
        if (m_settings.isOn(Setting::NotifyOnCrash))
            m_tray.notify(text, {}, severity == u"error");
        Q_EMIT told(text, severity != u"ok");
    };
    switch (state) {
    case app::ServerState::Ready:
        m_ready = true;
        // It may come back so soon that nobody has read of the crash.
        if (std::exchange(m_trouble, false))
            tell(u"ok"_s, m_crashed ? tr("The server %1 crashed and is running again.").arg(name)
                                    : tr("The server %1 is running again.").arg(name));
        m_crashed = false;
        break;
    case app::ServerState::Unreachable:
        if (m_ready && !std::exchange(m_trouble, true))
            tell(u"warn"_s, tr("The server %1 is not answering.").arg(name));
        break;
    case app::ServerState::GaveUp:
        m_trouble = true;
        tell(u"error"_s, tr("The server %1 is not running. %2")
                             .arg(name, whatHappened(m_session.host()->snapshot().failure)));
        break;
    case app::ServerState::Stopped:
    case app::ServerState::NotSetUp:
        m_trouble = false; // as somebody wanted it
        break;
    default:
        break;
    }
}

void Notices::onFigures() {
    const auto &status = m_session.dashboard()->status();
    if (!status || status->diskTotalBytes <= 0)
        return;
    constexpr qint64 little = 1024LL * 1024 * 1024;
    const bool low = status->diskFreeBytes < little ||
                     double(status->diskFreeBytes) < 0.03 * double(status->diskTotalBytes);
    if (!low)
        m_diskTold = false;
    if (!low || m_diskTold)
        return;
    m_diskTold = true;
    const QString text = tr("The disk of %1 is nearly full.").arg(m_session.profile().serverName);
    const QString left = tr("%1 free.").arg(fileSize(status->diskFreeBytes));
    m_messages.add(u"warn"_s, text + u' ' + left, {}, m_session.profile().id);
    if (m_settings.isOn(Setting::NotifyOnDiskLow))
        m_tray.notify(text, left, false);
}

} // namespace hearth::ui
