// SPDX-License-Identifier: Apache-2.0
// See appservice_sender.hpp.
#include "server/services/appservices/appservice_sender.hpp"

#include "server/core/clock.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/http/client.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/appservices/appservice_client.hpp"
#include "server/services/appservices/appservices.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/visibility.hpp"
#include "server/store/database.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::int64_t eventsAtOnce = 100;
constexpr std::int64_t firstPause = 1000;
constexpr std::int64_t longestPause = 3600000;
constexpr std::int64_t pauseAfterFault = 60000;
constexpr std::int64_t timeoutMs = 60000;
constexpr std::int64_t writeEvery = 1000; // positions

} // namespace

AppServiceSender::AppServiceSender(const Parts &parts)
    : m_parts(parts) {
    m_parts.sender.addListener(*this);
    m_parts.hub.setWatcher(*this);
}

void AppServiceSender::start() {
    for (const auto &service : m_parts.services.all()) {
        if (service.url.empty())
            continue;
        auto line = std::make_unique<Line>(service, m_parts);
        auto &database = m_parts.database;
        line->state = database.write([&](store::Transaction &tx) {
            return store::appservices::load(tx, service.id, database.position());
        });
        line->saved = line->state.events;
        m_lines.push_back(std::move(line));
    }
    m_started = true;
    for (auto &line : m_lines)
        wake(*line);
}

void AppServiceSender::onEvent(const LiveEventPtr &) {
    wakeIf([](AppServiceExtras &) { return true; });
}

void AppServiceSender::onTyping(store::RoomNid room) {
    wakeIf([&](AppServiceExtras &extras) { return extras.onTyping(room); });
}

void AppServiceSender::onPresence(store::UserNid user) {
    wakeIf([&](AppServiceExtras &extras) { return extras.onPresence(user); });
}

void AppServiceSender::onReceipt(store::RoomNid room, const LiveReceipt &receipt) {
    wakeIf([&](AppServiceExtras &extras) { return extras.onReceipt(room, receipt); });
}

void AppServiceSender::onToDevice(store::UserNid) {
    wakeIf([](AppServiceExtras &extras) { return extras.onToDevice(); });
}

void AppServiceSender::onDeviceList(store::UserNid) {
    wakeIf([](AppServiceExtras &extras) { return extras.onDeviceList(); });
}

void AppServiceSender::wakeIf(const std::function<bool(AppServiceExtras &)> &concerns) {
    if (!m_started)
        return;
    for (auto &line : m_lines)
        if (concerns(line->extras))
            wake(*line);
}

void AppServiceSender::wake(Line &line) {
    line.dirty = true;
    if (m_stopped || line.busy.exchange(true))
        return;
    m_parts.workers.post([this, &line] { step(line); });
}

/// Sends one transaction, or comes to rest. Runs on one worker at a time for each line.
void AppServiceSender::step(Line &line) {
    try {
        while (!m_stopped) {
            line.dirty = false;
            const Next next = nextTransaction(line);
            if (next.txn)
                send(line, *next.txn);
            if (next.txn || next.asking)
                return;
            line.busy = false;
            // Something may have come between the look and the rest.
            if (!line.dirty || line.busy.exchange(true))
                return;
        }
    } catch (const std::exception &failure) {
        log::error("appservices", "{}: {}", line.service.id, failure.what());
        m_parts.workers.postAfter(pauseAfterFault, [this, &line] { step(line); });
    }
}

AppServiceSender::Next AppServiceSender::nextTransaction(Line &line) {
    const std::string &id = line.service.id;
    auto pending = m_parts.database.read(
        [&](store::Reader &reader) { return store::appservices::pending(reader, id); });
    if (pending)
        return {std::move(pending)};
    for (;;) {
        const auto rows = m_parts.database.read([&](store::Reader &reader) {
            return store::appservices::eventsAfter(reader, line.state.events, eventsAtOnce);
        });
        std::vector<store::EventNid> nids;
        for (const auto &row : rows)
            nids.push_back(row.event);
        store::AppServiceTxn txn;
        std::vector<StoredEventPtr> events = m_parts.events.load(nids);
        std::erase_if(events, [&](const auto &event) { return !line.interest.inEvent(*event); });
        if (askForUsers(line, events))
            return {std::nullopt, true};
        line.asked.clear();
        for (const auto &event : events)
            txn.events.push_back(event->nid);
        auto state = line.state;
        if (!rows.empty())
            state.events = rows.back().pos;
        line.extras.collect(line.interest, txn, state);
        if (!txn.empty())
            txn.id = ++state.lastTxn;
        // Without news the place is written now and then only; after a restart a little is looked
        // at again.
        if (!txn.empty() || state.events.value - line.saved.value > writeEvery) {
            m_parts.database.write(
                [&](store::Transaction &tx) { store::appservices::begin(tx, id, state, txn); });
            line.saved = state.events;
        }
        line.state = state;
        if (!txn.empty())
            return {std::move(txn)};
        if (rows.empty())
            return {};
    }
}

