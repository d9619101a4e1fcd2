// SPDX-License-Identifier: Apache-2.0
#include "server/core/error.hpp"

namespace hearth {

Error::Error(int status, std::string errcode, std::string message, json::object extra)
    : m_status(status)
    , m_errcode(std::move(errcode))
    , m_message(std::move(message))
    , m_extra(std::move(extra)) {}

Error &&Error::withHeader(std::string name, std::string value) && {
    m_headers.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
}

json::object Error::body() const {
    json::object body = m_extra;
    body["errcode"] = m_errcode;
    body["error"] = m_message;
    return body;
}

Error forbidden(std::string message) {
    return {403, "M_FORBIDDEN", std::move(message)};
}
Error notFound(std::string message) {
    return {404, "M_NOT_FOUND", std::move(message)};
}
Error badJson(std::string message) {
    return {400, "M_BAD_JSON", std::move(message)};
}
Error notJson(std::string message) {
    return {400, "M_NOT_JSON", std::move(message)};
}
Error missingParam(std::string message) {
    return {400, "M_MISSING_PARAM", std::move(message)};
}
Error invalidParam(std::string message) {
    return {400, "M_INVALID_PARAM", std::move(message)};
}
Error unknownError(std::string message) {
    return {400, "M_UNKNOWN", std::move(message)};
}
Error unrecognized(int status, std::string message) {
    return {status, "M_UNRECOGNIZED", std::move(message)};
}
Error missingToken() {
    return {401, "M_MISSING_TOKEN", "Missing access token."};
}
Error unknownToken(bool softLogout) {
    return {
        401, "M_UNKNOWN_TOKEN", "This access token is not valid.", {{"soft_logout", softLogout}}};
}
Error limitExceeded(long long retryAfterMs) {
    Error error{429, "M_LIMIT_EXCEEDED", "Too many requests.", {{"retry_after_ms", retryAfterMs}}};
    return std::move(error).withHeader("Retry-After", std::to_string((retryAfterMs + 999) / 1000));
}
Error overloaded(std::string message, long long retryAfterMs) {
    Error error{503, "M_LIMIT_EXCEEDED", std::move(message), {{"retry_after_ms", retryAfterMs}}};
    return std::move(error).withHeader("Retry-After", std::to_string((retryAfterMs + 999) / 1000));
}
Error tooLarge(std::string message) {
    return {413, "M_TOO_LARGE", std::move(message)};
}
Error internal(std::string message) {
    return {500, "M_UNKNOWN", std::move(message)};
}
Error unavailable(std::string message) {
    Error error{503, "M_UNKNOWN", std::move(message)};
    return std::move(error).withHeader("Retry-After", "2");
}

} // namespace hearth
