// SPDX-License-Identifier: Apache-2.0
// What a TLS certificate says about itself, for the people who look after the server.
#pragma once

#include "server/core/clock.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::crypto {

struct CertificateFacts {
    std::string issuer; // organisation, else common name
    Timestamp notBefore = 0;
    Timestamp notAfter = 0;
    std::vector<std::string> names; // DNS names; the common name where there are none
    bool selfSigned = false;
};

/// The first certificate of a PEM file's text; nothing if there is none.
[[nodiscard]] std::optional<CertificateFacts> certificateFacts(std::string_view pem);

} // namespace hearth::crypto
