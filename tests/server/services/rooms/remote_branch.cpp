// SPDX-License-Identifier: Apache-2.0
// RemoteBranch.
#include "tests/server/services/rooms/remote_branch.hpp"

#include "server/matrix/redaction.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/store/database.hpp"

#include <atomic>
#include <stdexcept>

namespace hearth::test {

using namespace matrix;

namespace {
std::atomic<int> localparts{0};
} // namespace

EventPtr newestOf(RoomWorld &world, const std::string &room) {
    const services::RoomPtr found = world.core().registry.require(room);
    return world.core().timeline.before(found->nid(), world.db->position(), 1).front()->event;
}

RemoteBranch::RemoteBranch(RoomWorld &world, const std::string &room)
    : m_version(&world.core().registry.require(room)->version())
    , m_room(RoomId::trusted(room))
    , m_key(std::make_shared<const crypto::SigningKey>(crypto::SigningKey::generate("far")))
    , m_heads{newestOf(world, room)} {
    const services::RoomViewPtr view = world.core().registry.view(room);
    for (const services::StoredEventPtr &event : world.rooms().history.stateEvents(*view, {}))
        m_state[StateKeyPair(event->event->type(), *event->event->stateKey())] = event->event;
    m_depth = m_heads.front()->depth();
    time = m_heads.front()->originServerTs();
}

const Event *RemoteBranch::find(std::string_view type, std::string_view stateKey) const {
    const auto found = m_state.find(StateKeyPair(type, stateKey));
    return found == m_state.end() ? nullptr : found->second.get();
}

EventPtr RemoteBranch::build(EventDraft draft) {
    draft.roomId = m_room;
    draft.authEvents = selectAuthEvents(*m_version, draft.type, draft.stateKey, draft.sender.str(),
                                        draft.content, *this);
    for (const EventPtr &head : m_heads) {
        draft.prevEvents.push_back(head->id());
        draft.referenceHashes[head->id()] = referenceHash(*m_version, head->pdu());
        m_depth = std::max(m_depth, head->depth());
    }
    for (const auto &[key, event] : m_state)
        draft.referenceHashes[event->id()] = referenceHash(*m_version, event->pdu());
    draft.depth = ++m_depth;
    draft.originServerTs = ++time;
    const std::string server(domain(draft.sender.str()));
    auto built = buildEvent(*m_version, std::move(draft), server, *m_key,
                            "r" + std::to_string(++localparts));
    if (!built)
        throw std::runtime_error(built.error().message);
    m_heads = {*built};
    if ((*built)->isState())
        m_state[StateKeyPair((*built)->type(), *(*built)->stateKey())] = *built;
    return *built;
}

EventPtr RemoteBranch::add(const std::string &sender, const std::string &type,
                           std::optional<std::string> stateKey, json::object content) {
    EventDraft draft;
    draft.sender = UserId::trusted(sender);
    draft.type = type;
    draft.stateKey = std::move(stateKey);
    draft.content = std::move(content);
    return build(std::move(draft));
}

EventPtr RemoteBranch::say(const std::string &sender, const std::string &body, json::object more) {
    more["msgtype"] = "m.text";
    more["body"] = body;
    return add(sender, "m.room.message", std::nullopt, std::move(more));
}

EventPtr RemoteBranch::member(const std::string &sender, const std::string &target,
                              const std::string &membership) {
    return add(sender, "m.room.member", target, {{"membership", membership}});
}

EventPtr RemoteBranch::redact(const std::string &sender, const Event &target) {
    EventDraft draft;
    draft.sender = UserId::trusted(sender);
    draft.type = "m.room.redaction";
    draft.redacts = target.id();
    return build(std::move(draft));
}

std::vector<EventId> RemoteBranch::stateIds() const {
    std::vector<EventId> out;
    for (const auto &[key, event] : m_state)
        out.push_back(event->id());
    return out;
}

} // namespace hearth::test
