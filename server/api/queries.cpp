// SPDX-License-Identifier: Apache-2.0
// See queries.hpp.
#include "server/api/queries.hpp"

#include "server/core/error.hpp"
#include "server/matrix/canonical_json.hpp"

namespace hearth::api {

std::int64_t queryCount(const Call &call, std::string_view name, std::int64_t byDefault) {
    const std::int64_t number = call.queryInt(name).value_or(byDefault);
    if (number < 0)
        throw invalidParam("Query parameter " + std::string(name) +
                           " must be a string representing a positive integer.");
    return number;
}

bool queryBackwards(const Call &call, bool byDefault) {
    const auto dir = call.query("dir");
    if (!dir)
        return byDefault;
    if (*dir != "f" && *dir != "b")
        throw invalidParam("Query parameter 'dir' must be one of ['b', 'f']");
    return *dir == "b";
}

std::optional<matrix::EventFilter> queryFilter(const Call &call) {
    const auto text = call.query("filter");
    if (!text || text->empty())
        return std::nullopt;
    const auto parsed = matrix::parseJson(*text, matrix::Strictness::Lenient);
    if (!parsed || !parsed->is_object())
        throw notJson("filter is not a JSON object");
    auto filter = matrix::EventFilter::parse(parsed->get_object());
    if (!filter)
        throw badJson(filter.error().message);
    return *std::move(filter);
}

std::string optionalPath(const Call &call, std::string_view name) {
    for (const auto &[key, value] : call.pathParams)
        if (key == name)
            return value;
    return {};
}

} // namespace hearth::api
