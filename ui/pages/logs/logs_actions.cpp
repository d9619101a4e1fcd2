// SPDX-License-Identifier: Apache-2.0
// What the log screen does: search, highlight, go to lines, save.
#include "app/core/settings.hpp"
#include "app/models/log_model.hpp"
#include "app/models/server_session.hpp"
#include "ui/common/format.hpp"
#include "ui/common/save_file.hpp"
#include "ui/pages/logs/log_record_panel.hpp"
#include "ui/pages/logs/log_view.hpp"
#include "ui/pages/logs/logs_page.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/empty_state.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/page_head.hpp"

#include <QDateTime>
#include <QFileDialog>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::LogLevel;
using app::LogModel;

void LogsPage::activated() {
    showCounts();
    showHistogram();
}

void LogsPage::deactivated() {
    m_chartDelay.stop();
}

void LogsPage::refresh() {
    if (m_minutes > 0)
        setRange(m_minutes); // the range counts back from now
    showHistogram();
}

bool LogsPage::focusSearch() {
    if (!hasLog())
        return false;
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
    return true;
}

QString LogsPage::statusText() const {
    if (!hasLog())
        return {};
    const QLocale locale;
    const QString kept =
        tr("%Ln lines, %1 per second", nullptr, static_cast<int>(m_model->kept()))
            .arg(locale.toString(
                m_model->linesPerSecond(), 'f',
                m_model->linesPerSecond() > 0 && m_model->linesPerSecond() < 10 ? 1 : 0));
    return m_view->isFollowing() ? kept + statusSeparator + tr("Following") : kept;
}

void LogsPage::openTarget(const QVariant &target) {
    if (target.typeId() == QMetaType::QString) {
        highlight(target.toString());
        for (int row = m_model->rowCount() - 1; row >= 0; --row)
            if (m_model->lineAt(row).requestId == target.toString()) {
                m_view->goToRow(row);
                return;
            }
        return;
    }
    const qint64 moment = target.toLongLong();
    if (moment <= 0)
        return;
    int best = -1;
    qint64 bestDistance = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const qint64 distance = std::abs(m_model->lineAt(row).timestampMs - moment);
        if (best < 0 || distance < bestDistance) {
            best = row;
            bestDistance = distance;
        }
    }
    m_view->goToRow(best);
}

void LogsPage::setSearch(const QString &text) {
    m_model->setSearch(text, m_filters->isOn(u"onlyHits"_s) && !text.isEmpty());
    m_view->delegate()->setSearch(text);
    m_view->viewport()->update();
    showCounts();
}

void LogsPage::goToHit(bool forward) {
    if (m_model->search().isEmpty())
        return;
    const QModelIndex at = m_view->currentIndex();
    const int from = at.isValid() ? at.row() : (forward ? -1 : m_model->rowCount());
    m_view->goToRow(m_model->findHit(from, forward));
}

void LogsPage::goToError() {
    const QModelIndex at = m_view->currentIndex();
    m_view->goToRow(m_model->findError(at.isValid() ? at.row() : -1, true));
}

void LogsPage::highlight(const QString &requestId) {
    if (m_model->highlightedRequest() != requestId || requestId.isEmpty()) {
        m_model->setHighlightedRequest(requestId);
        m_record->setOnlyThis(false);
    }
    m_filters->setChipText(u"highlight"_s, tr("Highlight %1").arg(requestId));
    const QSignalBlocker blocker(m_filters);
    m_highlight->setChecked(!requestId.isEmpty());
    m_highlight->setVisible(!requestId.isEmpty());
    m_view->viewport()->update();
}

QVariantMap LogsPage::keptLooks() const {
    QStringList chips;
    if (m_filters->isOn(u"onlyHits"_s))
        chips << u"onlyHits"_s;
    for (const auto &module : m_offeredModules)
        if (m_filters->isOn(u"from-"_s + module))
            chips << u"from-"_s + module;
    return {{u"search"_s, m_search->text()},
            {u"minutes"_s, m_minutes},
            {u"chips"_s, chips},
            {u"highlight"_s, m_model->highlightedRequest()}};
}

void LogsPage::takeOver(const QVariantMap &looks) {
    setRange(looks.value(u"minutes"_s).toInt());
    offerModules();
    for (const auto &chip : looks.value(u"chips"_s).toStringList())
        m_filters->setChip(chip, true);
    showModules();
    m_search->setText(looks.value(u"search"_s).toString());
    setSearch(m_search->text());
    if (const QString request = looks.value(u"highlight"_s).toString(); !request.isEmpty())
        highlight(request);
}

void LogsPage::setLevel(const QString &name) {
    const auto level = app::logLevelFromName(name);
    if (!level)
        return;
    m_model->setLevel(*level);
    context().settings.set(app::Setting::LogLevel, name);
}

