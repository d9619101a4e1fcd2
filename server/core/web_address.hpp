// SPDX-License-Identifier: Apache-2.0
// WebAddress: an address taken apart and normalised (RFC 3986, 6.2.2), for whoever has to decide
// where it leads. Stricter than browsers: what they would repair is no address here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth {

struct WebAddress {
    std::string scheme;     // lower case
    std::string userinfo;   // before the @; empty without one
    std::string host;       // lower case, IPv6 in brackets; empty in app://path
    std::uint16_t port = 0; // that of the scheme when none is written; 0: the scheme has none
    std::string path;       // without . and .. segments, plain characters not percent-encoded
    std::string rest;       // query and fragment, with their marks, as written

    /// scheme://… with an authority. Nothing for what is relative, has characters that belong to
    /// no address (spaces, controls, backslashes, non-ASCII) or broken percent-encoding.
    [[nodiscard]] static std::optional<WebAddress> parse(std::string_view text);

    [[nodiscard]] bool isWeb() const { return scheme == "http" || scheme == "https"; }
    [[nodiscard]] std::string_view query() const; // without its mark; empty when absent
    [[nodiscard]] bool sameOrigin(const WebAddress &other) const {
        return scheme == other.scheme && host == other.host && port == other.port;
    }
    /// scheme://userinfo@host:port
    [[nodiscard]] std::string origin() const;
};

/// Whether `address` lies at or below `base`: same origin, no user name, and base's path is a
/// beginning of its path that ends at a slash; a base with a query needs the same path.
[[nodiscard]] bool isBelow(const WebAddress &address, const WebAddress &base);

} // namespace hearth
