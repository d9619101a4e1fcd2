// SPDX-License-Identifier: Apache-2.0
// PushSender: the body of POST /_matrix/push/v1/notify (spec push gateway).
#include "server/config/settings.hpp"
#include "server/core/json_read.hpp"
#include "server/services/push/push_sender.hpp"
#include "server/services/rooms/room_registry.hpp"

namespace hearth::services {

namespace {
/// {"set_tweak": "sound", "value": "default"} … as {"sound": "default"}.
json::object tweaksOf(const json::array &actions) {
    json::object tweaks;
    for (const json::value &action : actions) {
        if (!action.is_object())
            continue;
        const std::string_view name = stringAt(action.as_object(), "set_tweak");
        if (name.empty())
            continue;
        const json::value *value = action.as_object().if_contains("value");
        tweaks[name] = value ? *value : json::value(true);
    }
    return tweaks;
}
} // namespace

void PushSender::addEvent(json::object &out, json::object &device, const Line &line,
                          const Item &item) {
    const matrix::Event &event = *item.event->event;
    const json::object tweaks = tweaksOf(item.actions);
    const bool loud =
        event.type() == "m.room.encrypted" || item.highlight || tweaks.contains("sound");
    out["event_id"] = event.id().str();
    out["id"] = event.id().str(); // what gateways read before event_id
    out["room_id"] = event.roomId().str();
    out["prio"] = loud ? "high" : "low";
    if (stringAt(line.data, "format") == "event_id_only")
        return;
    device["tweaks"] = tweaks;
    out["type"] = event.type();
    out["sender"] = event.sender().str();
    out["membership"] = nullptr;
    if (event.type() == "m.room.member") {
        out["membership"] = matrix::toString(event.membership());
        out["user_is_target"] = event.stateKey() == line.userId;
    } else {
        out.erase("membership");
    }
    if (m_settings.get()->pushIncludeContent)
        out["content"] = event.content();
    const RoomViewPtr view = m_rooms.view(item.event->room);
    const matrix::Membership now =
        view ? view->membershipOf(line.userId) : matrix::Membership::None;
    // How the room is called by now is not for those who have left.
    if (now != matrix::Membership::Join && now != matrix::Membership::Invite)
        return;
    if (const Member *sender = view->members.find(event.sender().str());
        sender && !sender->displayName.empty())
        out["sender_display_name"] = sender->displayName;
    const std::string_view name = view->name().empty() ? view->canonicalAlias() : view->name();
    if (!name.empty())
        out["room_name"] = name;
    if (!view->canonicalAlias().empty())
        out["room_alias"] = view->canonicalAlias();
}

json::object PushSender::payload(const Line &line, const Item &item, std::int64_t badge) {
    json::object data = line.data;
    data.erase("url");
    json::object device{{"app_id", line.pusher.appId},
                        {"pushkey", line.pusher.pushkey},
                        {"pushkey_ts", line.pusher.created / 1000},
                        {"data", std::move(data)}};
    json::object out{{"counts", {{"unread", badge}}}};
    if (item.event) {
        addEvent(out, device, line, item);
    } else {
        out["id"] = "";
        out["type"] = nullptr;
        out["sender"] = "";
    }
    out["devices"] = json::array{std::move(device)};
    return {{"notification", std::move(out)}};
}

} // namespace hearth::services
