// SPDX-License-Identifier: Apache-2.0
// See appservice_sender.hpp.
#include "server/services/appservices/appservice_sender.hpp"

#include "server/core/log.hpp"
#include "server/http/client.hpp"
#include "server/services/appservices/appservice_client.hpp"
#include "server/services/rooms/rooms.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::int64_t eventsAtOnce = 100;
constexpr std::int64_t longestPause = 3600000;
constexpr std::int64_t timeoutMs = 60000;
constexpr std::int64_t writeEvery = 1000; // positions

} // namespace

AppServiceSender::AppServiceSender(AppServices &services, Rooms &rooms, http::Client &client,
                                   Executor &workers)
    : m_services(services)
    , m_rooms(rooms)
    , m_client(client)
    , m_workers(workers) {}

void AppServiceSender::start() {
    for (const auto &service : m_services.all()) {
        if (service.url.empty())
            continue;
        auto line = std::make_unique<Line>();
        line->service = &service;
        line->state = m_rooms.database.write([&](store::Transaction &tx) {
            return store::appservices::load(tx, service.id, m_rooms.database.position());
        });
        line->saved = line->state.events;
        m_lines.push_back(std::move(line));
    }
    m_started = true;
    for (auto &line : m_lines)
        wake(*line);
}

void AppServiceSender::onEvent(const LiveEventPtr &) {
    if (!m_started)
        return;
    for (auto &line : m_lines)
        wake(*line);
}

void AppServiceSender::wake(Line &line) {
    line.dirty = true;
    if (m_stopped || line.busy.exchange(true))
        return;
    m_workers.post([this, &line] { step(line); });
}

/// Sends one transaction, or comes to rest. Runs on one worker at a time for each line.
void AppServiceSender::step(Line &line) {
    try {
        while (!m_stopped) {
            line.dirty = false;
            if (const auto txn = nextTransaction(line)) {
                send(line, *txn);
                return;
            }
            line.busy = false;
            // Something may have come between the look and the rest.
            if (!line.dirty || line.busy.exchange(true))
                return;
        }
    } catch (const std::exception &failure) {
        log::error("appservices", "{}: {}", line.service->id, failure.what());
        m_workers.postAfter(longestPause / 60, [this, &line] { step(line); });
    }
}

std::optional<store::AppServiceTxn> AppServiceSender::nextTransaction(Line &line) {
    const std::string &id = line.service->id;
    auto pending = m_rooms.database.read(
        [&](store::Reader &reader) { return store::appservices::pending(reader, id); });
    if (pending)
        return pending;
    for (;;) {
        const auto rows = m_rooms.database.read([&](store::Reader &reader) {
            return store::appservices::eventsAfter(reader, line.state.events, eventsAtOnce);
        });
        if (rows.empty())
            return std::nullopt;
        std::vector<store::EventNid> nids;
        for (const auto &row : rows)
            nids.push_back(row.event);
        store::AppServiceTxn txn;
        for (const auto &event : m_rooms.events.load(nids))
            if (concerns(line, *event))
                txn.events.push_back(event->nid);
        auto state = line.state;
        state.events = rows.back().pos;
        if (!txn.events.empty())
            txn.id = ++state.lastTxn;
        // Without news the place is written now and then only; after a restart a little is looked
        // at again.
        if (!txn.events.empty() || state.events.value - line.saved.value > writeEvery) {
            m_rooms.database.write([&](store::Transaction &tx) {
                store::appservices::begin(tx, id, state, txn.events);
            });
            line.saved = state.events;
        }
        line.state = state;
        if (!txn.events.empty())
            return txn;
    }
}

bool AppServiceSender::concerns(Line &line, const StoredEvent &event) {
    const AppService &service = *line.service;
    const matrix::Event &e = *event.event;
    if (service.ownsUser(e.sender().str()) || service.ownsRoom(e.roomId().str()))
        return true;
    if (e.type() == "m.room.member" && e.stateKey() && service.ownsUser(*e.stateKey()))
        return true;
    const auto room = m_rooms.registry.view(event.room);
    if (!room)
        return false;
    return service.ownsAlias(room->canonicalAlias()) || hasMembersOf(line, *room) ||
           hasAliasOf(service, event.room);
}

bool AppServiceSender::hasMembersOf(Line &line, const RoomView &room) {
    auto &interest = line.interests[room.nid];
    if (interest.members.sameAs(room.members))
        return interest.wanted;
    interest.members = room.members;
    interest.wanted = false;
    room.members.forEach([&](const MemberPtr &member) {
        interest.wanted = interest.wanted || (member->membership == matrix::Membership::Join &&
                                              line.service->ownsUser(member->userId));
    });
    return interest.wanted;
}

bool AppServiceSender::hasAliasOf(const AppService &service, store::RoomNid room) {
    if (service.aliases.empty())
        return false;
    const auto aliases = m_rooms.database.read(
        [&](store::Reader &reader) { return store::appservices::aliasesOf(reader, room); });
    return std::any_of(aliases.begin(), aliases.end(),
                       [&](const std::string &alias) { return service.ownsAlias(alias); });
}

void AppServiceSender::send(Line &line, const store::AppServiceTxn &txn) {
    const auto events = m_rooms.events.load(txn.events);
    auto order = AppServiceClient::request(
        *line.service, http::Method::Put, "/_matrix/app/v1/transactions/" + std::to_string(txn.id));
    order.headers.set("Content-Type", "application/json");
    order.timeoutMs = timeoutMs;
    order.body =
        json::serialize(json::object{{"events", m_rooms.serializer.list(events, Viewer{})}});
    m_client.send(std::move(order),
                  [this, &line, id = txn.id](const http::IncomingResponse &answer) {
                      answered(line, id, answer);
                  });
}

void AppServiceSender::answered(Line &line, std::int64_t txn,
                                const http::IncomingResponse &answer) {
    if (m_stopped)
        return;
    if (!answer.ok()) {
        const auto pause =
            std::min(longestPause, std::int64_t{1000} << std::min(line.failures++, 12));
        log::warn("appservices", "{} did not take transaction {} ({}); next try in {} s",
                  line.service->id, txn,
                  answer.status == 0 ? answer.error : std::to_string(answer.status), pause / 1000);
        m_workers.postAfter(pause, [this, &line] { step(line); });
        return;
    }
    line.failures = 0;
    try {
        m_rooms.database.write(
            [&](store::Transaction &tx) { store::appservices::finish(tx, line.service->id, txn); });
    } catch (const std::exception &failure) {
        log::error("appservices", "{}: {}", line.service->id, failure.what());
        m_workers.postAfter(longestPause / 60, [this, &line] { step(line); });
        return;
    }
    step(line);
}

} // namespace hearth::services
