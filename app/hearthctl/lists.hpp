// SPDX-License-Identifier: Apache-2.0
// "list" of people and of rooms: the options they share, and the answer.
#pragma once

#include "app/hearthctl/context.hpp"
#include "app/hearthctl/output.hpp"

#include <utility>
#include <vector>

namespace hearth::app::ctl {

/// What is special to one of the lists.
template <class Query, class Order>
struct ListOptions {
    std::vector<std::pair<const char *, Filter Query::*>> filters;
    std::optional<Order> (*orderFrom)(const QString &);
    const char *columns; ///< for the person who names a wrong one
};

/// Nothing after a wrong option was reported.
template <class Query, class Order>
std::optional<Query> readListOptions(Context &context, const ListOptions<Query, Order> &options) {
    Query query;
    query.search = context.text("search");
    query.descending = context.has("descending");
    const auto limit = context.number("limit", query.limit, 1);
    const auto from = limit ? context.number("from", 0) : std::nullopt;
    if (!from)
        return std::nullopt;
    query.limit = *limit;
    query.from = *from;
    for (const auto &[option, member] : options.filters) {
        const auto filter = context.filter(option);
        if (!filter)
            return std::nullopt;
        query.*member = *filter;
    }
    if (!context.has("sort"))
        return query;
    const auto order = options.orderFrom(context.text("sort"));
    if (!order) {
        context.failWith(QStringLiteral("The list cannot be sorted by \"%1\". Use %2.")
                             .arg(context.text("sort"), QLatin1String(options.columns)),
                         Usage);
        return std::nullopt;
    }
    query.order = *order;
    return query;
}

template <class T, class Line>
void answerWithList(Context &context, const char *key, const QList<T> &items, int total,
                    std::optional<int> next, Line line) {
    QJsonArray array;
    for (const auto &item : items) {
        array.append(toJson(item));
        if (!context.json())
            context.print(line(item));
    }
    QJsonObject answer{{QLatin1String(key), array}, {QStringLiteral("total"), total}};
    if (next)
        answer.insert(QStringLiteral("next"), *next);
    context.answer(answer, QStringLiteral("%1 of %2").arg(items.size()).arg(total));
}

} // namespace hearth::app::ctl
