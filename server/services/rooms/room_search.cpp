// SPDX-License-Identifier: Apache-2.0
// Full-text search over rooms the requester is or was in.
#include "server/services/rooms/room_search.hpp"

#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/filter.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/rooms.hpp"
#include "server/store/database.hpp"
#include "server/store/search_store.hpp"

#include <algorithm>
#include <optional>

namespace hearth::services {
namespace {

constexpr int indexChunk = 500;
constexpr int maxHits = 500;
constexpr std::size_t maxWordBytes = 64;

bool isWordByte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80U || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

std::string_view keyOf(store::SearchField field) {
    switch (field) {
    case store::SearchField::Name:
        return "name";
    case store::SearchField::Topic:
        return "topic";
    case store::SearchField::Body:
        break;
    }
    return "body";
}

store::SearchField fieldOf(const matrix::Event &event) {
    if (event.type() == "m.room.name")
        return store::SearchField::Name;
    return event.type() == "m.room.topic" ? store::SearchField::Topic : store::SearchField::Body;
}

} // namespace

std::vector<std::string> searchWords(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    for (const char c : text) {
        if (isWordByte(c)) {
            if (word.size() < maxWordBytes)
                word.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
        } else if (!word.empty()) {
            out.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty())
        out.push_back(std::move(word));
    return out;
}

struct RoomSearch::Criteria {
    std::vector<std::string> words;
    std::vector<store::SearchField> fields;
    std::vector<store::RoomNid> rooms;
    matrix::EventFilter filter;
    std::int64_t limit = 10;
    bool recent = false;
    bool state = false;
    std::optional<std::int64_t> contextBefore, contextAfter;
    bool profiles = false;
    std::set<std::string> groups;
};

RoomSearch::Criteria RoomSearch::read(const Requester &requester, const json::object &body) {
    const json::object &wanted = getObject(getObject(body, "search_categories"), "room_events");
    Criteria criteria;
    criteria.words = searchWords(getString(wanted, "search_term"));
    std::sort(criteria.words.begin(), criteria.words.end());
    criteria.words.erase(std::unique(criteria.words.begin(), criteria.words.end()),
                         criteria.words.end());
    if (const json::array *keys = findArray(wanted, "keys")) {
        for (const json::value &key : *keys) {
            const std::string_view name = key.is_string() ? view(key.get_string()) : "";
            if (name == "content.body")
                criteria.fields.push_back(store::SearchField::Body);
            else if (name == "content.name")
                criteria.fields.push_back(store::SearchField::Name);
            else if (name == "content.topic")
                criteria.fields.push_back(store::SearchField::Topic);
            else
                throw invalidParam("Unknown search key");
        }
    }
    if (criteria.fields.empty())
        criteria.fields = {store::SearchField::Body, store::SearchField::Name,
                           store::SearchField::Topic};
    if (const json::object *filter = findObject(wanted, "filter")) {
        auto parsed = matrix::EventFilter::parse(*filter);
        if (!parsed)
            throw badJson(parsed.error().message);
        criteria.filter = *std::move(parsed);
    }
    criteria.limit = std::clamp<std::int64_t>(criteria.filter.limit().value_or(10), 1, 100);
    const std::string order = findString(wanted, "order_by").value_or("rank");
    if (order != "rank" && order != "recent")
        throw badJson("Invalid order by: " + order);
    criteria.recent = order == "recent";
    criteria.state = findBool(wanted, "include_state").value_or(false);
    if (const json::object *context = findObject(wanted, "event_context")) {
        criteria.contextBefore =
            std::clamp<std::int64_t>(findInt(*context, "before_limit").value_or(5), 0, 100);
        criteria.contextAfter =
            std::clamp<std::int64_t>(findInt(*context, "after_limit").value_or(5), 0, 100);
        criteria.profiles = findBool(*context, "include_profile").value_or(false);
    }
    if (const json::object *groupings = findObject(wanted, "groupings"))
        if (const json::array *groups = findArray(*groupings, "group_by"))
            for (const json::value &group : *groups)
                if (group.is_object())
                    criteria.groups.emplace(stringAt(group.get_object(), "key"));
    for (const std::string &group : criteria.groups)
        if (group != "room_id" && group != "sender")
            throw badJson("Invalid group by keys: " + group);
    for (const RoomMembership &entry : *m_rooms.members.roomsOf(requester.userNid)) {
        const bool was = entry.membership == matrix::Membership::Leave ||
                         entry.membership == matrix::Membership::Ban;
        if (entry.membership != matrix::Membership::Join && !(was && !entry.forgotten))
            continue;
        const RoomViewPtr room = m_rooms.registry.view(entry.room);
        if (room && room->encryption().empty() && criteria.filter.matchesRoom(room->id.str()))
            criteria.rooms.push_back(entry.room);
    }
    return criteria;
}

void RoomSearch::index(store::RoomNid room) {
    while (true) {
        store::Position done{};
        std::vector<store::Searchable> next;
        m_rooms.database.read([&](store::Reader &reader) {
            done = store::searchedTo(reader, room);
            next = store::searchable(reader, room, done, indexChunk);
        });
        if (next.empty())
            return;
        std::vector<store::SearchWord> words;
        for (const store::Searchable &entry : next) {
            const StoredEventPtr event = m_rooms.events.find(entry.event);
            if (!event || event->redactedBy)
                continue;
            const store::SearchField field = fieldOf(*event->event);
            for (std::string &word : searchWords(stringAt(event->event->content(), keyOf(field))))
                words.push_back({std::move(word), room, entry.event, field});
        }
        m_rooms.database.write([&](store::Transaction &tx) {
            store::insertWords(tx, words);
            store::setSearchedTo(tx, room, next.back().pos);
        });
    }
}

std::vector<RoomSearch::Hit>
RoomSearch::collect(const Requester &requester, const Criteria &criteria,
                    std::map<store::RoomNid, ViewerHistory> &histories) {
    std::vector<Hit> hits;
    if (criteria.words.empty() || criteria.rooms.empty())
        return hits;
    for (const store::RoomNid room : criteria.rooms)
        index(room);
    const auto found = m_rooms.database.read([&](store::Reader &reader) {
        return store::search(reader, criteria.words, criteria.rooms, criteria.fields, maxHits);
    });
    for (const store::SearchHit &row : found) {
        const StoredEventPtr event = m_rooms.events.find(row.event);
        if (!event || !criteria.filter.matches(*event->event))
            continue;
        auto it = histories.find(row.room);
        if (it == histories.end())
            it = histories
                     .emplace(row.room, m_rooms.visibility.history(row.room, requester.userNid,
                                                                   requester.user.str()))
                     .first;
        if (!it->second.maySee(*event))
            continue;
        const auto text = stringAt(event->event->content(), keyOf(fieldOf(*event->event)));
        const auto words = searchWords(text);
        std::size_t matching = 0;
        for (const std::string &word : words)
            matching += std::binary_search(criteria.words.begin(), criteria.words.end(), word);
        hits.push_back({event, words.empty() ? 0.0
                                             : static_cast<double>(matching) /
                                                   static_cast<double>(words.size())});
    }
    if (!criteria.recent)
        std::stable_sort(hits.begin(), hits.end(),
                         [](const Hit &a, const Hit &b) { return a.rank > b.rank; });
    return hits;
}

json::object RoomSearch::contextOf(const Requester &requester, const Criteria &criteria,
                                   const StoredEvent &event, const ViewerHistory &history) {
    StoredEvents before =
        Visibility::filter(m_rooms.timeline.before(event.room, {event.pos.value - 1},
                                                   static_cast<int>(*criteria.contextBefore)),
                           history);
    std::reverse(before.begin(), before.end());
    const StoredEvents after = Visibility::filter(
        m_rooms.timeline.after(event.room, event.pos, static_cast<int>(*criteria.contextAfter)),
        history);
    const Viewer viewer{requester.userNid, requester.user.str(), requester.deviceNid, &history};
    const store::Position first = before.empty() ? event.pos : before.back()->pos;
    const store::Position last = after.empty() ? event.pos : after.back()->pos;
    json::object out{{"events_before", m_rooms.serializer.list(before, viewer)},
                     {"events_after", m_rooms.serializer.list(after, viewer)},
                     {"start", toToken({first.value - 1})},
                     {"end", toToken(last)}};
    if (criteria.profiles) {
        json::object profiles;
        const RoomViewPtr room = m_rooms.registry.view(event.room);
        const auto put = [&](const StoredEvent &shown) {
            const std::string &sender = shown.event->sender().str();
            const Member *member = room ? room->members.find(sender) : nullptr;
            if (!member)
                return;
            json::object profile;
            if (!member->displayName.empty())
                profile["displayname"] = member->displayName;
            if (!member->avatarUrl.empty())
                profile["avatar_url"] = member->avatarUrl;
            profiles[sender] = std::move(profile);
        };
        put(event);
        for (const StoredEventPtr &shown : before)
            put(*shown);
        for (const StoredEventPtr &shown : after)
            put(*shown);
        out["profile_info"] = std::move(profiles);
    }
    return out;
}

json::object RoomSearch::search(const Requester &requester, const json::object &body,
                                const std::string &nextBatch) {
    const Criteria criteria = read(requester, body);
    std::size_t offset = 0;
    if (!nextBatch.empty()) {
        const auto text = base64Decode(nextBatch);
        if (!text || text->empty() || text->size() > 9 ||
            text->find_first_not_of("0123456789") != std::string::npos)
            throw invalidParam("Invalid batch");
        offset = static_cast<std::size_t>(std::stoul(*text));
    }
    std::map<store::RoomNid, ViewerHistory> histories;
    const std::vector<Hit> hits = collect(requester, criteria, histories);
    json::array results;
    json::object state;
    json::object byRoom;
    json::object bySender;
    const auto group = [](json::object &groups, const std::string &key, const Hit &hit) {
        json::value &entry = groups[key];
        if (!entry.is_object())
            entry = json::object{{"results", json::array()},
                                 {"order", static_cast<std::int64_t>(groups.size()) - 1}};
        entry.get_object()["results"].as_array().emplace_back(hit.event->event->id().str());
    };
    std::size_t at = offset;
    for (; at < hits.size() && results.size() < static_cast<std::size_t>(criteria.limit); ++at) {
        const Hit &hit = hits[at];
        const ViewerHistory &history = histories.at(hit.event->room);
        const Viewer viewer{requester.userNid, requester.user.str(), requester.deviceNid, &history};
        json::object result{{"rank", hit.rank},
                            {"result", m_rooms.serializer.one(*hit.event, viewer)}};
        if (criteria.contextBefore)
            result["context"] = contextOf(requester, criteria, *hit.event, history);
        results.push_back(std::move(result));
        const std::string &roomId = hit.event->event->roomId().str();
        group(byRoom, roomId, hit);
        group(bySender, hit.event->event->sender().str(), hit);
        if (criteria.state && !state.contains(roomId))
            if (const RoomViewPtr room = m_rooms.registry.view(hit.event->room))
                state[roomId] =
                    m_rooms.serializer.list(m_rooms.history().stateEvents(*room, {}), viewer);
    }
    json::array highlights;
    for (const std::string &word : criteria.words)
        highlights.emplace_back(word);
    json::object out{{"count", static_cast<std::int64_t>(hits.size())},
                     {"results", std::move(results)},
                     {"highlights", std::move(highlights)}};
    if (at < hits.size())
        out["next_batch"] = base64UrlEncode(std::to_string(at));
    if (criteria.state)
        out["state"] = std::move(state);
    json::object groups;
    if (criteria.groups.contains("room_id"))
        groups["room_id"] = std::move(byRoom);
    if (criteria.groups.contains("sender"))
        groups["sender"] = std::move(bySender);
    if (!groups.empty())
        out["groups"] = std::move(groups);
    return {{"search_categories", {{"room_events", std::move(out)}}}};
}

} // namespace hearth::services
