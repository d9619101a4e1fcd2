// SPDX-License-Identifier: Apache-2.0
// Request and Response as values: no sockets here.
#pragma once

#include "server/core/json.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace hearth::http {

class BodySink;

enum class Method { Get, Head, Post, Put, Delete, Options, Patch, Other };
[[nodiscard]] std::string_view toString(Method method);

/// Header or query fields in the order they came. Header names compare without case.
class Fields {
public:
    void add(std::string name, std::string value);
    void set(std::string_view name, std::string value);
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>> &items() const {
        return m_items;
    }
    explicit Fields(bool ignoreCase = false)
        : m_ignoreCase(ignoreCase) {}

private:
    std::vector<std::pair<std::string, std::string>> m_items;
    bool m_ignoreCase;
};

struct Request {
    Method method = Method::Get;
    std::string target; // as received, with the query
    std::string path;   // raw (percent-encoded) path
    Fields query;       // decoded
    Fields headers{true};
    std::string body;
    std::shared_ptr<BodySink> sink; // has the body instead, complete, if the plan said so
    std::string remoteAddress;      // after x_forwarded, if the listener trusts it
    std::string id;                 // request id, in logs and X-Request-Id
    bool tls = false;
    bool compress = false; // the listener has answers compressed for clients that ask for it
    /// Resources of the listener: "client", "federation", "metrics", "media", "health" …
    std::shared_ptr<const std::vector<std::string>> resources;
};

/// A file, or a range of it, sent without reading it into memory.
struct FileBody {
    std::string path;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::string before{}, after{}; // sent around it
};
/// Shared pieces that are written one after the other without copying them together.
using Pieces = std::vector<std::shared_ptr<const std::string>>;

struct Response {
    int status = 200;
    Fields headers{true};
    std::variant<std::string, Pieces, FileBody> body;
};

[[nodiscard]] Response jsonResponse(const json::value &body, int status = 200);
/// For JSON that is already text.
[[nodiscard]] Response jsonTextResponse(std::string body, int status = 200);
[[nodiscard]] Response textResponse(std::string body, int status = 200,
                                    std::string_view contentType = "text/plain; charset=utf-8");

[[nodiscard]] std::string percentDecode(std::string_view text, bool plusIsSpace = false);
[[nodiscard]] std::string percentEncode(std::string_view text);
/// Splits a target into path and query.
void setTarget(Request &request, std::string target);
[[nodiscard]] Fields parseQuery(std::string_view text);
[[nodiscard]] bool isUtf8(std::string_view text);
[[nodiscard]] std::string_view reasonPhrase(int status);

} // namespace hearth::http
