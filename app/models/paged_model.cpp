// SPDX-License-Identifier: Apache-2.0
// Loading by pages, ticks, and actions on one or many rows.
#include "app/models/paged_model.hpp"

#include "app/core/futures.hpp"

#include <algorithm>
#include <memory>

namespace hearth::app {
namespace {
constexpr int bulkAtOnce = 4;
constexpr int longestPage = 1000;
} // namespace

struct PagedModel::Bulk {
    std::deque<QString> waiting;
    std::function<QFuture<Result<Done>>(const QString &)> action;
    std::function<void(const QString &)> apply;
    BulkOutcome outcome;
    int total = 0;
    int running = 0;
    int over = 0;
};

PagedModel::PagedModel(ServerConnection &connection, int columns, QObject *parent)
    : QAbstractTableModel(parent)
    , m_connection(connection)
    , m_columns(columns) {
    connect(&connection, &ServerConnection::statusChanged, this, &PagedModel::onStatus);
    connect(&connection, &ServerConnection::reconnected, this, [this] {
        if (m_active)
            refresh();
    });
}

// ---- Cells -------------------------------------------------------------------------------------

int PagedModel::columnCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : m_columns;
}

QVariant PagedModel::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const int column = index.column();
    const bool isTick = column == tickColumn;
    switch (role) {
    case Qt::DisplayRole:
        return isTick ? QVariant() : cellText(row, column);
    case Qt::AccessibleTextRole:
        if (isTick)
            return isTicked(idAt(row)) ? tr("%1, selected").arg(rowName(row))
                                       : tr("%1, not selected").arg(rowName(row));
        return spokenText(row, column);
    case Qt::TextAlignmentRole:
        return isNumber(column) ? QVariant(Qt::AlignTrailing | Qt::AlignVCenter) : QVariant();
    case Qt::CheckStateRole:
        return isTick ? QVariant(isTicked(idAt(row)) ? Qt::Checked : Qt::Unchecked) : QVariant();
    case IdRole:
        return idAt(row);
    case BusyRole:
        return isBusy(idAt(row));
    case RowErrorRole:
        return rowError(idAt(row));
    default:
        return rowData(row, column, role);
    }
}

bool PagedModel::setData(const QModelIndex &index, const QVariant &value, int role) {
    if (role != Qt::CheckStateRole || index.column() != tickColumn ||
        !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    setTicked(idAt(index.row()), value.toInt() == Qt::Checked);
    return true;
}

QVariant PagedModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    switch (role) {
    case Qt::AccessibleTextRole:
        return section == tickColumn ? tr("Selected") : headText(section);
    case Qt::DisplayRole:
        return section == tickColumn ? QVariant() : headText(section);
    case Qt::TextAlignmentRole:
        return isNumber(section) ? QVariant(Qt::AlignTrailing | Qt::AlignVCenter) : QVariant();
    default:
        return {};
    }
}

Qt::ItemFlags PagedModel::flags(const QModelIndex &index) const {
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == tickColumn)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

// ---- Loading -----------------------------------------------------------------------------------

void PagedModel::activate() {
    m_active = true;
    if (!m_everLoaded && !m_loading && m_connection.isUsable())
        load(0, pageSize);
    updateViewState();
}

void PagedModel::refresh() {
    if (!m_connection.isUsable())
        return;
    m_active = true;
    ++m_generation;
    m_moreFailed = false;
    load(0, std::clamp(loaded(), pageSize, longestPage));
}

void PagedModel::renew() {
    if (m_everLoaded && !m_loading && !m_moreFailed && loaded() <= longestPage && isCheap())
        refresh();
}

void PagedModel::restart() {
    ++m_generation;
    m_loading = false;
    m_loadAll = false;
    m_everLoaded = false;
    m_failed = false;
    m_more = false;
    m_moreFailed = false;
    m_total = 0;
    beginResetModel();
    clearRows();
    endResetModel();
    if (m_active && m_connection.isUsable())
        load(0, pageSize);
    updateViewState();
    Q_EMIT totalsChanged(0, 0);
}

