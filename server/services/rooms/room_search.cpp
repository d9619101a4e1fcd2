// SPDX-License-Identifier: Apache-2.0
// Full-text search over rooms the requester is or was in. A word of the search finds all words
// that begin with it.
#include "server/services/rooms/room_search.hpp"

#include "server/config/settings.hpp"
#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/filter.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/search_words.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/timeline.hpp"
#include "server/services/rooms/visibility.hpp"
#include "server/store/database.hpp"
#include "server/store/search_store.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace hearth::services {
namespace {

constexpr int indexChunk = 500;
constexpr std::size_t windowSize = 1000; // events looked at for one page
constexpr std::size_t mostTerms = 20;

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

std::vector<std::string> wordsOf(const matrix::Event &event) {
    return searchWords(stringAt(event.content(), keyOf(fieldOf(event))));
}

/// More for whole words than for beginnings, less the longer the text is. Marks what was found.
double rankOf(const std::vector<std::string> &words, const std::vector<store::SearchTerm> &terms,
              std::set<std::string> &found) {
    double sum = 0;
    for (const store::SearchTerm &term : terms) {
        double best = 0;
        for (const std::string &word : words) {
            const bool whole = word == term.text;
            if (!whole && (term.exact || !word.starts_with(term.text)))
                continue;
            found.insert(word);
            best = std::max(best, whole ? 1.0 : 0.5);
        }
        sum += best;
    }
    return words.empty() ? 0.0 : sum / std::sqrt(static_cast<double>(words.size()));
}

std::string groupKeyOf(const std::string &group, const matrix::Event &event) {
    return group == "sender" ? event.sender().str() : event.roomId().str();
}

} // namespace

