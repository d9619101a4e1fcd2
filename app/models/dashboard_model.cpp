// SPDX-License-Identifier: Apache-2.0
// From two status answers to rates, and from points to series.
#include "app/models/dashboard_model.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hearth::app {
namespace {
constexpr int visibleMs = 2000;
constexpr int hiddenMs = 30'000;
constexpr qint64 hourMs = 3'600'000;

double valueOf(const Figures &f, DashboardModel::Series which) {
    using Series = DashboardModel::Series;
    switch (which) {
    case Series::MessagesPerSecond:
        return f.messagesPerSecond;
    case Series::CpuPercent:
        return f.cpuPercent;
    case Series::MemoryBytes:
        return f.memoryBytes;
    case Series::DiskFreeBytes:
        return f.diskFreeBytes;
    case Series::DatabaseBytes:
        return f.databaseBytes;
    case Series::MediaBytes:
        return f.mediaBytes;
    case Series::Users:
        return f.users;
    case Series::Rooms:
        return f.rooms;
    case Series::WaitingSyncs:
        return f.waitingSyncs;
    }
    return 0;
}

// Rates need two answers of the same run of the server.
Figures figuresFrom(const ServerStatus &now, const std::optional<ServerStatus> &before) {
    Figures f;
    f.timestampMs = QDateTime::currentMSecsSinceEpoch();
    f.memoryBytes = static_cast<double>(now.memoryBytes);
    f.diskFreeBytes = static_cast<double>(now.diskFreeBytes);
    f.databaseBytes = static_cast<double>(now.databaseBytes);
    f.mediaBytes = static_cast<double>(now.mediaBytes);
    f.users = static_cast<double>(now.users);
    f.rooms = static_cast<double>(now.rooms);
    f.eventsTotal = static_cast<double>(now.eventsTotal);
    f.messagesTotal = static_cast<double>(std::max<qint64>(0, now.messagesTotal));
    f.waitingSyncs = static_cast<double>(now.waitingSyncs);
    double seconds = static_cast<double>(now.uptimeMs) / 1000.0;
    double cpu = now.cpuSeconds;
    if (before && before->instance == now.instance && now.nowMs > before->nowMs) {
        seconds = static_cast<double>(now.nowMs - before->nowMs) / 1000.0;
        cpu = now.cpuSeconds - before->cpuSeconds;
        // What a server that does not count messages tells at least.
        const qint64 written = now.messagesTotal >= 0 && before->messagesTotal >= 0
                                   ? now.messagesTotal - before->messagesTotal
                                   : now.eventsTotal - before->eventsTotal;
        f.messagesPerSecond = static_cast<double>(std::max<qint64>(0, written)) / seconds;
    }
    if (seconds > 0)
        f.cpuPercent = std::max(0.0, cpu / seconds * 100.0);
    return f;
}
} // namespace

