// SPDX-License-Identifier: Apache-2.0
// Activity: what a new event says about its sender: active, and not typing any more.
#pragma once

#include "server/services/presence/presence_service.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/live_event.hpp"
#include "server/services/typing/typing_service.hpp"

namespace hearth::services {

/// Listens from its construction on; made after Hub.
class Activity final : public EventListener {
public:
    Activity(EventSender &sender, PresenceService &presence, TypingService &typing)
        : m_presence(presence)
        , m_typing(typing) {
        sender.addListener(*this);
    }

    void onEvent(const LiveEventPtr &event) override {
        m_presence.active(event->sender);
        for (const ChangedEntry &change : event->changes)
            if (change.leaves())
                m_typing.stop(event->room, change.key.second);
    }

private:
    PresenceService &m_presence;
    TypingService &m_typing;
};

} // namespace hearth::services
