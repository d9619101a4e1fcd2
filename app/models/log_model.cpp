// SPDX-License-Identifier: Apache-2.0
// The ring, the list of what is shown, and the cells.
#include "app/models/log_model.hpp"

#include "app/core/time_text.hpp"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace hearth::app {
namespace {
constexpr int flushMs = 100;
constexpr int rateMs = 2000;
} // namespace

QString logLevelText(LogLevel level) {
    switch (level) {
    case LogLevel::Error:
        return LogModel::tr("Error");
    case LogLevel::Warn:
        return LogModel::tr("Warning");
    case LogLevel::Info:
        return LogModel::tr("Info");
    case LogLevel::Debug:
        return LogModel::tr("Debug");
    }
    return {};
}

LogModel::LogModel(QObject *parent)
    : QAbstractTableModel(parent) {
    m_flush.setSingleShot(true);
    m_flush.setInterval(flushMs);
    connect(&m_flush, &QTimer::timeout, this, &LogModel::flush);
    connect(&m_rateTimer, &QTimer::timeout, this, [this] {
        m_rate = m_sinceRate * 1000.0 / rateMs;
        m_sinceRate = 0;
        Q_EMIT countsChanged();
        if (m_rate == 0)
            m_rateTimer.stop();
    });
}

int LogModel::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_visible.size());
}

int LogModel::columnCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : ColumnCount_;
}

const LogLine &LogModel::lineAt(int row) const {
    return m_ring[m_visible[static_cast<size_t>(row)] - m_first];
}

/// A message without the status, which has a column of its own, and with the person.
static QString messageText(const LogLine &line) {
    QString text = line.message;
    if (line.status > 0 && text.endsWith(u' ' + QString::number(line.status)))
        text.chop(4);
    if (!line.user.isEmpty())
        text += u' ' + line.user;
    return text;
}

static QString durationText(double ms) {
    if (ms < 0)
        return {};
    const QLocale locale;
    if (ms >= 10'000)
        //: A length of time in a column of the log: seconds.
        return LogModel::tr("%1 s").arg(locale.toString(ms / 1000, 'f', 1));
    //: A length of time in a column of the log: milliseconds.
    return LogModel::tr("%1 ms").arg(locale.toString(ms, 'f', ms < 1 ? 1 : 0));
}

QString LogModel::cellText(const LogLine &line, int column) const {
    switch (column) {
    case TimeColumn:
        return QDateTime::fromMSecsSinceEpoch(line.timestampMs)
            .toString(QStringLiteral("HH:mm:ss.zzz"));
    case LevelColumn:
        return logLevelText(line.level);
    case ModuleColumn:
        return line.module;
    case RequestColumn:
        return line.requestId;
    case StatusColumn:
        return line.status > 0 ? QString::number(line.status) : QString();
    case DurationColumn:
        return durationText(line.durationMs);
    case MessageColumn:
        return messageText(line);
    default:
        return {};
    }
}

QVariant LogModel::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LogLine &line = lineAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return cellText(line, index.column());
    case Qt::AccessibleTextRole:
        if (index.column() == RequestColumn && !line.requestId.isEmpty())
            return tr("Request %1").arg(line.requestId);
        if (index.column() == StatusColumn && line.status > 0)
            return tr("Status %1").arg(line.status);
        return cellText(line, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == DurationColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                : QVariant();
    case Qt::ToolTipRole:
        return index.column() == TimeColumn      ? QVariant(exactMomentText(line.timestampMs))
               : index.column() == MessageColumn ? QVariant(line.message)
                                                 : QVariant();
    case LineRole:
        return QVariant::fromValue(line);
    case LevelRole:
        return static_cast<int>(line.level);
    case HighlightedRole:
        return !m_request.isEmpty() && line.requestId == m_request;
    case MatchRole:
        return isHit(line);
    case MatchStartRole:
        return m_search.isEmpty()
                   ? -1
                   : static_cast<int>(
                         cellText(line, index.column()).indexOf(m_search, 0, Qt::CaseInsensitive));
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == DurationColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case LevelColumn:
        return tr("Level");
    case ModuleColumn:
        return tr("From", "part of the program a log line comes from");
    case RequestColumn:
        return tr("Request");
    case StatusColumn:
        return tr("Status");
    case DurationColumn:
        return tr("Duration");
    case MessageColumn:
        return tr("Message");
    default:
        return {};
    }
}

