// SPDX-License-Identifier: Apache-2.0
// Puts the model's figures into the cards.
#include "app/models/server_session.hpp"
#include "ui/common/error_text.hpp"
#include "ui/common/format.hpp"
#include "ui/pages/dashboard/chart_card.hpp"
#include "ui/pages/dashboard/dashboard_page.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/stat_card.hpp"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

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

} // namespace

void DashboardPage::showFigures() {
    showStats();
    showDisk();
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
    m_rooms->setValue(number(status->rooms), tr("%1 messages").arg(number(status->eventsTotal)));
    m_messages->setValue(number(status->eventsToday),
                         tr("%n connected apps", nullptr, static_cast<int>(status->waitingSyncs)));
    m_media->setValue(fileSize(status->mediaBytes),
                      tr("%1 of database").arg(fileSize(status->databaseBytes)));
}

void DashboardPage::showDisk() {
    const auto &status = m_model->status();
    if (!status || status->diskTotalBytes <= 0) {
        m_diskFree->setText(u"-"_s);
        m_diskMeter->setParts({});
        for (auto *label : {m_diskMedia, m_diskDatabase, m_diskOther})
            label->setText(u"-"_s);
        return;
    }
    const auto total = double(status->diskTotalBytes);
    const qint64 used = status->diskTotalBytes - status->diskFreeBytes;
    const qint64 other = std::max<qint64>(0, used - status->mediaBytes - status->databaseBytes);
    m_diskFree->setText(tr("%1 free").arg(fileSize(status->diskFreeBytes)));
    m_diskMeter->setParts({{double(status->mediaBytes) / total, Color::Chart1},
                           {double(status->databaseBytes) / total, Color::Chart2},
                           {double(other) / total, Color::Chart4}});
    m_diskMedia->setText(fileSize(status->mediaBytes));
    m_diskDatabase->setText(fileSize(status->databaseBytes));
    m_diskOther->setText(fileSize(other));
}

QString DashboardPage::highestText(Series series,
                                   const std::function<QString(double)> &format) const {
    const auto highest = m_model->highest(series);
    if (!highest)
        return tr("No figures yet");
    const auto when = QDateTime::fromMSecsSinceEpoch(highest->timestampMs);
    const QString moment = m_model->rangeHours() <= 24
                               ? shortTime(when.time())
                               : QLocale().toString(when, QLocale::ShortFormat);
    return tr("Highest %1 at %2").arg(format(highest->value), moment);
}

void DashboardPage::fillChart(ChartCard *card, Series series, const QString &value,
                              const QString &meaning) {
    const auto points = m_model->series(series);
    QList<QPointF> drawn;
    drawn.reserve(points.size());
    for (const auto &point : points)
        drawn.append(QPointF(double(point.timestampMs), point.value));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const qint64 span = qint64(m_model->rangeHours()) * 3600 * 1000;
    auto *chart = card->chart();
    chart->setRange(now - span, now);
    // Longer than two steps of the history without a point: the server did not run.
    chart->setGap(std::max<qint64>(150'000, span / 40));
    chart->setPoints(drawn);
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
    const auto whole = [locale](double value) { return locale.toString(value, 'f', 0); };
    const auto percent = [whole](double value) { return tr("%1 %").arg(whole(value)); };
    const auto bytes = [](double value) { return fileSize(qint64(value)); };
    const QString none = u"-"_s;
    fillChart(m_messageChart, Series::MessagesPerSecond,
              live ? decimals(latest->messagesPerSecond) : none,
              highestText(Series::MessagesPerSecond, decimals));
    fillChart(m_cpuChart, Series::CpuPercent, live ? percent(latest->cpuPercent) : none,
              status ? tr("Of one core, %n in this computer", nullptr, status->cores)
                     : highestText(Series::CpuPercent, percent));
    fillChart(m_memoryChart, Series::MemoryBytes, live ? bytes(latest->memoryBytes) : none,
              highestText(Series::MemoryBytes, bytes));
    fillChart(m_syncChart, Series::WaitingSyncs, live ? whole(latest->waitingSyncs) : none,
              tr("Apps that wait for news"));
    fillChart(m_diskChart, Series::DiskFreeBytes, live ? bytes(latest->diskFreeBytes) : none,
              status && status->diskTotalBytes > 0
                  ? tr("Of %1").arg(fileSize(status->diskTotalBytes))
                  : tr("No figures yet"));
}

} // namespace hearth::ui
