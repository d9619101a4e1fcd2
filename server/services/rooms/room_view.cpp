// SPDX-License-Identifier: Apache-2.0
// Reading a room's state, and making the next snapshot from a state event.
#include "server/services/rooms/room_view.hpp"

#include "server/core/json_read.hpp"
#include "server/services/rooms/event_reader.hpp"

#include <algorithm>

namespace hearth::services {

using matrix::Membership;

const StateEntry *RoomView::findEntry(std::string_view type, std::string_view stateKey) const {
    const auto it = state->find(StateKeyLess::Text(type, stateKey));
    return it == state->end() ? nullptr : &it->second;
}

const matrix::Event *RoomView::find(std::string_view type, std::string_view stateKey) const {
    const StateEntry *entry = findEntry(type, stateKey);
    return entry ? entry->event.get() : nullptr;
}

Membership RoomView::membershipOf(std::string_view userId) const {
    const Member *member = members.find(userId);
    return member ? member->membership : Membership::None;
}

namespace {
std::string_view contentText(const RoomView &view, std::string_view type, std::string_view key) {
    const matrix::Event *event = view.find(type);
    return event ? stringAt(event->content(), key) : std::string_view();
}
} // namespace

std::string_view RoomView::joinRule() const {
    const auto rule = contentText(*this, "m.room.join_rules", "join_rule");
    return rule.empty() ? std::string_view("invite") : rule;
}

std::string_view RoomView::historyVisibility() const {
    const auto text = contentText(*this, "m.room.history_visibility", "history_visibility");
    if (text == "world_readable" || text == "invited" || text == "joined")
        return text;
    return "shared";
}

bool RoomView::guestsMayJoin() const {
    return contentText(*this, "m.room.guest_access", "guest_access") == "can_join";
}

std::string_view RoomView::name() const {
    return contentText(*this, "m.room.name", "name");
}
std::string_view RoomView::topic() const {
    return contentText(*this, "m.room.topic", "topic");
}
std::string_view RoomView::avatarUrl() const {
    return contentText(*this, "m.room.avatar", "url");
}
std::string_view RoomView::canonicalAlias() const {
    return contentText(*this, "m.room.canonical_alias", "alias");
}
std::string_view RoomView::encryption() const {
    return contentText(*this, "m.room.encryption", "algorithm");
}
std::string_view RoomView::roomType() const {
    return contentText(*this, "m.room.create", "type");
}
std::string_view RoomView::creator() const {
    const matrix::Event *create = find("m.room.create");
    return create ? std::string_view(create->sender().str()) : std::string_view();
}

bool RoomView::federated() const {
    const matrix::Event *create = find("m.room.create");
    if (!create)
        return true;
    const json::value *flag = create->content().if_contains("m.federate");
    return !flag || !flag->is_bool() || flag->as_bool();
}

std::vector<MemberPtr> RoomView::heroes(std::string_view viewer) const {
    std::vector<MemberPtr> present;
    std::vector<MemberPtr> gone;
    members.forEach([&](const MemberPtr &member) {
        if (member->userId == viewer)
            return;
        if (member->membership == Membership::Join || member->membership == Membership::Invite)
            present.push_back(member);
        else if (member->membership == Membership::Leave || member->membership == Membership::Ban)
            gone.push_back(member);
    });
    std::vector<MemberPtr> &chosen = present.empty() ? gone : present;
    const std::size_t count = std::min<std::size_t>(5, chosen.size());
    std::partial_sort(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(count),
                      chosen.end(),
                      [](const MemberPtr &a, const MemberPtr &b) { return a->nid < b->nid; });
    chosen.resize(count);
    return chosen;
}

void refreshPowerLevels(RoomView &view) {
    const matrix::Event *create = view.find("m.room.create");
    if (create)
        view.powerLevels = std::make_shared<const matrix::PowerLevels>(
            *view.version, create, view.find("m.room.power_levels"));
}

namespace {
void count(RoomView &view, Membership membership, bool local, std::int64_t by) {
    switch (membership) {
    case Membership::Join:
        view.joined += by;
        view.localJoined += local ? by : 0;
        break;
    case Membership::Invite:
        view.invited += by;
        break;
    case Membership::Knock:
        view.knocked += by;
        break;
    case Membership::Ban:
        view.banned += by;
        break;
    case Membership::Leave:
        view.left += by;
        break;
    case Membership::None:
        break;
    }
}
} // namespace

void putMember(RoomView &view, MemberPtr member, bool local) {
    if (const Member *old = view.members.find(member->userId))
        count(view, old->membership, local, -1);
    count(view, member->membership, local, 1);
    view.members = view.members.set(std::move(member));
}

namespace {
void changeMember(RoomView &view, const ChangedEntry &change) {
    if (!change.after) {
        count(view, view.membershipOf(change.key.second), change.local, -1);
        view.members = view.members.erase(change.key.second);
        return;
    }
    auto member = std::make_shared<Member>();
    member->userId = change.key.second;
    member->user = change.target;
    member->nid = change.after;
    member->membership = change.now;
    member->displayName = stringAt(change.event->content(), "displayname");
    member->avatarUrl = stringAt(change.event->content(), "avatar_url");
    member->event = change.event;
    putMember(view, std::move(member), change.local);
}
} // namespace

RoomViewPtr withChanges(const RoomView &view, const StateChanges &changes) {
    auto next = std::make_shared<RoomView>(view);
    std::shared_ptr<StateMap> state;
    bool levels = false;
    for (const ChangedEntry &change : changes) {
        if (change.isMember()) {
            changeMember(*next, change);
            continue;
        }
        if (!state)
            state = std::make_shared<StateMap>(*view.state);
        if (change.after)
            (*state)[change.key] = StateEntry{change.after, change.event};
        else
            state->erase(change.key);
        levels = levels || change.key.first == "m.room.create" ||
                 change.key.first == "m.room.power_levels";
    }
    if (state)
        next->state = std::move(state);
    if (levels)
        refreshPowerLevels(*next);
    return next;
}

RoomViewPtr withRedacted(const RoomViewPtr &view, store::EventNid nid,
                         const matrix::Event &original) {
    if (!original.isState())
        return view;
    const matrix::EventPtr redacted = redactedForm(original);
    if (original.type() == "m.room.member") {
        const Member *member = view->members.find(*original.stateKey());
        if (!member || member->nid != nid)
            return view;
        auto changed = std::make_shared<Member>(*member);
        changed->displayName.clear();
        changed->avatarUrl.clear();
        changed->event = redacted;
        auto next = std::make_shared<RoomView>(*view);
        next->members = view->members.set(std::move(changed));
        return next;
    }
    const StateEntry *entry = view->findEntry(original.type(), *original.stateKey());
    if (!entry || entry->nid != nid)
        return view;
    auto next = std::make_shared<RoomView>(*view);
    auto state = std::make_shared<StateMap>(*view->state);
    (*state)[StateKey(std::string(original.type()), *original.stateKey())] =
        StateEntry{nid, redacted};
    next->state = std::move(state);
    refreshPowerLevels(*next);
    return next;
}

} // namespace hearth::services
