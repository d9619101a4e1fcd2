// SPDX-License-Identifier: Apache-2.0
// The first screen: is the server well, what does it do, how is this computer.
#pragma once

#include "app/models/dashboard_model.hpp"
#include "ui/common/page.hpp"

#include <QTimer>

class QGridLayout;

namespace hearth::ui {

class Button;
class CertificateCard;
class Card;
class ChartCard;
class ConnectionsCard;
class DiskCard;
class Label;
class PageHead;
class Segments;
class StatCard;
class StatusPill;
class WarningsCard;

class DashboardPage : public Page {
    Q_OBJECT
public:
    explicit DashboardPage(const PageContext &context, QWidget *parent = nullptr);
    void activated() override;
    void deactivated() override;
    void refresh() override;
    QString statusText() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildHead();
    void buildStats();
    void buildCharts();
    Card *buildNoFigures();
    /// Four columns, or two where texts are large or the window is small.
    void arrange();
    void showServer();
    void showFigures();
    void showStats();
    void showCounts();
    void showSeries();
    void fillChart(ChartCard *card, app::DashboardModel::Series series, const QString &value,
                   const QString &meaning, double scale = 1);
    void loadWarnings();
    app::LogLines withTroubles(app::LogLines lines, qint64 sinceMs) const;
    void loadTrends();
    void showMessages(const app::ServerStatus &status);
    QString messagesTrend(const app::ServerStatus &status) const;
    QString rangeText() const;
    QString highestText(app::DashboardModel::Series series,
                        const std::function<QString(double)> &format) const;

    app::DashboardModel *m_model;
    PageHead *m_head;
    StatusPill *m_pill;
    Button *m_start;
    Button *m_stop;
    Button *m_restart;
    Segments *m_range;
    StatCard *m_users;
    StatCard *m_rooms;
    StatCard *m_messages;
    StatCard *m_media;
    ChartCard *m_messageChart;
    ChartCard *m_cpuChart;
    ChartCard *m_memoryChart;
    ConnectionsCard *m_connections;
    CertificateCard *m_certificate;
    DiskCard *m_disk;
    WarningsCard *m_warnings;
    Label *m_noFiguresText = nullptr; // before the card that holds it
    Card *m_noFigures;                ///< in place of what this server does not tell
    QGridLayout *m_grid;
    int m_columns = 0;
    bool m_figures = true;
    std::optional<app::Figures> m_weekAgo;
    qint64 m_messagesYesterday = -1; ///< from midnight to this time of yesterday; -1 = not known
    app::ViewState m_shownState = app::ViewState::Loading;
    QTimer m_tick;
    int m_ticks = 0;
};

} // namespace hearth::ui
