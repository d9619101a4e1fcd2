// SPDX-License-Identifier: Apache-2.0
// What the tables of users and rooms share: view state, totals, ticks by ID, busy rows, failures.
#pragma once

#include "app/core/result.hpp"
#include "app/models/server_connection.hpp"

#include <QAbstractTableModel>
#include <QFuture>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <deque>
#include <functional>

namespace hearth::app {

/// One bulk action's end: which worked, which did not and why.
struct BulkOutcome {
    int done = 0;
    QStringList skipped; ///< left out on purpose (oneself)
    QList<QPair<QString, ApiError>> failed;
};

/// Rows come 100 at a time from the server, in the server's order.
class PagedModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr int pageSize = 100;
    enum Role {
        IdRole = Qt::UserRole + 1, ///< QString, user or room ID
        BusyRole,                  ///< bool: an action on this row is under way
        RowErrorRole,              ///< QString: why the last action on it failed, else empty
        SortKeyRole,               ///< raw value of the cell
        FirstFreeRole_,            ///< subclasses go on here
    };
    static constexpr int tickColumn = 0;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    /// Asks the server for rows with this text; empty: for all.
    virtual void setSearch(const QString &text) = 0;
    [[nodiscard]] virtual QString searchText() const = 0;
    /// All rows, in the order there is.
    virtual void clearFilters() = 0;

    [[nodiscard]] ViewState viewState() const { return m_viewState; }
    [[nodiscard]] ApiError lastError() const { return m_lastError; }
    /// The last page could not be loaded: show the row "Couldn't load more".
    [[nodiscard]] bool loadMoreFailed() const { return m_moreFailed; }
    [[nodiscard]] bool isLoading() const { return m_loading; }
    [[nodiscard]] int total() const { return m_total; }
    [[nodiscard]] int loaded() const { return rowCount({}); }
    [[nodiscard]] virtual bool isFiltered() const = 0;
    /// One page answers the query; else all rows have to be fetched.
    [[nodiscard]] virtual bool isCheap() const { return true; }
    [[nodiscard]] QDateTime updatedAt() const { return m_updatedAt; }

    /// Loads the first page if nothing was loaded yet (a page became visible).
    void activate();
    /// Again from the start, keeping as many rows as are there.
    void refresh();
    /// The same by itself, as long as somebody looks; leaves out what would disturb: while a page
    /// is under way, or where so many rows are there that one page does not hold them.
    void renew();
    void retryLoadMore();
    /// Fetches everything that answers the query, whatever is loaded, for a file: collectProgress,
    /// then collected or collectFailed.
    virtual void collect() = 0;
    void loadAll(); ///< page after page to the end
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    [[nodiscard]] int rowOf(const QString &id) const;
    [[nodiscard]] virtual QString idAt(int row) const = 0;

    [[nodiscard]] const QSet<QString> &ticked() const { return m_ticked; }
    [[nodiscard]] QStringList tickedIds() const; ///< in a fixed order
    [[nodiscard]] bool isTicked(const QString &id) const { return m_ticked.contains(id); }
    void setTicked(const QString &id, bool ticked);
    void tickAllLoaded();
    void clearTicks();
    [[nodiscard]] Qt::CheckState tickState() const; ///< of the box in the head

Q_SIGNALS:
    void queryChanged();
    void viewStateChanged(hearth::app::ViewState state);
    void totalsChanged(int loaded, int total);
    void ticksChanged(int count);
    void collectProgress(int done, int total);
    /// The first line has the names of the fields.
    void collected(const QList<QStringList> &lines);
    void collectFailed(const hearth::app::ApiError &error);
    /// A single action failed; `id` is the row it was for, empty for a load.
    void actionFailed(const QString &id, const hearth::app::ApiError &error);
    /// A single action is done.
    void actionDone(const QString &id);
    void bulkProgress(int done, int total);
    void bulkFinished(const hearth::app::BulkOutcome &outcome);

protected:
    PagedModel(ServerConnection &connection, int columns, QObject *parent);

    /// What the cell says.
    [[nodiscard]] virtual QString cellText(int row, int column) const = 0;
    /// The same for somebody who does not see the head.
    [[nodiscard]] virtual QString spokenText(int row, int column) const = 0;
    [[nodiscard]] virtual QString headText(int column) const = 0;
    [[nodiscard]] virtual bool isNumber(int column) const = 0;
    /// What names the row: "@alice:example.org", "Kitchen rota".
    [[nodiscard]] virtual QString rowName(int row) const = 0;
    /// All other roles.
    [[nodiscard]] virtual QVariant rowData(int row, int column, int role) const = 0;

