// SPDX-License-Identifier: Apache-2.0
// Builds the dashboard and its head.
#include "ui/pages/dashboard/dashboard_page.hpp"

#include "app/core/futures.hpp"
#include "app/core/settings.hpp"
#include "app/models/log_model.hpp"
#include "app/models/recent_messages.hpp"
#include "app/models/server_session.hpp"
#include "ui/common/format.hpp"
#include "ui/common/server_text.hpp"
#include "ui/pages/dashboard/certificate_card.hpp"
#include "ui/pages/dashboard/chart_card.hpp"
#include "ui/pages/dashboard/connections_card.hpp"
#include "ui/pages/dashboard/disk_card.hpp"
#include "ui/pages/dashboard/warnings_card.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/page_head.hpp"
#include "ui/widgets/scroll_area.hpp"
#include "ui/widgets/stat_card.hpp"

#include <QDateTime>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ServerState;
using Series = app::DashboardModel::Series;

DashboardPage::DashboardPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_model(context.session.dashboard())
    , m_head(new PageHead({}))
    , m_pill(new StatusPill)
    , m_start(new Button(tr("Start"), u"play"_s, ButtonKind::Secondary))
    , m_stop(new Button(tr("Stop…"), u"stop"_s, ButtonKind::Secondary))
    , m_restart(new Button(tr("Restart…"), u"restart"_s, ButtonKind::Secondary))
    , m_range(new Segments(tr("Time range of the charts")))
    , m_users(new StatCard(u"users"_s, tr("Users")))
    , m_rooms(new StatCard(u"rooms"_s, tr("Rooms")))
    , m_messages(new StatCard(u"mail"_s, tr("Messages today")))
    , m_media(new StatCard(u"media"_s, tr("Media")))
    , m_messageChart(new ChartCard(tr("Messages per second")))
    , m_cpuChart(new ChartCard(tr("Processor")))
    , m_memoryChart(new ChartCard(tr("Memory")))
    , m_connections(new ConnectionsCard)
    , m_certificate(new CertificateCard)
    , m_disk(new DiskCard)
    , m_warnings(new WarningsCard)
    , m_noFigures(buildNoFigures())
    , m_grid(nullptr) {
    setObjectName(u"dashboardPage"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildHead();
    column->addWidget(m_head);
    auto *content = new QWidget;
    m_grid = new QGridLayout(content);
    m_grid->setContentsMargins(metrics::pageMargin, 0, metrics::pageMargin, metrics::pageMargin);
    m_grid->setSpacing(12);
    buildStats();
    buildCharts();
    arrange();
    column->addWidget(new ScrollArea(content), 1);

    connect(m_model, &app::DashboardModel::changed, this, &DashboardPage::showFigures);
    connect(m_model, &app::DashboardModel::seriesChanged, this, &DashboardPage::showSeries);
    connect(&session(), &app::ServerSession::serverStateChanged, this, &DashboardPage::showServer);
    connect(session().log(), &app::LogModel::countsChanged, this, [this] {
        if (isVisible())
            loadWarnings();
    });
    connect(session().jobs(), &app::JobsModel::runningCountChanged, this, &Page::statusTextChanged);
    connect(m_warnings, &WarningsCard::openLogRequested, this,
            [this] { Q_EMIT navigationRequested(u"logs"_s, {}); });
    connect(m_warnings, &WarningsCard::lineChosen, this, [this](const app::LogLine &line) {
        Q_EMIT navigationRequested(u"logs"_s, line.timestampMs);
    });
    connect(&context.messages, &QAbstractItemModel::rowsInserted, this, [this] {
        if (isVisible())
            loadWarnings();
    });
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        showServer();
        Q_EMIT statusTextChanged();
        if (++m_ticks % 10 == 0)
            loadWarnings();
        if (m_ticks % 300 == 0)
            loadTrends();
    });
    showServer();
    showFigures();
    showSeries();
}

