// SPDX-License-Identifier: Apache-2.0
// See notification_mail.hpp. Which subject fits is decided as in Synapse.
#include "server/services/push/notification_mail.hpp"

#include "server/core/json_read.hpp"
#include "server/http/message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <set>

namespace hearth::services {
namespace {

constexpr std::size_t longestText = 2000; // bytes of one message

std::string senderName(const MissedEvent &missed) {
    const std::string id = missed.event->event->sender().str();
    const Member *member = missed.view->members.find(id);
    return member && !member->displayName.empty() ? member->displayName : id;
}

std::string timeText(std::int64_t ts) {
    const std::time_t seconds = ts / 1000;
    std::tm at{};
    ::gmtime_r(&seconds, &at);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", at.tm_year + 1900, at.tm_mon + 1,
                       at.tm_mday, at.tm_hour, at.tm_min);
}

std::string shortened(std::string text) {
    if (text.size() <= longestText)
        return text;
    std::size_t end = longestText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    text.resize(end);
    return text + " …";
}

std::string messageText(const matrix::Event &event, std::string_view language) {
    if (event.type() == "m.room.encrypted")
        return mail::Texts::sentence("notifications", "encrypted", language);
    const json::object &content = event.content();
    const std::string_view body = stringAt(content, "body");
    if (event.type() != "m.room.message" || body.empty())
        return mail::Texts::sentence("notifications", "other", language);
    const std::string_view kind = stringAt(content, "msgtype");
    if (kind == "m.emote")
        return shortened("* " + std::string(body));
    if (kind == "m.image")
        return mail::Texts::sentence("notifications", "image", language,
                                     {{"body", shortened(std::string(body))}});
    return shortened(std::string(body));
}

std::string link(const NotificationReader &reader, const RoomView &view, const StoredEvent *event) {
    std::string out =
        reader.clientBaseUrl.empty() ? "https://matrix.to/#/" : reader.clientBaseUrl + "/#/room/";
    out += http::percentEncode(view.id.str());
    if (event)
        out += "/" + http::percentEncode(event->event->id().str());
    return out;
}

/// Subject of mail about one room only.
std::string oneRoom(const std::vector<MissedEvent> &missed, const NotificationReader &reader,
                    const mail::Texts &texts, json::object values) {
    const RoomView &view = *missed.front().view;
    const std::string name = roomTitle(view, reader.userId, reader.language, false);
    const std::string shown = name.empty() ? view.id.str() : name;
    values["room"] = shown;
    values["space"] = shown;
    const auto invite = std::find_if(missed.begin(), missed.end(),
                                     [](const MissedEvent &one) { return one.invite; });
    if (invite != missed.end()) {
        values["person"] = senderName(*invite);
        return texts.subject(name.empty()                   ? "invite_from_person"
                             : view.roomType() == "m.space" ? "invite_from_person_to_space"
                                                            : "invite_from_person_to_room",
                             reader.language, values);
    }
    values["person"] = senderName(missed.front());
    if (missed.size() == 1)
        return texts.subject(name.empty() ? "message_from_person" : "message_from_person_in_room",
                             reader.language, values);
    if (!name.empty())
        return texts.subject("messages_in_room", reader.language, values);
    std::set<std::string> people;
    for (const MissedEvent &one : missed)
        people.insert(one.event->event->sender().str());
    return texts.subject(people.size() == 1 ? "messages_from_person"
                                            : "messages_from_person_and_others",
                         reader.language, values);
}

json::object roomValues(const std::vector<const MissedEvent *> &missed,
                        const NotificationReader &reader) {
    const RoomView &view = *missed.front()->view;
    json::object out;
    const std::string title = roomTitle(view, reader.userId, reader.language, true);
    out["title"] = title;
    out["view"] =
        mail::Texts::sentence("notifications", "view", reader.language, {{"room", title}});
    const bool invite = std::any_of(missed.begin(), missed.end(),
                                    [](const MissedEvent *one) { return one->invite; });
    out["invite"] = invite;
    out["link"] = link(reader, view, invite ? nullptr : missed.front()->event.get());
    json::array messages;
    for (auto it = missed.rbegin(); it != missed.rend() && !invite; ++it)
        messages.push_back(
            json::object{{"sender_name", senderName(**it)},
                         {"time", timeText((*it)->event->receivedTs)},
                         {"event_type", (*it)->event->event->type()},
                         {"text", messageText(*(*it)->event->event, reader.language)}});
    out["messages"] = std::move(messages);
    return out;
}

} // namespace

std::string roomTitle(const RoomView &view, std::string_view userId, std::string_view language,
                      bool members) {
    if (!view.name().empty())
        return std::string(view.name());
    if (!view.canonicalAlias().empty())
        return std::string(view.canonicalAlias());
    if (!members)
        return {};
    std::vector<std::string> names;
    for (const MemberPtr &member : view.heroes(userId))
        names.push_back(member->displayName.empty() ? member->userId : member->displayName);
    if (names.empty())
        return mail::Texts::sentence("notifications", "empty_room", language);
    if (names.size() == 1)
        return names.front();
    if (names.size() == 2)
        return names[0] + mail::Texts::sentence("notifications", "and", language) + names[1];
    return mail::Texts::sentence("notifications", "and_others", language,
                                 {{"person", names.front()}});
}

json::object notificationMail(const std::vector<MissedEvent> &missed, const MissedEvent &cause,
                              const NotificationReader &reader, const mail::Texts &texts) {
    // Rooms in the order of their newest events.
    std::vector<std::vector<const MissedEvent *>> rooms;
    for (const MissedEvent &one : missed) {
        auto room = std::find_if(rooms.begin(), rooms.end(), [&](const auto &list) {
            return list.front()->view->nid == one.view->nid;
        });
        if (room == rooms.end())
            room = rooms.emplace(rooms.end());
        room->push_back(&one);
    }
    json::object values{{"app", reader.app}};
    std::string subject;
    if (rooms.size() == 1) {
        subject = oneRoom(missed, reader, texts, values);
    } else {
        json::object named = values;
        named["room"] = roomTitle(*cause.view, reader.userId, reader.language, true);
        subject = texts.subject("messages_in_room_and_others", reader.language, named);
    }
    const auto sentence = [&](const char *name) {
        return mail::Texts::sentence("notifications", name, reader.language,
                                     {{"name", reader.displayName}});
    };
    values["summary_text"] = subject;
    values["user_display_name"] = reader.displayName;
    values["hello"] = sentence("hello");
    values["invited"] = sentence("invited");
    values["unsubscribe_text"] = sentence("unsubscribe");
    values["unsubscribe_link"] = reader.unsubscribeLink;
    json::array list;
    for (const auto &room : rooms)
        list.push_back(roomValues(room, reader));
    values["rooms"] = std::move(list);
    return values;
}

} // namespace hearth::services
