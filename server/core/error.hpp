// SPDX-License-Identifier: Apache-2.0
// Error: thrown where a request ends. api/pipeline is the only place that catches it and turns it
// into {"errcode","error"} (spec client-server, "Standard error response").
#pragma once

#include "server/core/json.hpp"

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace hearth {

class Error : public std::exception {
public:
    Error(int status, std::string errcode, std::string message, json::object extra = {});

    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] const std::string &errcode() const { return m_errcode; }
    [[nodiscard]] const std::string &message() const { return m_message; }
    /// Further members of the JSON body, for example retry_after_ms.
    [[nodiscard]] const json::object &extra() const { return m_extra; }
    /// Further response headers, for example Retry-After.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>> &headers() const {
        return m_headers;
    }
    Error &&withHeader(std::string name, std::string value) &&;
    /// {"errcode", "error"} and extra().
    [[nodiscard]] json::object body() const;
    [[nodiscard]] const char *what() const noexcept override { return m_message.c_str(); }

private:
    int m_status;
    std::string m_errcode;
    std::string m_message;
    json::object m_extra;
    std::vector<std::pair<std::string, std::string>> m_headers;
};

// One factory for each errcode in use, so that a throw reads as a sentence.
[[nodiscard]] Error forbidden(std::string message);                // 403 M_FORBIDDEN
[[nodiscard]] Error notFound(std::string message);                 // 404 M_NOT_FOUND
[[nodiscard]] Error badJson(std::string message);                  // 400 M_BAD_JSON
[[nodiscard]] Error notJson(std::string message);                  // 400 M_NOT_JSON
[[nodiscard]] Error missingParam(std::string message);             // 400 M_MISSING_PARAM
[[nodiscard]] Error invalidParam(std::string message);             // 400 M_INVALID_PARAM
[[nodiscard]] Error unknownError(std::string message);             // 400 M_UNKNOWN
[[nodiscard]] Error unrecognized(int status, std::string message); // 404/405 M_UNRECOGNIZED
[[nodiscard]] Error missingToken();                                // 401 M_MISSING_TOKEN
[[nodiscard]] Error unknownToken(bool softLogout);                 // 401 M_UNKNOWN_TOKEN
[[nodiscard]] Error limitExceeded(long long retryAfterMs);         // 429 M_LIMIT_EXCEEDED
/// 503 M_LIMIT_EXCEEDED: everybody together asks for too much of something.
[[nodiscard]] Error overloaded(std::string message, long long retryAfterMs);
[[nodiscard]] Error tooLarge(std::string message);    // 413 M_TOO_LARGE
[[nodiscard]] Error internal(std::string message);    // 500 M_UNKNOWN
[[nodiscard]] Error unavailable(std::string message); // 503 M_UNKNOWN, Retry-After

} // namespace hearth
