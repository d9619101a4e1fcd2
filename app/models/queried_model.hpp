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

protected:
    using PagedModel::PagedModel;

    virtual QFuture<Result<Page>> askForPage(const Query &query) = 0;

    void requestPage(int from, int limit, quint64 generation) override {
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
    void putRows(const QList<Row> &wanted) { syncRows(m_rows, wanted); }

private:
    Query m_query;
    QList<Row> m_rows;
};

} // namespace hearth::app