void PagedModel::retryLoadMore() {
    m_moreFailed = false;
    fetchMore({});
}

void PagedModel::loadAll() {
    m_loadAll = true;
    fetchMore({});
}

bool PagedModel::canFetchMore(const QModelIndex &parent) const {
    return !parent.isValid() && m_more && !m_loading && !m_moreFailed && m_connection.isUsable();
}

void PagedModel::fetchMore(const QModelIndex &parent) {
    if (canFetchMore(parent))
        load(loaded(), m_loadAll ? longestPage : pageSize);
}

void PagedModel::load(int from, int limit) {
    m_loading = true;
    requestPage(from, limit, m_generation);
    updateViewState();
}

void PagedModel::pageArrived(quint64 generation, int from, Loaded result,
                             const std::function<void()> &putRows) {
    if (!isCurrent(generation))
        return;
    m_everLoaded = true;
    m_failed = false;
    m_moreFailed = false;
    m_total = result.total;
    m_updatedAt = QDateTime::currentDateTime();
    const int before = loaded();
    putRows();
    // Only now: a view may ask for more as soon as it sees the new rows.
    m_loading = false;
    // A page without anything new would be asked for again and again.
    m_more = result.more && (from == 0 || loaded() > before);
    if (!m_more)
        m_loadAll = false;
    m_connection.reportSuccess();
    updateViewState();
    Q_EMIT totalsChanged(loaded(), m_total);
    if (m_loadAll)
        fetchMore({});
}

void PagedModel::pageFailed(quint64 generation, int from, const ApiError &error) {
    if (!isCurrent(generation))
        return;
    m_loading = false;
    m_loadAll = false;
    m_lastError = error;
    m_moreFailed = from > 0;
    m_failed = from == 0 && !m_everLoaded;
    m_connection.report(error);
    updateViewState();
    Q_EMIT actionFailed({}, error);
}

void PagedModel::onStatus() {
    if (!m_connection.isUsable()) {
        // What is under way belongs to the old connection.
        ++m_generation;
        m_loading = false;
    }
    updateViewState();
}

void PagedModel::updateViewState() {
    using Status = ServerConnection::Status;
    ViewState state = ViewState::Loading;
    switch (m_connection.status()) {
    case Status::ServerStopped:
        state = ViewState::ServerStopped;
        break;
    case Status::SignedOut:
        state = ViewState::SignedOut;
        break;
    case Status::ConnectionLost:
        state = ViewState::ConnectionLost;
        break;
    case Status::Connecting:
    case Status::Connected:
        if (m_failed)
            state = ViewState::Failed;
        else if (!m_everLoaded)
            state = ViewState::Loading;
        else if (loaded() > 0)
            state = ViewState::Ready;
        else
            state = isFiltered() ? ViewState::FilteredEmpty : ViewState::Empty;
        break;
    }
    if (std::exchange(m_viewState, state) != state)
        Q_EMIT viewStateChanged(state);
}

void PagedModel::totalsMoved(int delta) {
    m_total = std::max(0, m_total + delta);
    updateViewState();
    Q_EMIT totalsChanged(loaded(), m_total);
}

int PagedModel::rowOf(const QString &id) const {
    for (int row = 0, count = rowCount({}); row < count; ++row) {
        if (idAt(row) == id)
            return row;
    }
    return -1;
}

void PagedModel::rowChanged(const QString &id) {
    const int row = rowOf(id);
    if (row >= 0)
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount({}) - 1));
}

// ---- Ticks -------------------------------------------------------------------------------------

void PagedModel::setTicked(const QString &id, bool ticked) {
    const bool changed = ticked
                             ? !std::exchange(m_ticked, m_ticked | QSet<QString>{id}).contains(id)
                             : m_ticked.remove(id);
    if (!changed)
        return;
    if (const int row = rowOf(id); row >= 0) {
        const auto cell = index(row, tickColumn);
        Q_EMIT dataChanged(cell, cell, {Qt::CheckStateRole});
    }
    Q_EMIT ticksChanged(static_cast<int>(m_ticked.size()));
}

