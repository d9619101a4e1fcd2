// SPDX-License-Identifier: Apache-2.0
// RemoteLookups: what clients want to know of other servers' users, aliases and rooms. Each asks
// once for all who want the same, and throws Later until the answer is there (core/lookups).
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/core/lookups.hpp"
#include "server/services/federation/federation_client.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

/// Thread-safe.
class RemoteLookups {
public:
    RemoteLookups(FederationClient &client, const Clock &clock)
        : m_client(client)
        , m_answers(clock, {5000, 2000, 500})
        , m_once(clock, {2000, 2000, 10}) {}

    /// Whether somebody else has to be asked about an id (or a server name).
    [[nodiscard]] bool isRemote(std::string_view id) const;
    [[nodiscard]] bool isRemoteServer(std::string_view server) const;

    /// Throws 404 and 502. party: who asks.
    [[nodiscard]] json::object profile(const std::string &userId, const std::string &party);
    /// {room_id, servers}
    [[nodiscard]] json::object alias(const std::string &alias, const std::string &party);
    /// body: as a client posts it.
    [[nodiscard]] json::object publicRooms(const std::string &server, const json::object &body,
                                           const std::string &party);
    /// POST /keys/query and /keys/claim of a client, as far as they are about users of other
    /// servers: the parts of the answer, and `failures`. requestId: a claim is made once for each.
    [[nodiscard]] json::object queryKeys(const json::object &body, const std::string &party);
    [[nodiscard]] json::object claimKeys(const json::object &body, const std::string &party,
                                         const std::string &requestId);
    /// The event of a room nearest to a time, by the first of the servers that knows one.
    [[nodiscard]] std::optional<json::object> eventNear(const std::vector<std::string> &servers,
                                                        const std::string &roomId, std::int64_t ts,
                                                        bool forwards, const std::string &party);
    /// A room and its children (spec server-server, "Spaces"), by the first that may tell.
    [[nodiscard]] std::optional<json::object> hierarchy(const std::vector<std::string> &servers,
                                                        const std::string &roomId,
                                                        bool suggestedOnly,
                                                        const std::string &party);

private:
    using AnswerPtr = std::shared_ptr<const FederationAnswer>;
    using Answers = Lookups<AnswerPtr>;
    [[nodiscard]] Answers::Ask asker(FederationRequest request, std::int64_t keptFor);
    /// once: the answer serves one request only.
    [[nodiscard]] AnswerPtr ask(FederationRequest request, const std::string &once = {},
                                std::int64_t keptFor = 5'000);
    [[nodiscard]] json::object askAll(const json::object &body, std::string_view member,
                                      std::string_view path,
                                      const std::vector<std::string_view> &parts,
                                      const std::string &party, const std::string &once);
    [[nodiscard]] std::optional<json::object> firstOf(const std::vector<std::string> &servers,
                                                      const FederationRequest &request,
                                                      std::int64_t keptFor);

    FederationClient &m_client;
    Answers m_answers;
    Answers m_once;
};

} // namespace hearth::services
