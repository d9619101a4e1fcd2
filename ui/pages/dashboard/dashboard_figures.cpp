// SPDX-License-Identifier: Apache-2.0
// Puts the model's figures into the cards.
#include "app/core/futures.hpp"
#include "app/core/time_text.hpp"
#include "app/models/server_session.hpp"
#include "ui/common/error_text.hpp"
#include "ui/common/format.hpp"
#include "ui/common/server_text.hpp"
#include "ui/pages/dashboard/certificate_card.hpp"
#include "ui/pages/dashboard/chart_card.hpp"
#include "ui/pages/dashboard/connections_card.hpp"
#include "ui/pages/dashboard/dashboard_page.hpp"
#include "ui/pages/dashboard/disk_card.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/stat_card.hpp"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using Series = app::DashboardModel::Series;

namespace {

/// As many points as a sparkline shows, over the range of the charts.
QList<double> sampled(const QList<app::DashboardModel::Point> &points) {
    constexpr qsizetype wanted = 24;
    QList<double> values;
    for (qsizetype i = 0; i < std::min(wanted, points.size()); ++i) {
        const qsizetype from = i * points.size() / std::min(wanted, points.size());
        const qsizetype to = (i + 1) * points.size() / std::min(wanted, points.size());
        double sum = 0;
        for (qsizetype k = from; k < to; ++k)
            sum += points.at(k).value;
        values.append(sum / double(std::max<qsizetype>(1, to - from)));
    }
    return values;
}

/// The newest points come every two seconds, older ones as averages of minutes: drawn side by side
/// they need one measure.
QList<QPointF> evened(const QList<app::DashboardModel::Point> &points, qint64 span, double scale) {
    constexpr int slotCount = 360;
    const qint64 slot = std::max<qint64>(1, span / slotCount);
    QList<QPointF> drawn;
    double sum = 0;
    int count = 0;
    for (qsizetype i = 0; i < points.size(); ++i) {
        sum += points.at(i).value * scale;
        ++count;
        const bool ends = i + 1 == points.size() ||
                          points.at(i + 1).timestampMs / slot != points.at(i).timestampMs / slot;
        if (!ends)
            continue;
        drawn.append(QPointF(double(points.at(i).timestampMs), sum / count));
        sum = 0;
        count = 0;
    }
    return drawn;
}

} // namespace

void DashboardPage::showFigures() {
    arrange();
    showStats();
    auto status = m_model->status();
    // Without a name of its own the server is where it said it listens.
    if (status && status->publicBaseUrl.isEmpty())
        status->publicBaseUrl = session().profile().baseUrl.toString();
    const auto whole = [](double value) { return QLocale().toString(value, 'f', 0); };
    // Who is connected is known only while the server answers; certificate and disk stay as they
    // are.
    const bool live = m_model->viewState() == app::ViewState::Ready;
    m_connections->setStatus(live ? status : std::nullopt, highestText(Series::WaitingSyncs, whole),
                             m_model->federates());
    m_certificate->setStatus(status);
    m_disk->setStatus(status);
    showServer();
    if (m_shownState != m_model->viewState()) {
        m_shownState = m_model->viewState();
        showSeries(); // a value of now is shown only while there is one
    }
    Q_EMIT statusTextChanged();
}