void DashboardPage::buildHead() {
    m_head->addBeside(m_pill);
    m_pill->setObjectName(u"serverStatePill"_s);
    m_range->addSegment(u"1"_s, tr("1 h"));
    m_range->addSegment(u"24"_s, tr("24 h"));
    m_range->addSegment(u"168"_s, tr("7 days"));
    m_range->addSegment(u"720"_s, tr("30 days"));
    m_range->setCurrent(QString::number(m_model->rangeHours()));
    m_head->addAction(m_range);
    m_start->setObjectName(u"startButton"_s);
    m_stop->setObjectName(u"stopButton"_s);
    m_restart->setObjectName(u"restartButton"_s);
    const bool canStart = session().host()->abilities().canStart;
    for (auto *button : {m_start, m_stop, m_restart}) {
        m_head->addAction(button);
        button->setVisible(canStart);
    }
    connect(m_range, &Segments::currentChanged, this, [this](const QString &hours) {
        m_model->setRangeHours(hours.toInt());
        context().settings.set(app::Setting::DashboardRangeHours, hours.toInt());
        showSeries();
    });
    connect(m_start, &Button::clicked, this, [this] { Q_EMIT serverActionRequested(u"start"_s); });
    connect(m_stop, &Button::clicked, this, [this] { Q_EMIT serverActionRequested(u"stop"_s); });
    connect(m_restart, &Button::clicked, this,
            [this] { Q_EMIT serverActionRequested(u"restart"_s); });
}

void DashboardPage::buildStats() {
    m_users->setObjectName(u"usersCard"_s);
    m_rooms->setObjectName(u"roomsCard"_s);
    m_messages->setObjectName(u"messagesCard"_s);
    m_media->setObjectName(u"mediaCard"_s);
    for (auto *card : {m_users, m_media})
        connect(card, &StatCard::clicked, this,
                [this] { Q_EMIT navigationRequested(u"users"_s, {}); });
    for (auto *card : {m_rooms, m_messages})
        connect(card, &StatCard::clicked, this,
                [this] { Q_EMIT navigationRequested(u"rooms"_s, {}); });
}

void DashboardPage::buildCharts() {
    m_messageChart->chart()->setObjectName(u"messagesChart"_s);
    m_cpuChart->chart()->setObjectName(u"cpuChart"_s);
    m_memoryChart->chart()->setObjectName(u"memoryChart"_s);
    const auto bytes = [](double value) {
        return value <= 0 ? QLocale().toString(0) : fileSize(qint64(value));
    };
    m_messageChart->chart()->setLeastMaximum(1);
    //: A share of one processor core.
    m_cpuChart->chart()->setFormatter(
        [](double value) { return tr("%1 %").arg(QLocale().toString(value, 'g', 3)); });
    m_cpuChart->chart()->setLeastMaximum(10);
    m_memoryChart->chart()->setFormatter(bytes);
    m_memoryChart->chart()->setBinaryScale(true);
    m_memoryChart->chart()->setLeastMaximum(64.0 * 1024 * 1024);
}

Card *DashboardPage::buildNoFigures() {
    auto *card = new Card;
    card->setObjectName(u"noFiguresCard"_s);
    card->addHead(tr("What this server reports"));
    m_noFiguresText = new Label({}, TextRole::Body, Color::Text2);
    m_noFiguresText->setParagraph();
    card->body()->addWidget(m_noFiguresText);
    return card;
}

void DashboardPage::arrange() {
    const int letter = QFontMetrics(roleFont(TextRole::Body)).averageCharWidth();
    const int columns = width() >= 112 * letter ? 4 : 2;
    const bool figures = m_model->hasFigures();
    if (columns == m_columns && figures == m_figures)
        return;
    m_columns = columns;
    m_figures = figures;
    int row = 0;
    int column = 0;
    const auto place = [&](QWidget *card, int span, bool shown) {
        m_grid->removeWidget(card);
        card->setVisible(shown);
        if (!shown)
            return;
        if (column + span > columns) {
            ++row;
            column = 0;
        }
        m_grid->addWidget(card, row, column, 1, span);
        column += span;
    };
    place(m_users, figures ? 1 : columns / 2, true);
    place(m_rooms, figures ? 1 : columns / 2, true);
    place(m_messages, 1, figures);
    place(m_media, 1, figures);
    place(m_messageChart, 2, figures);
    place(m_cpuChart, 1, figures);
    place(m_memoryChart, 1, figures);
    place(m_connections, 2, figures);
    place(m_certificate, 1, figures);
    place(m_disk, 1, figures);
    place(m_noFigures, columns, !figures);
    place(m_warnings, columns, session().host()->abilities().hasLog);
    m_range->setVisible(figures);
    for (auto *card : {m_messageChart, m_cpuChart, m_memoryChart})
        card->setMinimumHeight(209);
    for (int i = 0; i < 4; ++i)
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    for (int i = 0; i < m_grid->rowCount(); ++i)
        m_grid->setRowStretch(i, 0);
    m_grid->setRowStretch(row + 1, 1);
}

