// SPDX-License-Identifier: Apache-2.0
// FilterService (spec client-server, "Filtering").
#include "server/services/filters/filter_service.hpp"

#include "server/core/error.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/limits/quotas.hpp"
#include "server/store/database.hpp"
#include "server/store/filter_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace hearth::services {

namespace {
constexpr std::int64_t defaultTimelineLimit = 10;

json::object parseFilterText(const std::string &text) {
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    if (error || !value.is_object())
        throw notJson("The filter is not a JSON object.");
    return std::move(value.as_object());
}

std::optional<std::int64_t> parseId(const std::string &text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return id;
}
} // namespace

FilterService::FilterService(store::Database &database, const config::Current &settings)
    : m_database(database)
    , m_settings(settings)
    , m_compiled(1000)
    , m_stored(5000) {}

std::int64_t FilterService::put(store::UserNid user, json::object filter) {
    if (const auto parsed = matrix::Filter::parse(filter); !parsed)
        throw badJson(parsed.error().message);
    const std::string body = json::serialize(filter);
    const std::string hash = crypto::sha256(body);
    if (body.size() > quotas::filterBytes)
        throw tooLarge("A filter may have at most " + std::to_string(quotas::filterBytes >> 10) +
                       " KiB.");
    return m_database.write([&](store::Transaction &tx) {
        if (const auto equal = store::filters::findEqual(tx, user, hash))
            return *equal;
        const auto [count, length] = store::filters::use(tx, user);
        if (count >= quotas::filters ||
            length + static_cast<std::int64_t>(body.size()) > quotas::filtersBytes)
            throw tooLarge("There are too many filters: at most " +
                           std::to_string(quotas::filters) + ", of " +
                           std::to_string(quotas::filtersBytes >> 20) + " MiB together.");
        return store::filters::add(tx, user, body, hash);
    });
}

json::object FilterService::get(store::UserNid user, std::int64_t id) {
    const auto body = m_database.read(
        [&](store::Reader &reader) { return store::filters::find(reader, user, id); });
    if (!body)
        throw notFound("No such filter.");
    return parseFilterText(*body);
}

SyncFilterPtr FilterService::compile(const std::string &text) {
    return m_compiled.get(text, [&] {
        const auto parsed = matrix::Filter::parse(parseFilterText(text));
        if (!parsed)
            throw badJson(parsed.error().message);
        auto filter = std::make_shared<SyncFilter>();
        filter->filter = *parsed;
        std::int64_t limit = parsed->timeline.limit().value_or(defaultTimelineLimit);
        const std::int64_t most = m_settings.get()->filterTimelineLimit;
        if (most >= 0)
            limit = std::min(limit, most);
        filter->timelineLimit = static_cast<std::size_t>(std::max<std::int64_t>(0, limit));
        filter->fingerprint = std::hash<std::string>{}(text);
        return std::shared_ptr<const SyncFilter>(std::move(filter));
    });
}

SyncFilterPtr FilterService::resolve(store::UserNid user,
                                     const std::optional<std::string> &parameter) {
    if (!parameter || parameter->empty())
        return compile("{}");
    if (parameter->front() == '{')
        return compile(*parameter);
    const auto id = parseId(*parameter);
    if (!id)
        throw invalidParam("No such filter.");
    const auto text = m_stored.get(fmt::format("{}/{}", user.value, *id), [&] {
        auto body = m_database.read(
            [&](store::Reader &reader) { return store::filters::find(reader, user, *id); });
        if (!body)
            throw invalidParam("No such filter.");
        return std::make_shared<const std::string>(*std::move(body));
    });
    return compile(*text);
}

} // namespace hearth::services
