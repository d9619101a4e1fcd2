// SPDX-License-Identifier: Apache-2.0
// RoomWorld.
#include "tests/server/services/rooms/room_world.hpp"

#include <algorithm>

namespace hearth::test {

namespace {
config::Settings testSettings() {
    config::Settings settings;
    settings.serverName = "test.local";
    settings.maxEventDelayDuration = 60000;
    return settings;
}
} // namespace

RoomWorld::RoomWorld(std::size_t cacheBytes)
    : key(crypto::SigningKey::generate("test"))
    , settings(testSettings())
    , m_cacheBytes(cacheBytes) {
    open();
}

RoomWorld::~RoomWorld() {
    db.close(); // the last write knows the services
}

RoomWorld::Running::Running(RoomWorld &world)
    : core(world.db.get(), world.settings, world.clock, world.key, world.m_cacheBytes)
    , live(core)
    , rooms({core, world.limiter, world.workers, world.m_profiles, live.accountData,
             world.m_aliasOwners}) {}

void RoomWorld::open() {
    m_running = std::make_unique<Running>(*this);
    core().sender.addListener(recorder);
}

void RoomWorld::restart() {
    db.close(); // the last write knows the services
    m_running.reset();
    db.reopen();
    open();
}

services::Requester RoomWorld::user(const std::string &localpart) {
    services::Requester requester;
    requester.user = matrix::UserId::trusted("@" + localpart + ":test.local");
    requester.userNid = core().sender.userNid(requester.user.str());
    requester.deviceId = "D" + localpart;
    requester.deviceNid = store::DeviceNid{requester.userNid.value + 1000};
    return requester;
}

std::string RoomWorld::create(const services::Requester &who, json::object body) {
    return rooms().creator.create(who, body).roomId;
}

std::string RoomWorld::say(const services::Requester &who, const std::string &room,
                           const std::string &text, const std::string &txnId) {
    services::RoomEvents::Message message;
    message.roomId = room;
    message.type = "m.room.message";
    message.content = {{"msgtype", "m.text"}, {"body", text}};
    message.txnId = txnId;
    return rooms().sending.send(who, std::move(message));
}

std::string RoomWorld::state(const services::Requester &who, const std::string &room,
                             const std::string &type, json::object content,
                             const std::string &stateKey) {
    return rooms().sending.putState(who, {room, type, stateKey, std::move(content), {}});
}

void RoomWorld::change(const services::Requester &who, const std::string &room,
                       services::Memberships::Action action, const std::string &target) {
    services::Memberships::Change change;
    change.action = action;
    change.target = target.empty() ? who.user.str() : target;
    rooms().memberships.change(who, core().registry.require(room), std::move(change));
}

std::vector<std::string> RoomWorld::bodies(const services::Requester &who,
                                           const std::string &room) {
    services::RoomHistory::Page page;
    page.limit = 1000;
    const json::object answer = rooms().history.messages(who, room, page);
    std::vector<std::string> out;
    for (const json::value &event : answer.at("chunk").as_array())
        if (event.at("type").as_string() == "m.room.message") {
            const json::value *body = event.at("content").as_object().if_contains("body");
            out.emplace_back(body ? std::string(body->as_string()) : std::string("-"));
        }
    std::reverse(out.begin(), out.end());
    return out;
}

} // namespace hearth::test
