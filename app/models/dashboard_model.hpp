// SPDX-License-Identifier: Apache-2.0
// The live figures: asks the server every two seconds while a page shows them, keeps the series
// for the charts and hands every figure to the history.
#pragma once

#include "app/api/types.hpp"
#include "app/history/history.hpp"
#include "app/models/server_connection.hpp"

#include <QObject>
#include <QTimer>

#include <optional>

namespace hearth::app {

/// GUI thread; dies with the session. Asks every 30 s while nobody looks, for the history.
class DashboardModel : public QObject {
    Q_OBJECT
public:
    enum class Series {
        MessagesPerSecond,
        CpuPercent,
        MemoryBytes,
        DiskFreeBytes,
        DatabaseBytes,
        MediaBytes,
        Users,
        Rooms,
        WaitingSyncs
    };
    Q_ENUM(Series)
    struct Point {
        qint64 timestampMs = 0;
        double value = 0;
    };
    DashboardModel(ServerConnection &connection, History *history, QString serverId,
                   QObject *parent = nullptr);

    void setVisible(bool visible);
    /// Range of the charts in hours: 1, 24, 168, 720. Older points come from the history.
    void setRangeHours(int hours);
    [[nodiscard]] int rangeHours() const { return m_rangeHours; }

    [[nodiscard]] ViewState viewState() const { return m_state; }
    [[nodiscard]] ApiError lastError() const { return m_error; }
    [[nodiscard]] const std::optional<ServerStatus> &status() const { return m_status; }
    [[nodiscard]] const std::optional<Figures> &latest() const { return m_latest; }
    [[nodiscard]] QList<Point> series(Series which) const;
    /// Newest `count` values, for sparklines.
    [[nodiscard]] QList<double> lastValues(Series which, int count) const;
    [[nodiscard]] std::optional<Point> highest(Series which) const;
    /// False on servers without hearthd's status call: only counts() can be shown.
    [[nodiscard]] bool hasFigures() const { return m_hasFigures; }
    struct Counts {
        qint64 users = -1; ///< -1: not known
        qint64 rooms = -1;
        bool operator==(const Counts &) const = default;
    };
    /// What every server with an admin API can tell; with figures they are among those.
    [[nodiscard]] Counts counts() const;
    /// Whether the server answers other servers; nothing as long as that is not known.
    [[nodiscard]] std::optional<bool> federates() const { return m_federates; }
    void refresh();

Q_SIGNALS:
    void changed();       ///< status, latest and state
    void seriesChanged(); ///< the range or the points

private:
    void schedule();
    void poll();
    void onStatus(const ServerStatus &status);
    void askCounts();
    void takeCount(qint64 Counts::*member, qint64 count);
    void askFederation();
    void loadRange();
    void enter(ViewState state);

    ServerConnection &m_connection;
    History *m_history;
    QString m_serverId;
    QTimer m_timer;
    std::optional<ServerStatus> m_status;
    std::optional<Figures> m_latest;
    std::optional<bool> m_federates;
    Counts m_counts;
    QList<Figures> m_points;
    ViewState m_state = ViewState::Loading;
    ApiError m_error;
    int m_rangeHours = 1;
    bool m_visible = false;
    bool m_asking = false;
    bool m_hasFigures = true;
};

} // namespace hearth::app