void PagedModel::ticksOfAllChanged() {
    if (const int count = rowCount({}); count > 0)
        Q_EMIT dataChanged(index(0, tickColumn), index(count - 1, tickColumn),
                           {Qt::CheckStateRole});
    Q_EMIT ticksChanged(static_cast<int>(m_ticked.size()));
}

void PagedModel::tickAllLoaded() {
    for (int row = 0, count = rowCount({}); row < count; ++row)
        m_ticked.insert(idAt(row));
    ticksOfAllChanged();
}

void PagedModel::clearTicks() {
    if (m_ticked.isEmpty())
        return;
    m_ticked.clear();
    ticksOfAllChanged();
}

QStringList PagedModel::tickedIds() const {
    QStringList ids(m_ticked.begin(), m_ticked.end());
    ids.sort();
    return ids;
}

Qt::CheckState PagedModel::tickState() const {
    if (m_ticked.isEmpty())
        return Qt::Unchecked;
    const int count = rowCount({});
    for (int row = 0; row < count; ++row) {
        if (!m_ticked.contains(idAt(row)))
            return Qt::PartiallyChecked;
    }
    return Qt::Checked;
}

// ---- Actions -----------------------------------------------------------------------------------

void PagedModel::setBusy(const QString &id, bool busy) {
    if (busy)
        m_busy.insert(id);
    else
        m_busy.remove(id);
    rowChanged(id);
}

void PagedModel::act(const QString &id, const QFuture<Result<Done>> &answer,
                     const std::function<void()> &apply) {
    m_rowErrors.remove(id);
    setBusy(id, true);
    QFuture<Result<Done>> future = answer;
    onAnswer(future, this, [this, id, apply](const Result<Done> &result) {
        if (result) {
            apply();
            m_connection.reportSuccess();
        } else {
            m_rowErrors.insert(id, result.error().toString());
            m_connection.report(result.error());
        }
        setBusy(id, false);
        if (result)
            Q_EMIT actionDone(id);
        else
            Q_EMIT actionFailed(id, result.error());
    });
}

void PagedModel::actOnAll(const QStringList &ids, const QStringList &skipped,
                          std::function<QFuture<Result<Done>>(const QString &)> action,
                          std::function<void(const QString &)> apply) {
    auto bulk = std::make_shared<Bulk>();
    bulk->waiting.assign(ids.begin(), ids.end());
    bulk->action = std::move(action);
    bulk->apply = std::move(apply);
    bulk->outcome.skipped = skipped;
    bulk->total = static_cast<int>(ids.size());
    for (const auto &id : skipped)
        setTicked(id, false);
    for (const auto &id : ids) {
        m_rowErrors.remove(id);
        setBusy(id, true);
    }
    bulkStep(bulk);
}

void PagedModel::bulkStep(const std::shared_ptr<Bulk> &bulk) {
    while (bulk->running < bulkAtOnce && !bulk->waiting.empty()) {
        const QString id = bulk->waiting.front();
        bulk->waiting.pop_front();
        ++bulk->running;
        onAnswer(bulk->action(id), this, [this, bulk, id](const Result<Done> &result) {
            --bulk->running;
            ++bulk->over;
            if (result) {
                ++bulk->outcome.done;
                bulk->apply(id);
                setTicked(id, false);
            } else {
                bulk->outcome.failed.append({id, result.error()});
                m_rowErrors.insert(id, result.error().toString());
                m_connection.report(result.error());
            }
            setBusy(id, false);
            Q_EMIT bulkProgress(bulk->over, bulk->total);
            bulkStep(bulk);
        });
    }
    if (bulk->running == 0 && bulk->waiting.empty()) {
        // Once: the last answer finds nothing running and nothing waiting.
        if (std::exchange(bulk->action, nullptr) != nullptr)
            Q_EMIT bulkFinished(bulk->outcome);
    }
}

} // namespace hearth::app