bool AppServiceSender::isUnknown(const Line &line, const StoredEvent &event) const {
    const matrix::Event &e = *event.event;
    if (e.type() != "m.room.member" || !e.stateKey())
        return false;
    const std::string userId(*e.stateKey());
    Accounts &accounts = m_parts.accounts;
    return userId != line.service.sender && accounts.isLocal(userId) &&
           line.service.ownsUser(userId) && !accounts.find(userId);
}

bool AppServiceSender::askForUsers(Line &line, const std::vector<StoredEventPtr> &events) {
    std::vector<std::string> users;
    for (const auto &event : events)
        if (isUnknown(line, *event))
            if (std::string user(*event->event->stateKey()); line.asked.insert(user).second)
                users.push_back(std::move(user));
    if (users.empty())
        return false;
    // One more, so that what is answered at once does not go on before everybody was asked for.
    const auto open = std::make_shared<std::atomic<std::size_t>>(users.size() + 1);
    const auto oneCame = [this, &line, open] {
        if (open->fetch_sub(1) == 1)
            m_parts.workers.post([this, &line] { step(line); });
    };
    for (const std::string &user : users)
        m_parts.asking.askForUser(line.service, user, oneCame);
    oneCame();
    return true;
}

std::string AppServiceSender::bodyOf(const AppService &service,
                                     const store::AppServiceTxn &txn) const {
    const auto events = m_parts.events.load(txn.events);
    Sight sight = m_parts.visibility.sightOfAll();
    json::object body{{"events", m_parts.serializer.list(events, sight)}};
    // Under one name only: strict readers take two for the same member twice.
    const std::string prefix = service.unstableEphemeral ? "de.sorunome.msc2409." : "";
    if (!txn.ephemeral.empty())
        body[prefix + "ephemeral"] = json::parse(txn.ephemeral);
    if (!txn.toDevice.empty())
        body[prefix + "to_device"] = json::parse(txn.toDevice);
    if (!txn.deviceLists.empty())
        body["org.matrix.msc3202.device_lists"] = json::parse(txn.deviceLists);
    if (!txn.keyCounts.empty()) {
        const auto counts = json::parse(txn.keyCounts);
        if (const auto *oneTime = objectAt(counts.as_object(), "one_time"))
            body["org.matrix.msc3202.device_one_time_keys_count"] = *oneTime;
        if (const auto *fallback = objectAt(counts.as_object(), "fallback"))
            body["org.matrix.msc3202.device_unused_fallback_key_types"] = *fallback;
    }
    return json::serialize(body);
}

void AppServiceSender::send(Line &line, const store::AppServiceTxn &txn) {
    auto order = AppServiceClient::request(
        line.service, http::Method::Put, "/_matrix/app/v1/transactions/" + std::to_string(txn.id));
    order.headers.set("Content-Type", "application/json");
    order.timeoutMs = timeoutMs;
    order.body = bodyOf(line.service, txn);
    m_parts.client.send(std::move(order),
                        [this, &line, id = txn.id](const http::IncomingResponse &answer) {
                            answered(line, id, answer);
                        });
}

void AppServiceSender::answered(Line &line, std::int64_t txn,
                                const http::IncomingResponse &answer) {
    if (m_stopped)
        return;
    if (!answer.ok()) {
        const auto pause = std::min(longestPause, firstPause << std::min(line.failures++, 12));
        log::warn("appservices", "{} did not take transaction {} ({}); next try in {} s",
                  line.service.id, txn,
                  answer.status == 0 ? answer.error : std::to_string(answer.status), pause / 1000);
        m_parts.workers.postAfter(pause, [this, &line] { step(line); });
        return;
    }
    line.failures = 0;
    try {
        m_parts.database.write([&](store::Transaction &tx) {
            store::appservices::finish(tx, line.service.id, txn);
            if (line.service.ephemeral)
                store::appservices::dropMessages(tx, line.service.id, line.state.toDevice);
        });
    } catch (const std::exception &failure) {
        log::error("appservices", "{}: {}", line.service.id, failure.what());
        m_parts.workers.postAfter(pauseAfterFault, [this, &line] { step(line); });
        return;
    }
    step(line);
}

} // namespace hearth::services
