// SPDX-License-Identifier: Apache-2.0
#include "server/api/endpoint.hpp"

#include "server/core/error.hpp"
#include "server/core/neighbourhood.hpp"

#include <charconv>
#include <stdexcept>

namespace hearth::api {

const std::string &Call::path(std::string_view name) const {
    for (const auto &[key, value] : pathParams)
        if (key == name)
            return value;
    throw std::logic_error("no path parameter " + std::string(name));
}

std::string requesterName(const Call &call) {
    if (!call.origin.empty())
        return call.origin;
    return call.requester.user.empty() ? neighbourhood(call.request.remoteAddress)
                                       : call.requester.user.str();
}

std::optional<std::string> Call::query(std::string_view name) const {
    if (const auto value = request.query.find(name))
        return std::string(*value);
    return std::nullopt;
}

std::optional<std::int64_t> Call::queryInt(std::string_view name) const {
    const auto text = request.query.find(name);
    if (!text)
        return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size())
        throw invalidParam("Query parameter '" + std::string(name) + "' must be an integer.");
    return value;
}

std::optional<bool> Call::queryBool(std::string_view name) const {
    const auto text = request.query.find(name);
    if (!text)
        return std::nullopt;
    if (*text == "true")
        return true;
    if (*text == "false")
        return false;
    throw invalidParam("Query parameter '" + std::string(name) + "' must be true or false.");
}

} // namespace hearth::api
