// SPDX-License-Identifier: Apache-2.0
// Rows of one kind that answer a query: what the tables of users and of rooms do in the same way.
#pragma once

#include "app/core/futures.hpp"
#include "app/models/paged_model.hpp"

#include <algorithm>
#include <optional>

namespace hearth::app {

/// Row needs `id` and ==; Query needs `search`, `order`, `descending`, `from`, `limit` and ==;
/// `rows` is where a Page keeps its rows, beside `total` and `next`.
template <class Row, class Query, class Page, QList<Row> Page::*rows>
class QueriedModel : public PagedModel {
public:
    int rowCount(const QModelIndex &parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] QString idAt(int row) const override { return m_rows.at(row).id; }

    [[nodiscard]] const Query &query() const { return m_query; }
    void setQuery(const Query &query) {
        if (query == m_query)
            return;
        m_query = query;
        m_query.from = 0;
        restart();
        Q_EMIT queryChanged();
    }
    void setSearch(const QString &text) override {
        Query query = m_query;
        query.search = text;
        setQuery(query);
    }
    [[nodiscard]] QString searchText() const override { return m_query.search; }
    [[nodiscard]] bool isCheap() const override { return !mustPick(m_query); }

    void collect() override {
        fetchAll(m_query, 0, {}, [this](const Result<QList<Row>> &all) {
            if (!all) {
                Q_EMIT collectFailed(all.error());
                return;
            }
            QList<QStringList> lines{fileHead()};
            for (const auto &row : *all)
                lines << fileLine(row);
            Q_EMIT collected(lines);
        });
    }

protected:
    using PagedModel::PagedModel;

    virtual QFuture<Result<Page>> askForPage(const Query &query) = 0;
    [[nodiscard]] virtual QStringList fileHead() const = 0;
    [[nodiscard]] virtual QStringList fileLine(const Row &row) const = 0;
    /// The query asks for something that no server can be asked: all rows are fetched, and those
    /// that are wanted stay.
    [[nodiscard]] virtual bool mustPick(const Query &) const { return false; }
    [[nodiscard]] virtual bool isWanted(const Row &) const { return true; }

    void requestPage(int from, int limit, quint64 generation) override {
        if (mustPick(m_query)) {
            fetchAll(m_query, 0, {}, [this, generation](const Result<QList<Row>> &all) {
                if (!all) {
                    pageFailed(generation, 0, all.error());
                    return;
                }
                pageArrived(generation, 0, {static_cast<int>(all->size()), false},
                            [this, &all] { syncRows(m_rows, *all); });
            });
            return;
        }
        Query query = m_query;
        query.from = from;
        query.limit = limit;
        onAnswer(askForPage(query), this, [this, from, generation](const Result<Page> &page) {
            if (!page) {
                pageFailed(generation, from, page.error());
                return;
            }
            const QList<Row> &found = (*page).*rows;
            pageArrived(generation, from, {page->total, page->next.has_value()},
                        [this, from, &found] {
                            if (from == 0)
                                syncRows(m_rows, found);
                            else
                                appendRows(m_rows, found);
                        });
        });
    }
    void clearRows() override { m_rows.clear(); }

    [[nodiscard]] const Row &at(int row) const { return m_rows.at(row); }
    Row *find(const QString &id) {
        const auto it = std::find_if(m_rows.begin(), m_rows.end(),
                                     [&](const Row &row) { return row.id == id; });
        return it == m_rows.end() ? nullptr : &*it;
    }
    [[nodiscard]] std::optional<Row> copyOf(const QString &id) const {
        const int row = rowOf(id);
        return row < 0 ? std::nullopt : std::optional<Row>(m_rows.at(row));
    }
    void removeRowOf(const QString &id) {
        setTicked(id, false);
        const int row = rowOf(id);
        if (row < 0)
            return;
        beginRemoveRows({}, row, row);
        m_rows.removeAt(row);
        endRemoveRows();
        totalsMoved(-1);
    }

private:
    template <class Handler>
    void fetchAll(const Query &asked, int from, const QList<Row> &before, Handler handler) {
        constexpr int atOnce = 1000;
        Query part = asked;
        part.from = from;
        part.limit = atOnce;
        onAnswer(askForPage(part), this,
                 [this, asked, from, before, handler](const Result<Page> &page) {
                     if (!page) {
                         handler(Result<QList<Row>>(fail(page.error())));
                         return;
                     }
                     const QList<Row> &found = (*page).*rows;
                     QList<Row> all = before;
                     for (const auto &row : found) {
                         if (!mustPick(asked) || isWanted(row))
                             all << row;
                     }
                     Q_EMIT collectProgress(from + static_cast<int>(found.size()), page->total);
                     // A server that repeats itself must not keep us busy for ever.
                     if (page->next && *page->next > from)
                         fetchAll(asked, *page->next, all, handler);
                     else
                         handler(Result<QList<Row>>(all));
                 });
    }

    Query m_query;
    QList<Row> m_rows;
};

} // namespace hearth::app