void DashboardPage::resizeEvent(QResizeEvent *event) {
    Page::resizeEvent(event);
    arrange();
}

void DashboardPage::changeEvent(QEvent *event) {
    Page::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        arrange();
}

void DashboardPage::activated() {
    m_model->setVisible(true);
    m_tick.start();
    loadWarnings();
    loadTrends();
    showServer();
}

void DashboardPage::deactivated() {
    m_model->setVisible(false);
    m_tick.stop();
}

void DashboardPage::refresh() {
    m_model->refresh();
    loadWarnings();
}

QString DashboardPage::statusText() const {
    const int running = session().jobs()->runningCount();
    const QString jobs =
        running == 0 ? tr("No background jobs") : tr("%n background jobs", nullptr, running);
    const auto &latest = m_model->latest();
    if (!latest)
        return jobs;
    return jobs + statusSeparator +
           updatedText(QDateTime::currentMSecsSinceEpoch() - latest->timestampMs);
}

void DashboardPage::showServer() {
    const ServerState state = session().serverState();
    m_head->setTitle(session().profile().name.isEmpty() ? session().profile().serverName
                                                        : session().profile().name);
    m_pill->setPill(serverPill(state));
    const auto *host = session().host();
    const auto &snapshot = host->snapshot();
    QString facts = softwareText(session());
    if (host->abilities().canStart) {
        if (state == ServerState::Ready && snapshot.startedAt.isValid()) {
            const qint64 up = snapshot.startedAt.msecsTo(QDateTime::currentDateTime());
            facts = tr("%1, up %2").arg(facts, duration(std::max<qint64>(0, up)));
        }
        const bool running = snapshot.isRunning();
        const bool settled = state != ServerState::Stopping && state != ServerState::Starting;
        m_start->setEnabled(!running && state != ServerState::NotSetUp);
        m_stop->setEnabled(running && state != ServerState::Stopping);
        m_restart->setEnabled(running && settled);
    } else {
        //: Name and version of the server's program, host name of the server.
        facts = facts.isEmpty() ? hostOf(session().profile().baseUrl)
                                : tr("%1 on %2").arg(facts, hostOf(session().profile().baseUrl));
    }
    m_head->setFacts(facts);
}

/// A server that was killed writes nothing into its log: that it crashed Hearth has seen.
app::LogLines DashboardPage::withTroubles(app::LogLines lines, qint64 sinceMs) const {
    const auto &messages = context().messages;
    for (int row = 0; row < messages.rowCount(); ++row) {
        const auto index = messages.index(row);
        const QString severity = index.data(app::RecentMessages::SeverityRole).toString();
        const qint64 moment = index.data(app::RecentMessages::TimestampRole).toLongLong();
        if (moment < sinceMs || (severity != u"error" && severity != u"warn") ||
            index.data(app::RecentMessages::ServerRole).toString() != session().profile().id)
            continue;
        app::LogLine line;
        line.timestampMs = moment;
        line.level = severity == u"error" ? app::LogLevel::Error : app::LogLevel::Warn;
        line.module = tr("Seen by Hearth");
        line.message = index.data().toString();
        lines.append(line);
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const auto &a, const auto &b) { return a.timestampMs > b.timestampMs; });
    return lines;
}

void DashboardPage::loadWarnings() {
    auto *history = context().history;
    if (!history)
        return;
    app::LogSearch search;
    search.atLeast = app::LogLevel::Warn;
    search.fromMs = QDateTime::currentMSecsSinceEpoch() - 24LL * 3600 * 1000;
    search.limit = 200; // the same warning again and again is shown once
    app::onAnswer(history->searchLog(session().profile().id, search), this,
                  [this, since = search.fromMs](const app::Result<app::LogLines> &lines) {
                      if (lines)
                          m_warnings->setLines(withTroubles(*lines, since));
                  });
}

} // namespace hearth::ui
