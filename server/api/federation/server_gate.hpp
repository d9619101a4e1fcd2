// SPDX-License-Identifier: Apache-2.0
// Gate: lets requests of other servers in, each when it is its turn.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class OriginTurns;
class RequestAuth;
} // namespace hearth::services

namespace hearth::api {

class Gate final : public ServerGate {
public:
    Gate(services::RequestAuth &auth, services::OriginTurns &turns)
        : m_auth(auth)
        , m_turns(turns) {}
    void admit(Call &call, bool hasContent) override;

private:
    services::RequestAuth &m_auth;
    services::OriginTurns &m_turns;
};

} // namespace hearth::api