DashboardModel::DashboardModel(ServerConnection &connection, History *history, QString serverId,
                               QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_history(history)
    , m_serverId(std::move(serverId)) {
    connect(&m_timer, &QTimer::timeout, this, &DashboardModel::poll);
    connect(&connection, &ServerConnection::statusChanged, this, [this] {
        if (!m_connection.isUsable())
            m_asking = false;
        schedule();
    });
    connect(&connection, &ServerConnection::reconnected, this, &DashboardModel::poll);
    schedule();
    loadRange();
}

void DashboardModel::setVisible(bool visible) {
    if (std::exchange(m_visible, visible) == visible)
        return;
    schedule();
    if (visible)
        poll();
}

void DashboardModel::schedule() {
    using Status = ServerConnection::Status;
    switch (m_connection.status()) {
    case Status::ServerStopped:
        enter(ViewState::ServerStopped);
        break;
    case Status::SignedOut:
        enter(ViewState::SignedOut);
        break;
    case Status::ConnectionLost:
        enter(ViewState::ConnectionLost);
        break;
    case Status::Connecting:
    case Status::Connected:
        enter(m_status || !m_hasFigures ? ViewState::Ready : ViewState::Loading);
        // Counts are heavier questions than figures, and change seldom.
        m_timer.start(m_visible && m_hasFigures ? visibleMs : hiddenMs);
        return;
    }
    m_timer.stop();
}

void DashboardModel::refresh() {
    poll();
}

void DashboardModel::poll() {
    if (m_asking || !m_connection.isUsable())
        return;
    if (!m_hasFigures) {
        askCounts();
        return;
    }
    m_asking = true;
    onAnswer(m_connection.api().status(), this, [this](const Result<ServerStatus> &answer) {
        m_asking = false;
        // An answer that was under way when the server stopped tells of before.
        if (m_connection.status() == ServerConnection::Status::ServerStopped ||
            m_connection.status() == ServerConnection::Status::SignedOut)
            return;
        if (answer) {
            m_connection.reportSuccess();
            onStatus(*answer);
            return;
        }
        m_error = answer.error();
        if (m_error.kind == ApiError::Kind::Unsupported ||
            m_error.kind == ApiError::Kind::NotFound) {
            m_hasFigures = false;
            schedule();
            Q_EMIT changed();
            askCounts();
        } else if (!m_connection.report(m_error) && !m_status) {
            enter(ViewState::Failed);
        }
    });
}

DashboardModel::Counts DashboardModel::counts() const {
    return m_status ? Counts{m_status->users, m_status->rooms} : m_counts;
}

// The lists tell their length with every page; one row is the shortest.
void DashboardModel::askCounts() {
    UserQuery users;
    users.limit = 1;
    onAnswer(m_connection.api().listUsers(users), this, [this](const Result<UserPage> &page) {
        if (page)
            takeCount(&Counts::users, page->total);
        else
            m_connection.report(page.error());
    });
    RoomQuery rooms;
    rooms.limit = 1;
    onAnswer(m_connection.api().listRooms(rooms), this, [this](const Result<RoomPage> &page) {
        if (page)
            takeCount(&Counts::rooms, page->total);
        else
            m_connection.report(page.error());
    });
}

void DashboardModel::takeCount(qint64 Counts::*member, qint64 count) {
    m_connection.reportSuccess();
    if (std::exchange(m_counts.*member, count) != count)
        Q_EMIT changed();
}

// It changes only with the configuration, and so with a new run.
void DashboardModel::askFederation() {
    onAnswer(m_connection.api().answersFederation(), this, [this](const Result<bool> &answer) {
        if (!answer)
            return;
        m_federates = *answer;
        Q_EMIT changed();
    });
}

void DashboardModel::onStatus(const ServerStatus &status) {
    const bool firstOfRun = !m_status || m_status->instance != status.instance;
    if (firstOfRun)
        askFederation();
    const Figures figures = figuresFrom(status, m_status);
    m_status = status;
    m_latest = figures;
    m_points.append(figures);
    if (firstOfRun) {
        // Rates need two answers; a zero would be a false point of the charts.
        m_points.last().messagesPerSecond = std::numeric_limits<double>::quiet_NaN();
        m_points.last().cpuPercent = std::numeric_limits<double>::quiet_NaN();
    }
    const qint64 oldest = figures.timestampMs - m_rangeHours * hourMs;
    const auto keep = std::find_if(m_points.cbegin(), m_points.cend(),
                                   [oldest](const Figures &f) { return f.timestampMs >= oldest; });
    m_points.erase(m_points.cbegin(), keep);
    // The first answer of a run has no rates; an average since the start would be a false point.
    if (m_history != nullptr && !firstOfRun)
        m_history->addFigures(m_serverId, figures);
    enter(ViewState::Ready);
    Q_EMIT changed();
    Q_EMIT seriesChanged();
}

void DashboardModel::setRangeHours(int hours) {
    if (std::exchange(m_rangeHours, hours) != hours)
        loadRange();
}

void DashboardModel::loadRange() {
    if (m_history == nullptr) {
        Q_EMIT seriesChanged();
        return;
    }
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const int hours = m_rangeHours;
    onAnswer(m_history->figures(m_serverId, now - hours * hourMs, now), this,
             [this, hours, now](const Result<QList<Figures>> &stored) {
                 if (!stored || hours != m_rangeHours)
                     return;
                 QList<Figures> points = *stored;
                 for (const auto &point : std::as_const(m_points)) {
                     if (point.timestampMs > now || points.isEmpty() ||
                         point.timestampMs > points.constLast().timestampMs)
                         points.append(point);
                 }
                 m_points = std::move(points);
                 Q_EMIT seriesChanged();
             });
}

QList<DashboardModel::Point> DashboardModel::series(Series which) const {
    QList<Point> points;
    points.reserve(m_points.size());
    for (const auto &figures : m_points)
        if (const double value = valueOf(figures, which); !std::isnan(value))
            points.append({figures.timestampMs, value});
    return points;
}

QList<double> DashboardModel::lastValues(Series which, int count) const {
    QList<double> values;
    const auto points = series(which);
    for (auto i = std::max<qsizetype>(0, points.size() - count); i < points.size(); ++i)
        values.append(points.at(i).value);
    return values;
}

std::optional<DashboardModel::Point> DashboardModel::highest(Series which) const {
    std::optional<Point> best;
    for (const auto &figures : m_points) {
        const double value = valueOf(figures, which);
        if (!std::isnan(value) && (!best || value > best->value))
            best = Point{figures.timestampMs, value};
    }
    return best;
}

void DashboardModel::enter(ViewState state) {
    if (std::exchange(m_state, state) != state)
        Q_EMIT changed();
}

} // namespace hearth::app