// ---- Lines -------------------------------------------------------------------------------------

void LogModel::append(const LogLines &lines) {
    m_waiting.append(lines);
    if (m_waiting.size() > capacity)
        m_waiting.remove(0, m_waiting.size() - capacity);
    m_sinceRate += static_cast<int>(lines.size());
    if (!m_flush.isActive())
        m_flush.start();
    if (!m_rateTimer.isActive())
        m_rateTimer.start(rateMs);
}

void LogModel::flush() {
    const LogLines fresh = std::exchange(m_waiting, {});
    if (fresh.isEmpty())
        return;
    const auto total = static_cast<qsizetype>(m_ring.size()) + fresh.size();
    if (total > capacity)
        dropOldest(static_cast<int>(
            std::min<qsizetype>(total - capacity, static_cast<qsizetype>(m_ring.size()))));
    for (const auto &line : fresh)
        if (!line.module.isEmpty())
            m_seenModules.insert(line.module);
    std::deque<quint64> shown;
    for (const auto &line : fresh) {
        const quint64 number = m_first + m_ring.size();
        m_ring.push_back(line);
        ++m_counts[static_cast<size_t>(line.level)];
        if (isShown(line)) {
            shown.push_back(number);
            m_hits += isHit(line) ? 1 : 0;
        }
    }
    if (!shown.empty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(shown.size()) - 1);
        m_visible.insert(m_visible.end(), shown.begin(), shown.end());
        endInsertRows();
        Q_EMIT appended(static_cast<int>(shown.size()));
    }
    Q_EMIT countsChanged();
}

void LogModel::dropOldest(int count) {
    const quint64 firstKept = m_first + static_cast<quint64>(count);
    const auto end = std::lower_bound(m_visible.begin(), m_visible.end(), firstKept);
    const int rows = static_cast<int>(end - m_visible.begin());
    if (rows > 0)
        beginRemoveRows({}, 0, rows - 1);
    for (auto it = m_visible.begin(); it != end; ++it)
        m_hits -= isHit(m_ring[*it - m_first]) ? 1 : 0;
    m_visible.erase(m_visible.begin(), end);
    for (int i = 0; i < count; ++i)
        --m_counts[static_cast<size_t>(m_ring[static_cast<size_t>(i)].level)];
    m_ring.erase(m_ring.begin(), m_ring.begin() + count);
    m_first = firstKept;
    if (rows > 0)
        endRemoveRows();
}

void LogModel::clear() {
    beginResetModel();
    m_waiting.clear();
    m_first += m_ring.size();
    m_ring.clear();
    m_visible.clear();
    m_counts = {};
    m_hits = 0;
    endResetModel();
    Q_EMIT countsChanged();
}

// ---- Filters -----------------------------------------------------------------------------------

bool LogModel::isHit(const LogLine &line) const {
    return !m_search.isEmpty() && (line.message.contains(m_search, Qt::CaseInsensitive) ||
                                   line.module.contains(m_search, Qt::CaseInsensitive) ||
                                   line.requestId.contains(m_search, Qt::CaseInsensitive) ||
                                   line.user.contains(m_search, Qt::CaseInsensitive));
}

bool LogModel::isShown(const LogLine &line) const {
    if (line.level > m_level || line.timestampMs < m_since || (m_ownHidden && line.isOwn))
        return false;
    if (m_onlyRequest && line.requestId != m_request)
        return false;
    if (!m_modules.isEmpty() && !m_modules.contains(line.module))
        return false;
    return !m_onlyHits || m_search.isEmpty() || isHit(line);
}

void LogModel::refilter() {
    beginResetModel();
    m_visible.clear();
    m_hits = 0;
    quint64 number = m_first;
    for (const auto &line : m_ring) {
        if (isShown(line)) {
            m_visible.push_back(number);
            m_hits += isHit(line) ? 1 : 0;
        }
        ++number;
    }
    endResetModel();
    Q_EMIT filterChanged();
    Q_EMIT countsChanged();
}

void LogModel::setModules(const QSet<QString> &modules) {
    if (m_modules == modules)
        return;
    m_modules = modules;
    refilter();
}

