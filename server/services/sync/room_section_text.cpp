// SPDX-License-Identifier: Apache-2.0
// RoomSections: writing what was found as JSON.
#include "server/core/json_read.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/push/unread_counts.hpp"
#include "server/services/receipts/receipt_service.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/sync/room_sections.hpp"
#include "server/services/typing/typing_service.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>

namespace hearth::services {

using matrix::Membership;

namespace {
SerializeOptions optionsFor(const SyncRun &run, bool bundle) {
    SerializeOptions options;
    options.format = run.filter().federationFormat ? EventFormat::Federation : EventFormat::Client;
    options.roomId = run.filter().federationFormat;
    options.bundle = bundle;
    return options;
}

json::object cut(const SyncRun &run, json::object event) {
    if (run.filter().eventFields)
        return matrix::keepFields(event, *run.filter().eventFields);
    return event;
}

/// Closes a timeline. Nothing comes before m.room.create: the token of such a timeline is that of
/// its end, as clients expect that something can be had for it.
void writeBounds(const TimelineBatch &timeline, JsonPieces &out) {
    out.text("],\"limited\":");
    out.text(timeline.limited ? "true" : "false");
    const bool whole =
        !timeline.items.empty() && timeline.items.front().stored->event->is("m.room.create", "");
    out.text(",\"prev_batch\":");
    out.string(
        SyncToken::timelineText(whole ? timeline.items.back().stored->pos.value : timeline.start));
    out.text("}");
}

json::value parseValue(const std::string &text) {
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    return error ? json::value(json::object()) : value;
}
} // namespace

std::string RoomSections::eventText(const SyncRun &run, const TimelineBatch::Item &item) {
    if (item.live && !run.filter().federationFormat && !run.filter().eventFields && run.bundles()) {
        std::string text = m.serializer.live(*item.live, *run.sight);
        run.eventBytes += text.size();
        return text;
    }
    return json::serialize(
        cut(run, m.serializer.one(*item.stored, *run.sight, optionsFor(run, run.bundles()),
                                  &run.eventBytes)));
}

/// The same for everybody who was there all the time and ignores nobody.
std::shared_ptr<const std::string> RoomSections::sharedTimeline(const SyncRun &run,
                                                                const Room &room) {
    if (!room.alwaysThere || room.full || !run.ignored->empty() || room.timeline.items.empty() ||
        run.filter().federationFormat || run.filter().eventFields)
        return nullptr;
    const RoomPtr held = m.rooms.peek(room.nid);
    if (!held)
        return nullptr;
    for (const TimelineBatch::Item &item : room.timeline.items) {
        const bool own = item.stored->device && item.stored->device == run.who().deviceNid &&
                         !item.stored->txnId.empty();
        if (!item.live || own || held->mayHaveRelations(item.stored->nid, item.stored->pos))
            return nullptr;
    }
    RenderedTimeline rendered;
    rendered.variant = run.request->filter->fingerprint;
    rendered.first = room.timeline.items.front().stored->pos.value;
    rendered.last = room.timeline.items.back().stored->pos.value;
    rendered.limited = room.timeline.limited;
    rendered.count = room.timeline.items.size();
    rendered.madeAt = m.clock.steady();
    if (auto known = m.hub.rendered(room.nid, rendered))
        return known;
    JsonPieces own;
    own.text("{\"events\":[");
    for (std::size_t i = 0; i < room.timeline.items.size(); ++i) {
        own.text(i ? "," : "");
        own.text(eventText(run, room.timeline.items[i]));
    }
    writeBounds(room.timeline, own);
    Pieces pieces = own.take();
    rendered.json = std::move(pieces.front());
    m.hub.remember(room.nid, rendered);
    return rendered.json;
}

void RoomSections::writeTimeline(const SyncRun &run, const Room &room, JsonPieces &out) {
    if (auto shared = sharedTimeline(run, room)) {
        out.share(std::move(shared));
        return;
    }
    out.text("{\"events\":[");
    for (std::size_t i = 0; i < room.timeline.items.size(); ++i) {
        out.text(i ? "," : "");
        out.text(eventText(run, room.timeline.items[i]));
    }
    writeBounds(room.timeline, out);
}

void RoomSections::writeState(const SyncRun &run, const Room &room, JsonPieces &out) {
    SerializeOptions options = optionsFor(run, false);
    options.membership = false;
    out.text("{\"events\":[");
    bool first = true;
    for (const StoredEventPtr &event : room.state) {
        out.text(first ? "" : ",");
        first = false;
        if (run.filter().eventFields)
            out.value(cut(run, m.serializer.one(*event, *run.sight, options)));
        else
            out.text(m.serializer.text(*event, *run.sight, options));
    }
    out.text("]}");
}

void RoomSections::writeSummary(const SyncRun &run, const Room &room, JsonPieces &out) {
    static_cast<void>(run);
    JsonMembers members(out);
    if (room.view) {
        if (room.view->name().empty() && room.view->canonicalAlias().empty()) {
            JsonPieces &heroes = members("m.heroes");
            heroes.text("[");
            for (const MemberPtr &hero : room.heroes) {
                heroes.text(&hero == &room.heroes.front() ? "" : ",");
                heroes.string(hero->userId);
            }
            heroes.text("]");
        }
        members("m.joined_member_count").number(room.view->joined);
        members("m.invited_member_count").number(room.view->invited);
    }
    members.close();
}

void RoomSections::writeUnread(const SyncRun &run, const Room &room, JsonMembers &members) {
    const RoomUnread unread =
        m.unread.inRoom(run.who().userNid, run.who().user.str(), room.nid, {room.to});
    const auto write = [](JsonPieces &out, const UnreadCount &count) {
        JsonMembers fields(out);
        fields("notification_count").number(count.notifications);
        fields("highlight_count").number(count.highlights);
        fields.close();
    };
    const bool threads = run.filter().timeline.unreadThreadNotifications();
    write(members("unread_notifications"), threads ? unread.main : unread.total());
    if (!threads || unread.threads.empty())
        return;
    JsonMembers byThread(members("unread_thread_notifications"));
    for (const auto &[root, count] : unread.threads) {
        if (const StoredEventPtr event = m.events.find(root))
            write(byThread(event->event->id().str()), count);
    }
    byThread.close();
}

json::array RoomSections::accountData(SyncRun &run, const Room &room) {
    json::array out;
    std::vector<store::AccountDatum> fresh;
    const std::vector<store::AccountDatum> *data = nullptr;
    if (room.newlyJoined || (run.request->fullState && !run.initial)) {
        fresh = m.database.read([&](store::Reader &reader) {
            return store::account_data::list(reader, run.who().userNid, room.nid);
        });
        data = &fresh;
    } else if (const auto found = run.roomAccountData.find(room.nid);
               found != run.roomAccountData.end()) {
        data = &found->second;
    }
    if (!data || !run.filter().roomAccountData.matchesRoom(room.id))
        return out;
    for (const store::AccountDatum &datum : *data) {
        json::value content = datum.body ? parseValue(*datum.body) : json::value(json::object());
        const json::object *fields = content.is_object() ? &content.as_object() : nullptr;
        if (run.filter().roomAccountData.matches(datum.type, run.who().user.str(), fields))
            out.push_back(json::object{{"type", datum.type}, {"content", std::move(content)}});
    }
    return out;
}

std::optional<json::object> RoomSections::receiptEvent(const SyncRun &run, const Room &room) {
    const std::int64_t from = room.full ? 0 : run.from;
    const auto ahead = run.ahead.receipts.find(room.nid);
    const bool known = from == 0 && room.to == run.to && ahead != run.ahead.receipts.end();
    json::object content = ReceiptService::content(
        known ? ahead->second : m.receipts.changed(room.nid, run.who().userNid, {from}, {room.to}),
        *run.ignored);
    if (content.empty())
        return std::nullopt;
    return json::object{{"type", "m.receipt"}, {"content", std::move(content)}};
}

json::array RoomSections::ephemeral(const SyncRun &run, const Room &room) {
    json::array out;
    const matrix::EventFilter &filter = run.filter().ephemeral;
    if (!filter.matchesRoom(room.id))
        return out;
    const bool receiptsMoved = room.full || run.dirtyRooms.contains(room.nid);
    if (receiptsMoved && filter.matches("m.receipt", {}, nullptr)) {
        if (auto event = receiptEvent(run, room))
            out.push_back(*std::move(event));
    }
    const TypingState typing = m.typing.in(room.nid);
    const bool typingMoved = room.full ? !typing.users.empty() : typing.changed > run.volatileFrom;
    if (typingMoved && typing.changed <= run.volatileTo &&
        filter.matches("m.typing", {}, nullptr)) {
        json::array users;
        for (const std::string &user : typing.users) {
            if (!run.ignored->contains(user))
                users.emplace_back(user);
        }
        out.push_back(
            json::object{{"type", "m.typing"}, {"content", {{"user_ids", std::move(users)}}}});
    }
    return out;
}

std::optional<JsonPieces> RoomSections::stripped(const SyncRun &run,
                                                 const RoomMembership &membership,
                                                 std::string_view name) {
    const StoredEventPtr event = m.events.find(membership.event);
    if (!event)
        return std::nullopt;
    if (m_ignored.hides(run, membership))
        return std::nullopt;
    const std::string text = m.database.read([&](store::Reader &reader) {
        return store::sync::strippedState(reader, membership.room, run.who().userNid);
    });
    json::array events;
    const json::value kept = text.empty() ? json::value(json::array()) : parseValue(text);
    if (kept.is_array()) {
        for (const json::value &one : kept.as_array()) {
            const bool same = one.is_object() &&
                              stringAt(one.as_object(), "type") == "m.room.member" &&
                              stringAt(one.as_object(), "state_key") == run.who().user.str();
            if (!same)
                events.push_back(one);
        }
    }
    SerializeOptions options = optionsFor(run, false);
    options.oldPrev = false;
    options.membership = false;
    events.push_back(m.serializer.one(*event, *run.sight, options));
    JsonPieces out;
    out.value(json::object{{name, json::object{{"events", std::move(events)}}}});
    return out;
}

} // namespace hearth::services