    struct Loaded {
        int total = 0;
        bool more = false;
    };
    /// Subclass: asks for rows from..from+limit, then calls pageArrived or pageFailed.
    virtual void requestPage(int from, int limit, quint64 generation) = 0;
    void pageArrived(quint64 generation, int from, Loaded loaded,
                     const std::function<void()> &putRows);
    void pageFailed(quint64 generation, int from, const ApiError &error);
    [[nodiscard]] bool isCurrent(quint64 generation) const { return generation == m_generation; }
    /// Query changed: forget the rows and load the first page.
    void restart();
    virtual void clearRows() = 0;

    void setBusy(const QString &id, bool busy);
    [[nodiscard]] bool isBusy(const QString &id) const { return m_busy.contains(id); }
    [[nodiscard]] QString rowError(const QString &id) const { return m_rowErrors.value(id); }
    void rowChanged(const QString &id);
    /// Runs one action on one row: busy, then done or failed.
    void act(const QString &id, const QFuture<Result<Done>> &answer,
             const std::function<void()> &apply);
    /// Runs an action on many, at most four at a time.
    void actOnAll(const QStringList &ids, const QStringList &skipped,
                  std::function<QFuture<Result<Done>>(const QString &)> action,
                  std::function<void(const QString &)> apply);
    [[nodiscard]] ServerConnection &connection() const { return m_connection; }
    [[nodiscard]] AdminApi &api() const { return m_connection.api(); }
    void totalsMoved(int delta);
    void updateViewState();
    /// Makes `rows` equal to `wanted` with the fewest signals, so that selection, current row and
    /// scroll place stay with their objects. T needs an `id` and ==.
    template <class T>
    void syncRows(QList<T> &rows, const QList<T> &wanted);
    /// Adds those at the end that are not there yet.
    template <class T>
    void appendRows(QList<T> &rows, const QList<T> &more);

private:
    struct Bulk;
    void bulkStep(const std::shared_ptr<Bulk> &bulk);
    void load(int from, int limit);
    void onStatus();
    void ticksOfAllChanged();

    ServerConnection &m_connection;
    ViewState m_viewState = ViewState::Loading;
    ApiError m_lastError;
    QSet<QString> m_ticked;
    QSet<QString> m_busy;
    QHash<QString, QString> m_rowErrors;
    QDateTime m_updatedAt;
    quint64 m_generation = 0;
    int m_columns;
    int m_total = 0;
    bool m_more = false;
    bool m_moreFailed = false;
    bool m_loading = false;
    bool m_active = false;
    bool m_everLoaded = false;
    bool m_failed = false;
    bool m_loadAll = false;
};

template <class T>
void PagedModel::syncRows(QList<T> &rows, const QList<T> &wanted) {
    QSet<QString> kept;
    for (const auto &row : wanted)
        kept.insert(row.id);
    for (int i = static_cast<int>(rows.size()) - 1; i >= 0; --i) {
        if (kept.contains(rows.at(i).id))
            continue;
        beginRemoveRows({}, i, i);
        rows.removeAt(i);
        endRemoveRows();
    }
    for (int i = 0; i < static_cast<int>(wanted.size()); ++i) {
        const auto &row = wanted.at(i);
        int at = i;
        while (at < static_cast<int>(rows.size()) && rows.at(at).id != row.id)
            ++at;
        if (at >= static_cast<int>(rows.size())) {
            beginInsertRows({}, i, i);
            rows.insert(i, row);
            endInsertRows();
            continue;
        }
        if (at != i) {
            beginMoveRows({}, at, at, {}, i);
            rows.move(at, i);
            endMoveRows();
        }
        if (!(rows.at(i) == row)) {
            rows[i] = row;
            Q_EMIT dataChanged(index(i, 0), index(i, columnCount({}) - 1));
        }
    }
}

template <class T>
void PagedModel::appendRows(QList<T> &rows, const QList<T> &more) {
    QSet<QString> known;
    for (const auto &row : rows)
        known.insert(row.id);
    QList<T> fresh;
    for (const auto &row : more) {
        if (!known.contains(row.id))
            fresh.append(row);
    }
    if (fresh.isEmpty())
        return;
    const int first = static_cast<int>(rows.size());
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    rows.append(fresh);
    endInsertRows();
}

} // namespace hearth::app