struct RoomSearch::Criteria {
    std::vector<store::SearchTerm> terms;
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

std::string RoomSearch::Batch::text() const {
    return base64UrlEncode(json::serialize(
        json::array{upTo.value, static_cast<std::int64_t>(offset), group, groupKey}));
}

RoomSearch::Batch RoomSearch::Batch::parse(const std::string &text) {
    Batch batch;
    if (text.empty())
        return batch;
    const auto decoded = base64Decode(text);
    boost::system::error_code error;
    const json::value value = decoded ? json::parse(*decoded, error) : json::value();
    const json::array *parts = !error ? value.if_array() : nullptr;
    if (!parts || parts->size() != 4 || !(*parts)[0].is_int64() || !(*parts)[1].is_int64() ||
        !(*parts)[2].is_string() || !(*parts)[3].is_string() || (*parts)[0].get_int64() < 0 ||
        (*parts)[1].get_int64() < 0)
        throw invalidParam("Invalid batch");
    batch.upTo = {(*parts)[0].get_int64()};
    batch.offset = static_cast<std::size_t>((*parts)[1].get_int64());
    batch.group = view((*parts)[2].get_string());
    batch.groupKey = view((*parts)[3].get_string());
    return batch;
}

void RoomSearch::readContent(Criteria &criteria, const json::object &wanted) {
    std::vector<std::string> words = searchWords(getString(wanted, "search_term"));
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    words.resize(std::min(words.size(), mostTerms));
    for (std::string &word : words) {
        const bool exact = isWholeWord(word);
        criteria.terms.push_back({std::move(word), exact});
    }
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
}

RoomSearch::Criteria RoomSearch::read(const Requester &requester, const json::object &body) {
    const json::object &categories = getObject(body, "search_categories");
    Criteria criteria;
    const json::object &wanted = getObject(categories, "room_events");
    readContent(criteria, wanted);
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
    for (const RoomMembership &entry : *m_parts.members.roomsOf(requester.userNid)) {
        const bool was = entry.membership == matrix::Membership::Leave ||
                         entry.membership == matrix::Membership::Ban;
        if (entry.membership != matrix::Membership::Join && !(was && !entry.forgotten))
            continue;
        const RoomViewPtr room = m_parts.registry.view(entry.room);
        if (room && criteria.filter.matchesRoom(room->id.str()))
            criteria.rooms.push_back(entry.room);
    }
    return criteria;
}

void RoomSearch::index(store::RoomNid room) {
    while (true) {
        store::Position done{};
        std::vector<store::Searchable> next;
        m_parts.database.read([&](store::Reader &reader) {
            done = store::searchedTo(reader, room);
            next = store::searchable(reader, room, done, indexChunk);
        });
        if (next.empty())
            return;
        std::vector<store::SearchWord> words;
        for (const store::Searchable &entry : next) {
            const StoredEventPtr event = m_parts.events.find(entry.event);
            if (!event || event->redactedBy)
                continue;
            std::vector<std::string> found = wordsOf(*event->event);
            std::sort(found.begin(), found.end());
            found.erase(std::unique(found.begin(), found.end()), found.end());
            for (std::string &word : found)
                words.push_back({std::move(word), room, entry.event, fieldOf(*event->event)});
        }
        m_parts.database.write([&](store::Transaction &tx) {
            store::insertWords(tx, words);
            store::setSearchedTo(tx, room, next.back().pos);
        });
    }
}

RoomSearch::Window RoomSearch::collect(const Criteria &criteria, const Batch &batch, Sight &sight) {
    Window window;
    if (criteria.terms.empty() || criteria.rooms.empty())
        return window;
    for (const store::RoomNid room : criteria.rooms)
        index(room);
    const auto found = m_parts.database.read([&](store::Reader &reader) {
        return store::search(reader, criteria.terms, criteria.rooms, criteria.fields, batch.upTo,
                             windowSize);
    });
    if (found.size() == windowSize)
        window.end = found.back().pos;
    std::set<std::string> unused;
    for (const store::SearchHit &row : found) {
        const StoredEventPtr event = m_parts.events.find(row.event);
        if (!event || event->redactedBy || !criteria.filter.matches(*event->event))
            continue;
        if (!batch.group.empty() && groupKeyOf(batch.group, *event->event) != batch.groupKey)
            continue;
        if (!sight.shows(*event))
            continue;
        window.hits.push_back({event, rankOf(wordsOf(*event->event), criteria.terms, unused)});
    }
    if (!criteria.recent)
        std::stable_sort(window.hits.begin(), window.hits.end(),
                         [](const Hit &a, const Hit &b) { return a.rank > b.rank; });
    return window;
}

/// As the senders were called when the last of the events was sent.
json::object RoomSearch::profilesOf(const StoredEvents &shown) {
    json::object profiles;
    const store::Position at = shown.empty() ? store::Position{} : shown.back()->pos;
    for (const StoredEventPtr &event : shown) {
        const std::string &sender = event->event->sender().str();
        if (profiles.contains(sender))
            continue;
        const StoredEventPtr member =
            m_parts.events.find(m_parts.timeline.stateAt(event->room, at, "m.room.member", sender));
        if (!member)
            continue;
        const auto textOrNull = [&](const char *name) {
            const std::string_view text = stringAt(member->event->content(), name);
            return text.empty() ? json::value() : json::value(text);
        };
        profiles[sender] = json::object{{"displayname", textOrNull("displayname")},
                                        {"avatar_url", textOrNull("avatar_url")}};
    }
    return profiles;
}

json::object RoomSearch::contextOf(const Criteria &criteria, const StoredEventPtr &event,
                                   Sight &sight) {
    const auto shown = [&](StoredEvents events) {
        std::erase_if(events, [&](const StoredEventPtr &one) { return !sight.shows(*one); });
        return events;
    };
    StoredEvents before = shown(m_parts.timeline.before(event->room, {event->pos.value - 1},
                                                        static_cast<int>(*criteria.contextBefore)));
    const StoredEvents after = shown(
        m_parts.timeline.after(event->room, event->pos, static_cast<int>(*criteria.contextAfter)));
    StoredEvents all = before;
    all.push_back(event);
    all.insert(all.end(), after.begin(), after.end());
    std::reverse(before.begin(), before.end());
    json::object out{{"events_before", m_parts.serializer.list(before, sight)},
                     {"events_after", m_parts.serializer.list(after, sight)},
                     {"start", toToken({all.front()->pos.value - 1})},
                     {"end", toToken(all.back()->pos)}};
    if (criteria.profiles)
        out["profile_info"] = profilesOf(all);
    return out;
}

json::object RoomSearch::groupsOf(const Criteria &criteria, const Batch &batch,
                                  const std::vector<Hit> &hits, std::size_t first,
                                  std::size_t last) {
    json::object out;
    for (const std::string &name : criteria.groups) {
        json::object groups;
        for (std::size_t i = first; i < last; ++i) {
            json::value &entry = groups[groupKeyOf(name, *hits[i].event->event)];
            if (!entry.is_object())
                entry = json::object{{"results", json::array()},
                                     {"order", static_cast<std::int64_t>(groups.size()) - 1}};
            entry.get_object()["results"].as_array().emplace_back(hits[i].event->event->id().str());
        }
        for (auto &entry : groups) {
            Batch next;
            next.upTo = batch.upTo;
            next.group = name;
            next.groupKey = entry.key();
            std::size_t count = 0;
            for (std::size_t i = 0; i < hits.size(); ++i) {
                const bool in = groupKeyOf(name, *hits[i].event->event) == next.groupKey;
                next.offset += in && i < last ? 1U : 0U;
                count += in ? 1U : 0U;
            }
            if (count > next.offset)
                entry.value().as_object()["next_batch"] = next.text();
        }
        out[name] = std::move(groups);
    }
    return out;
}

json::object RoomSearch::page(const Criteria &criteria, const Batch &batch, const Window &window,
                              Sight &sight) {
    const std::vector<Hit> &hits = window.hits;
    const std::size_t first = std::min(batch.offset, hits.size());
    const std::size_t last =
        std::min(hits.size(), first + static_cast<std::size_t>(criteria.limit));
    json::array results;
    json::object state;
    std::set<std::string> found;
    for (std::size_t at = first; at < last; ++at) {
        const Hit &hit = hits[at];
        json::object result{{"rank", hit.rank},
                            {"result", m_parts.serializer.one(*hit.event, sight)}};
        if (criteria.contextBefore)
            result["context"] = contextOf(criteria, hit.event, sight);
        results.push_back(std::move(result));
        static_cast<void>(rankOf(wordsOf(*hit.event->event), criteria.terms, found));
        const std::string &roomId = hit.event->event->roomId().str();
        if (criteria.state && !state.contains(roomId))
            if (const RoomViewPtr room = m_parts.registry.view(hit.event->room))
                state[roomId] = m_parts.serializer.list(
                    m_parts.history.stateEvents(*room, sight.in(room->nid).leftAt()), sight,
                    stateOptions());
    }
    for (const store::SearchTerm &term : criteria.terms)
        found.insert(term.text);
    json::object out{{"count", static_cast<std::int64_t>(hits.size())},
                     {"results", std::move(results)},
                     {"highlights", json::array(found.begin(), found.end())}};
    Batch next = batch;
    if (last == hits.size() && window.end.value > 1) {
        next.offset = 0;
        next.upTo = {window.end.value - 1};
        out["next_batch"] = next.text();
    } else if (last < hits.size()) {
        next.offset = last;
        out["next_batch"] = next.text();
    }
    if (criteria.state)
        out["state"] = std::move(state);
    if (!criteria.groups.empty())
        out["groups"] = groupsOf(criteria, batch, hits, first, last);
    return out;
}

json::object RoomSearch::search(const Requester &requester, const json::object &body,
                                const std::string &nextBatch) {
    if (!m_parts.settings.get()->enableSearch)
        throw unknownError("Search is disabled on this homeserver");
    Batch batch = Batch::parse(nextBatch);
    const json::object &categories = getObject(body, "search_categories");
    if (!categories.contains("room_events"))
        return {{"search_categories", json::object()}};
    const Criteria criteria = read(requester, body);
    if (batch.upTo.value == 0)
        batch.upTo = m_parts.database.position();
    Sight sight = m_parts.visibility.sightOf(requester);
    const Window window = collect(criteria, batch, sight);
    return {{"search_categories", {{"room_events", page(criteria, batch, window, sight)}}}};
}

} // namespace hearth::services
