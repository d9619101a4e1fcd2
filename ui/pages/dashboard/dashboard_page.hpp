// SPDX-License-Identifier: Apache-2.0
// The first screen: is the server well, what does it do, how is this computer.
#pragma once

#include "app/models/dashboard_model.hpp"
#include "ui/common/page.hpp"

#include <QTimer>

class QGridLayout;

namespace hearth::ui {

class Button;
class Card;
class ChartCard;
class Label;
class Meter;
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

private:
    void buildHead();
    void buildStats(QGridLayout *grid);
    void buildCharts(QGridLayout *grid);
    Card *buildDisk();
    void showServer();
    void showFigures();
    void showStats();
    void showSeries();
    void showDisk();
    void fillChart(ChartCard *card, app::DashboardModel::Series series, const QString &value,
                   const QString &meaning);
    void loadWarnings();
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
    ChartCard *m_syncChart;
    ChartCard *m_diskChart;
    Meter *m_diskMeter = nullptr;
    Label *m_diskFree = nullptr;
    Label *m_diskMedia = nullptr;
    Label *m_diskDatabase = nullptr;
    Label *m_diskOther = nullptr;
    WarningsCard *m_warnings;
    app::ViewState m_shownState = app::ViewState::Loading;
    QTimer m_tick;
    int m_ticks = 0;
};

} // namespace hearth::ui