void LogModel::setOwnHidden(bool hidden) {
    if (std::exchange(m_ownHidden, hidden) != hidden)
        refilter();
}

void LogModel::setLevel(LogLevel atLeast) {
    if (std::exchange(m_level, atLeast) != atLeast)
        refilter();
}

void LogModel::setSearch(const QString &text, bool onlyHits) {
    if (text == m_search && onlyHits == m_onlyHits)
        return;
    const bool sameRows = !onlyHits && !m_onlyHits;
    m_search = text;
    m_onlyHits = onlyHits;
    if (!sameRows) {
        refilter();
        return;
    }
    m_hits = 0;
    for (const quint64 number : m_visible)
        m_hits += isHit(m_ring[number - m_first]) ? 1 : 0;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount_ - 1),
                           {MatchRole, MatchStartRole});
    Q_EMIT filterChanged();
}

int LogModel::findHit(int row, bool forward) const {
    const int count = rowCount();
    for (int step = 1; step <= count; ++step) {
        const int at = ((row + (forward ? step : -step)) % count + count) % count;
        if (isHit(lineAt(at)))
            return at;
    }
    return -1;
}

int LogModel::findError(int row, bool forward) const {
    const int count = rowCount();
    for (int step = 1; step <= count; ++step) {
        const int at = ((row + (forward ? step : -step)) % count + count) % count;
        if (lineAt(at).level == LogLevel::Error)
            return at;
    }
    return -1;
}

void LogModel::setHighlightedRequest(const QString &requestId, bool onlyThat) {
    const bool only = onlyThat && !requestId.isEmpty();
    if (requestId == m_request && only == m_onlyRequest)
        return;
    const bool sameRows = !only && !m_onlyRequest;
    m_request = requestId;
    m_onlyRequest = only;
    if (!sameRows) {
        refilter();
        return;
    }
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount_ - 1), {HighlightedRole});
    Q_EMIT filterChanged();
}

void LogModel::setSince(qint64 timestampMs) {
    if (std::exchange(m_since, timestampMs) != timestampMs)
        refilter();
}

bool LogModel::isFiltered() const {
    return m_since > 0 || m_onlyRequest || m_ownHidden || !m_modules.isEmpty() ||
           (m_onlyHits && !m_search.isEmpty()) || m_level != LogLevel::Debug;
}

// ---- Reading out -------------------------------------------------------------------------------

LogLines LogModel::linesOfRequest(const QString &requestId) const {
    LogLines lines;
    for (const auto &line : m_ring) {
        if (line.requestId == requestId)
            lines.append(line);
    }
    return lines;
}

QString LogModel::copy(const QList<int> &rows, bool raw) const {
    QString text;
    for (const int row : rows) {
        if (row < 0 || row >= rowCount())
            continue;
        const LogLine &line = lineAt(row);
        if (raw) {
            text += QString::fromUtf8(line.raw) + u'\n';
            continue;
        }
        text += QDateTime::fromMSecsSinceEpoch(line.timestampMs).toString(Qt::ISODateWithMs) +
                u' ' + logLevelName(line.level).toUpper() + u' ' + line.module + u' ';
        if (!line.requestId.isEmpty())
            text += u'[' + line.requestId + QStringLiteral("] ");
        text += line.message + u'\n';
    }
    return text;
}

LogModel::Span LogModel::span() const {
    if (m_ring.empty())
        return {};
    const qint64 to = m_ring.back().timestampMs;
    return {std::min(std::max(m_since, m_ring.front().timestampMs), to), to};
}

QList<LogModel::Slot> LogModel::histogram(int slotCount) const {
    QList<Slot> result(std::max(1, slotCount));
    const auto [from, to] = span();
    const qint64 length = to - from + 1;
    for (const quint64 number : m_visible) {
        const LogLine &line = m_ring[number - m_first];
        const auto slot = std::clamp<qint64>((line.timestampMs - from) * result.size() / length, 0,
                                             result.size() - 1);
        auto &counts = result[slot];
        if (line.level == LogLevel::Error)
            ++counts.errors;
        else if (line.level == LogLevel::Warn)
            ++counts.warnings;
        else
            ++counts.info;
    }
    return result;
}

} // namespace hearth::app