void LogsPage::setRange(int minutes) {
    m_minutes = minutes;
    m_model->setSince(
        minutes == 0 ? 0 : QDateTime::currentMSecsSinceEpoch() - qint64(minutes) * 60'000);
    m_filters->setChipText(u"range"_s, minutes == 0      ? tr("All lines")
                                       : minutes == 1440 ? tr("Last 24 h")
                                       : minutes == 60   ? tr("Last hour")
                                                         : tr("Last %n min", nullptr, minutes));
}

void LogsPage::showCounts() {
    const QLocale locale;
    const auto count = [&](LogLevel level) {
        const int lines = m_model->countAt(level);
        return lines > 0 ? locale.toString(lines) : QString();
    };
    m_levels->setCount(u"error"_s, count(LogLevel::Error));
    m_levels->setCount(u"warn"_s, count(LogLevel::Warn));
    const bool searching = !m_model->search().isEmpty();
    m_hitSteps->setVisible(searching);
    for (auto *button : {m_previous, m_next})
        button->setEnabled(m_model->hitCount() > 0);
    m_search->setFound(searching ? tr("%1 found").arg(locale.toString(m_model->hitCount()))
                                 : QString());
    offerModules();
    const bool none = m_model->rowCount() == 0;
    if (none && m_model->kept() > 0)
        m_empty->setContent(u"logs"_s, tr("No lines match these filters"), {}, tr("Clear filters"));
    else if (none)
        showNoLines();
    m_view->setVisible(!none);
    m_empty->setVisible(none);
    if (!m_chartDelay.isActive() && isVisible())
        m_chartDelay.start();
    Q_EMIT statusTextChanged();
}

void LogsPage::showNoLines() {
    if (hasLog())
        m_empty->setContent(u"logs"_s, tr("No log lines yet"),
                            tr("Once the server runs, what it does appears here."));
    else
        m_empty->setContent(u"logs"_s, tr("This server's log can't be shown"),
                            tr("Hearth doesn't run %1 itself. Its log stays on the computer it "
                               "runs on, and the Matrix admin API doesn't provide it.")
                                .arg(session().profile().serverName));
}

/// "+ Filter" knows the parts of the program by what they have written.
void LogsPage::offerModules() {
    QStringList fresh;
    for (const auto &module : m_model->modules())
        if (!m_offeredModules.contains(module))
            fresh << module;
    fresh.sort();
    for (const auto &module : std::as_const(fresh)) {
        m_offeredModules << module;
        //: A filter of the log: only lines from this part of the program.
        m_filters->offerFilter(u"from-"_s + module, tr("From %1").arg(module));
    }
}

void LogsPage::showModules() {
    QSet<QString> chosen;
    for (const auto &module : std::as_const(m_offeredModules))
        if (m_filters->isOn(u"from-"_s + module))
            chosen.insert(module);
    m_model->setModules(chosen);
}

void LogsPage::showHistogram() {
    constexpr int barCount = 110;
    const auto counted = m_model->histogram(barCount);
    QList<Histogram::Bar> bars;
    for (const auto &slot : counted)
        bars.append({slot.info + slot.warnings + slot.errors, slot.warnings > 0, slot.errors > 0});
    m_histogram->setBars(bars);
    QStringList labels;
    if (m_model->kept() > 0) {
        // The same span as that of the bars, whatever the filters leave of the lines.
        const auto [first, last] = m_model->span();
        for (int i = 0; i < 4; ++i) {
            const qint64 at = first + (last - first) * i / 3;
            const QTime moment = QDateTime::fromMSecsSinceEpoch(at).time();
            const QString text = last - first < 600'000 ? longTime(moment) : shortTime(moment);
            //: The end of the time axis of the log.
            labels << (i == 3 && m_view->isFollowing() ? tr("%1, now").arg(text) : text);
        }
    }
    m_histogram->setLabels(labels);
    const int errors = m_model->countAt(LogLevel::Error);
    const int warnings = m_model->countAt(LogLevel::Warn);
    m_histogram->setAccessibleDescription(
        tr("%1 errors and %2 warnings.").arg(number(errors), number(warnings)));
}

void LogsPage::showRecord() {
    const QModelIndex at = m_view->currentIndex();
    if (!at.isValid() || at.row() >= m_model->rowCount()) {
        m_record->hide();
        return;
    }
    const auto line = m_model->lineAt(at.row());
    const auto request =
        line.requestId.isEmpty() ? app::LogLines{} : m_model->linesOfRequest(line.requestId);
    m_record->showLine(line, request);
    if (m_record->isVisible())
        return;
    m_record->show();
    // The panel takes its room from the lines: the chosen one stays in sight.
    QTimer::singleShot(0, m_view, [this] {
        if (m_view->currentIndex().isValid())
            m_view->scrollTo(m_view->currentIndex(), QAbstractItemView::EnsureVisible);
    });
}

void LogsPage::save() {
    auto *dialog = new QFileDialog(this, tr("Save log"));
    dialog->setObjectName(u"saveLogDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    const QString text = tr("Text (*.log)");
    const QString records = tr("Records (*.jsonl)");
    dialog->setNameFilters({text, records});
    dialog->selectFile(
        u"hearthd-%1.log"_s.arg(QDateTime::currentDateTime().toString(u"yyyy-MM-dd-HHmm"_s)));
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, records](const QString &file) {
        writeTo(file, dialog->selectedNameFilter() == records ||
                          file.endsWith(u".jsonl", Qt::CaseInsensitive));
    });
    dialog->open();
}

void LogsPage::writeTo(const QString &file, bool raw) {
    QList<int> rows(m_model->rowCount());
    for (int i = 0; i < rows.size(); ++i)
        rows[i] = i;
    const QString text = m_model->copy(rows, raw);
    saveFile(file, text.toUtf8(), this, [this, file, count = rows.size()](const QString &error) {
        if (error.isEmpty())
            toast(tr("%n lines saved to %1", nullptr, static_cast<int>(count)).arg(file));
        else
            toast(tr("Couldn't save the log: %1").arg(error));
    });
}

} // namespace hearth::ui