void DashboardPage::showStats() {
    const auto cards = {m_users, m_rooms, m_messages, m_media};
    const auto &status = m_model->status();
    const auto state = m_model->viewState();
    if (!m_model->hasFigures() && state == app::ViewState::Ready) {
        showCounts();
        return;
    }
    const bool old = state == app::ViewState::ServerStopped || state == app::ViewState::SignedOut;
    if (!status || old) {
        QString reason;
        switch (state) {
        case app::ViewState::Loading:
            for (auto *card : cards)
                card->setLoading();
            return;
        case app::ViewState::ServerStopped:
            reason = tr("The server is stopped");
            break;
        case app::ViewState::SignedOut:
            reason = tr("Sign in to see this");
            break;
        case app::ViewState::ConnectionLost:
            reason = tr("No answer from the server");
            break;
        default:
            reason = whatHappened(m_model->lastError());
        }
        for (auto *card : cards)
            card->setNoData(reason);
        return;
    }
    m_users->setValue(number(status->users),
                      tr("%n active this week", nullptr, static_cast<int>(status->usersActive7d)));
    const auto grown = [this](qint64 now, double app::Figures::*member) {
        return m_weekAgo ? std::max<qint64>(0, now - qint64((*m_weekAgo).*member)) : -1;
    };
    const qint64 newRooms = grown(status->rooms, &app::Figures::rooms);
    m_rooms->setValue(number(status->rooms), newRooms >= 0
                                                 ? tr("%n new this week", nullptr, int(newRooms))
                                                 : tr("On this server"));
    showMessages(*status);
    const qint64 newMedia = grown(status->mediaBytes, &app::Figures::mediaBytes);
    m_media->setValue(fileSize(status->mediaBytes),
                      newMedia >= 0
                          ? tr("%1 new this week").arg(fileSize(newMedia))
                          : tr("%1 in the database").arg(fileSize(status->databaseBytes)));
}

void DashboardPage::showCounts() {
    const auto counts = m_model->counts();
    for (const auto &[card, count] : {std::pair{m_users, counts.users}, {m_rooms, counts.rooms}}) {
        if (count < 0)
            card->setLoading();
        else
            card->setValue(number(count), tr("On this server"));
    }
    const QString software = softwareText(session());
    m_noFiguresText->setText(
        tr("%1 reports how many users and rooms it has. Only Hearth's own server reports "
           "messages, memory, disk and certificate, so they can't be shown here.")
            .arg(software.isEmpty() ? session().profile().serverName : software));
}

/// A server that counts only events is not said to count messages.
void DashboardPage::showMessages(const app::ServerStatus &status) {
    const bool counts = status.messagesToday >= 0;
    m_messages->setText(counts ? tr("Messages today") : tr("Events today"));
    m_messageChart->setTitle(counts ? tr("Messages per second") : tr("Events per second"));
    if (counts)
        m_messages->setValue(number(status.messagesToday), messagesTrend(status));
    else
        m_messages->setValue(number(status.eventsToday),
                             tr("Messages, reactions and room changes"));
}

QString DashboardPage::messagesTrend(const app::ServerStatus &status) const {
    // Of a few messages every one would be a great share.
    if (m_messagesYesterday < 20)
        return tr("%1 in total").arg(number(status.messagesTotal));
    const double share = double(status.messagesToday) / double(m_messagesYesterday) * 100 - 100;
    const QString percent = QLocale().toString(std::abs(share), 'f', 0);
    if (std::abs(share) < 1)
        return tr("About as many as yesterday");
    return share > 0 ? tr("%1 % more than yesterday").arg(percent)
                     : tr("%1 % fewer than yesterday").arg(percent);
}

/// What changed since last week, and how much was written by this time yesterday.
void DashboardPage::loadTrends() {
    auto *history = context().history;
    if (!history)
        return;
    constexpr qint64 hour = 3'600'000;
    constexpr qint64 day = 24 * hour;
    const QDateTime now = QDateTime::currentDateTime();
    const qint64 weekAgo = now.toMSecsSinceEpoch() - 7 * day;
    const qint64 midnight = QDateTime(now.date().addDays(-1), QTime(0, 0)).toMSecsSinceEpoch();
    const qint64 sameTime = now.addDays(-1).toMSecsSinceEpoch();
    app::onAnswer(history->figures(session().profile().id, weekAgo - hour, now.toMSecsSinceEpoch()),
                  this, [=, this](const app::Result<QList<app::Figures>> &points) {
                      if (!points || points->isEmpty())
                          return;
                      const auto near = [&](qint64 moment) -> const app::Figures * {
                          for (const auto &point : *points)
                              if (point.timestampMs >= moment - hour &&
                                  point.timestampMs < moment + hour)
                                  return &point;
                          return nullptr;
                      };
                      m_weekAgo.reset();
                      if (const auto *old = near(weekAgo))
                          m_weekAgo = *old;
                      const auto *from = near(midnight);
                      const auto *until = near(sameTime);
                      m_messagesYesterday = from && until && from->messagesTotal > 0
                                                ? qint64(until->messagesTotal - from->messagesTotal)
                                                : -1;
                      showStats();
                  });
}

