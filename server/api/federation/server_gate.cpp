// SPDX-License-Identifier: Apache-2.0
#include "server/api/federation/server_gate.hpp"

#include "server/services/federation/origin_turns.hpp"
#include "server/services/federation/request_auth.hpp"

namespace hearth::api {

void Gate::admit(Call &call, bool hasContent) {
    if (call.origin.empty())
        call.origin = m_auth.authenticate(call.request, hasContent ? &call.body : nullptr);
    auto turn = std::static_pointer_cast<services::OriginTurns::Turn>(call.turn);
    struct Keep { // also when it has to wait
        std::shared_ptr<void> &place;
        services::OriginTurns::TurnPtr &from;
        ~Keep() { place = from; }
    } const keep{call.turn, turn};
    m_turns.require(call.origin, turn);
}

} // namespace hearth::api
