// SPDX-License-Identifier: Apache-2.0
#include "tests/server/matrix/room_fixture.hpp"

#include "server/matrix/event_types.hpp"
#include "server/matrix/redaction.hpp"

#include <stdexcept>

namespace hearth::test {

using namespace matrix;

const Event *MapState::find(std::string_view type, std::string_view stateKey) const {
    const auto found = m_events.find(StateKeyPair(type, stateKey));
    return found == m_events.end() ? nullptr : found->second.get();
}

void MapState::set(const EventPtr &event) {
    m_events[StateKeyPair(event->type(), *event->stateKey())] = event;
}

RoomFixture::RoomFixture(std::string_view versionId, json::object createContent)
    : version(*findRoomVersion(versionId))
    , m_key(crypto::SigningKey::generate("test")) {
    createContent["room_version"] = versionId;
    if (!version.implicitCreator)
        createContent["creator"] = alice;
    if (!version.roomIdIsCreateHash)
        m_roomId = RoomId::trusted("!room:one.example");
    create = force(make(alice, event_type::create, "", std::move(createContent)));
    m_roomId = create->roomId();
    force(makeMember(alice, alice, "join"));
}

EventPtr RoomFixture::make(std::string_view sender, std::string_view type,
                           std::optional<std::string> stateKey, json::object content,
                           const MapState *on) {
    const MapState &base = on ? *on : state;
    EventDraft draft;
    draft.roomId = m_roomId;
    draft.sender = UserId::trusted(std::string(sender));
    draft.type = type;
    draft.stateKey = std::move(stateKey);
    draft.authEvents = selectAuthEvents(version, draft.type, draft.stateKey, sender, content, base);
    draft.content = std::move(content);
    draft.prevEvents = m_last;
    draft.depth = m_depth;
    draft.originServerTs = 1000 + m_counter++;
    auto built = buildEvent(version, std::move(draft), domain(sender), m_key,
                            "e" + std::to_string(m_counter));
    if (!built)
        throw std::runtime_error(built.error().message);
    return *built;
}

EventPtr RoomFixture::makeMember(std::string_view sender, std::string_view target,
                                 std::string_view membership, json::object more) {
    more["membership"] = membership;
    return make(sender, event_type::member, std::string(target), std::move(more));
}

AuthVerdict RoomFixture::judge(const EventPtr &event) const {
    return checkAuth(version, *event, state);
}

EventPtr RoomFixture::force(const EventPtr &event) {
    events[event->id().str()] = event;
    if (event->isState())
        state.set(event);
    m_last = {event->id()};
    ++m_depth;
    return event;
}

void RoomFixture::member(std::string_view user, std::string_view membership) {
    force(makeMember(user, user, membership));
}

void RoomFixture::joinRule(std::string_view rule) {
    force(make(alice, event_type::joinRules, "", {{"join_rule", rule}}));
}

void RoomFixture::powerLevels(json::object content) {
    force(make(alice, event_type::powerLevels, "", std::move(content)));
}

} // namespace hearth::test