QString DashboardPage::rangeText() const {
    switch (m_model->rangeHours()) {
    case 1:
        return tr("last hour");
    case 168:
        return tr("last 7 days");
    case 720:
        return tr("last 30 days");
    default:
        return tr("last 24 hours");
    }
}

QString DashboardPage::highestText(Series series,
                                   const std::function<QString(double)> &format) const {
    // Of what the chart shows: a burst of two seconds is no height of a day.
    const qint64 span = qint64(m_model->rangeHours()) * 3600 * 1000;
    const auto points = evened(m_model->series(series), span, 1);
    if (points.isEmpty())
        return tr("No data yet");
    const auto highest =
        std::max_element(points.begin(), points.end(),
                         [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); });
    const auto when = QDateTime::fromMSecsSinceEpoch(qint64(highest->x()));
    if (highest->y() <= 0)
        return rangeText();
    const QString moment = m_model->rangeHours() <= 24 ? shortTime(when.time())
                                                       : app::momentText(when.toMSecsSinceEpoch());
    return tr("Peak %1 at %2").arg(format(highest->y()), moment);
}

void DashboardPage::fillChart(ChartCard *card, Series series, const QString &value,
                              const QString &meaning, double scale) {
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const qint64 span = qint64(m_model->rangeHours()) * 3600 * 1000;
    auto *chart = card->chart();
    chart->setRange(now - span, now);
    // Longer than two steps of the history without a point: the server did not run.
    chart->setGap(std::max<qint64>(150'000, span / 40));
    chart->setPoints(evened(m_model->series(series), span, scale));
    card->setValue(value, meaning);
}

void DashboardPage::showSeries() {
    m_users->setSeries(sampled(m_model->series(Series::Users)));
    m_rooms->setSeries(sampled(m_model->series(Series::Rooms)));
    m_messages->setSeries(sampled(m_model->series(Series::MessagesPerSecond)));
    m_media->setSeries(sampled(m_model->series(Series::MediaBytes)));
    const auto &latest = m_model->latest();
    const auto &status = m_model->status();
    const bool live = latest.has_value() && m_model->viewState() == app::ViewState::Ready;
    const QLocale locale;
    const auto decimals = [locale](double value) { return locale.toString(value, 'f', 2); };
    const auto percent = [locale](double value) {
        return tr("%1 %").arg(locale.toString(value, 'f', value < 10 ? 1 : 0));
    };
    const auto bytes = [](double value) { return fileSize(qint64(value)); };
    const QString none = u"-"_s;
    fillChart(m_messageChart, Series::MessagesPerSecond,
              live ? decimals(latest->messagesPerSecond) : none,
              highestText(Series::MessagesPerSecond, decimals));
    // Shown of the whole computer; the server counts in cores.
    const int cores = status ? status->cores : 1;
    fillChart(m_cpuChart, Series::CpuPercent, live ? percent(latest->cpuPercent / cores) : none,
              //: Number of processor cores, range of the chart.
              status ? tr("Of %n cores, %1", nullptr, cores).arg(rangeText()) : rangeText(),
              1.0 / cores);
    fillChart(m_memoryChart, Series::MemoryBytes, live ? bytes(latest->memoryBytes) : none,
              status && status->memoryTotalBytes > 0
                  //: Memory of the computer, range of the chart.
                  ? tr("Of %1, %2").arg(fileSize(status->memoryTotalBytes), rangeText())
                  : highestText(Series::MemoryBytes, bytes));
    m_connections->setCourse(sampled(m_model->series(Series::WaitingSyncs)));
    m_disk->setCourse(sampled(m_model->series(Series::DiskFreeBytes)));
}

} // namespace hearth::ui
