// SPDX-License-Identifier: Apache-2.0
// RemoteMedia: copies of other servers' media, got when somebody asks for them.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/lookups.hpp"

#include <memory>
#include <optional>
#include <string>

namespace hearth::config {
class Current;
}
namespace hearth::http {
class Client;
struct IncomingResponse;
} // namespace hearth::http

namespace hearth::services {

class FederationClient;
class MediaService;
struct FederationAnswer;

/// Thread-safe. Must outlive the answers to what it asks.
class RemoteMedia {
public:
    struct Parts {
        MediaService &media;
        FederationClient &client;
        http::Client &web;
        const config::Current &settings;
        const Clock &clock;
    };
    explicit RemoteMedia(const Parts &parts)
        : m(parts)
        , m_outcomes(parts.clock, {5000, 200, 500}) {}

    /// Goes on when the media are here (or are our own). Throws Later until then, and 404 or 502.
    /// party: who asks.
    void require(const std::string &server, const std::string &mediaId, const std::string &party);

private:
    /// Why they could not be had; nothing: they are here.
    using Outcome = std::optional<Error>;
    struct Errand;
    using ErrandPtr = std::shared_ptr<const Errand>;
    void ask(const ErrandPtr &errand);
    void askOldWay(const ErrandPtr &errand);
    void follow(const ErrandPtr &errand, const std::string &address);
    [[nodiscard]] Outcome take(const ErrandPtr &errand, const FederationAnswer &answer);
    [[nodiscard]] Outcome keep(const ErrandPtr &errand, std::string_view bytes,
                               std::optional<std::string> contentType,
                               const std::optional<std::string> &disposition);

    const Parts m;
    Lookups<Outcome> m_outcomes; // by server and id
};

} // namespace hearth::services
