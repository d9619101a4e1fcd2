// SPDX-License-Identifier: Apache-2.0
// SyncWorld and its clients.
#include "tests/server/services/sync/sync_world.hpp"

#include "server/core/json_read.hpp"

#include <algorithm>

namespace hearth::test {

TestExecutor::TestExecutor()
    : m_thread([this] { run(); }) {}

TestExecutor::~TestExecutor() {
    stop();
}

void TestExecutor::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

bool TestExecutor::tryPost(std::function<void()> work) {
    post(std::move(work));
    return true;
}

Executor::Timer TestExecutor::postAfter(std::int64_t milliseconds, std::function<void()> work) {
    const std::lock_guard lock(m_mutex);
    m_work.emplace(std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds),
                   Work{++m_lastId, std::move(work)});
    m_changed.notify_all();
    return {0, m_lastId};
}

void TestExecutor::cancel(Timer timer) {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_work, [&](const auto &entry) { return entry.second.id == timer.id; });
}

void TestExecutor::hold() {
    std::unique_lock lock(m_mutex);
    m_held = true;
    m_changed.wait(lock, [&] { return !m_running; });
}

void TestExecutor::startAfresh() {
    const std::lock_guard lock(m_mutex);
    m_work.clear();
    m_held = false;
    m_changed.notify_all();
}

void TestExecutor::run() {
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        if (m_work.empty() || m_held) {
            m_changed.wait(lock);
            continue;
        }
        const Time due = m_work.begin()->first;
        if (due > std::chrono::steady_clock::now()) {
            m_changed.wait_until(lock, due);
            continue;
        }
        auto work = std::move(m_work.begin()->second.run);
        m_work.erase(m_work.begin());
        m_running = true;
        lock.unlock();
        work();
        lock.lock();
        m_running = false;
        m_changed.notify_all();
    }
}

SyncWorld::SyncWorld()
    : limiter(clock)
    , m_services(std::make_unique<Services>(*this)) {}

SyncWorld::Services::Services(SyncWorld &world)
    : accounts(world.db.get(), "test.local")
    , sync({world.core(), world.live(), world.rooms().visibility, world.rooms().history, accounts,
            world.executor, world.limiter}) {}

SyncWorld::~SyncWorld() {
    executor.stop();
    db.close(); // the last write knows the services
}

void SyncWorld::restartAll() {
    executor.hold(); // what runs uses the database
    db.close();      // the last write knows the services
    m_services.reset();
    restart();
    executor.startAfresh();
    m_services = std::make_unique<Services>(*this);
}

namespace {
/// Lets a test's thread sleep until the hub wakes it.
class Sleeper final : public services::Waiter {
public:
    void wake() override {
        const std::lock_guard lock(m_mutex);
        m_awake = true;
        m_changed.notify_all();
    }
    void sleep(std::int64_t milliseconds) {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return m_awake; });
        m_awake = false;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_awake = false;
};
} // namespace

SyncClient::SyncClient(SyncWorld &world, services::Requester who, SyncOptions wishes)
    : options(std::move(wishes))
    , m_world(world)
    , m_who(std::move(who)) {}

services::SyncAnswer SyncClient::ask() {
    services::SyncRequest request;
    request.requester = m_who;
    request.since = m_since;
    request.filter = m_world.services().filters.resolve(m_who.userNid, options.filter);
    request.fullState = options.fullState;
    request.stateAfter = options.stateAfter;
    if (options.stateAfter)
        request.stateName = "state_after";
    const auto feed = m_world.services().hub.connect(m_who.userNid);
    return m_world.services().sync.answer(request, *feed);
}

json::object SyncClient::take(services::SyncAnswer answer) {
    std::string text;
    for (const auto &piece : answer.body)
        text += *piece;
    json::object body = json::parse(text).as_object();
    m_since = services::SyncToken::parse(stringAt(body, "next_batch"));
    return body;
}

json::object SyncClient::sync() {
    return take(ask());
}

json::object SyncClient::initial() {
    m_since.reset();
    return sync();
}

json::object SyncClient::wait(std::int64_t timeoutMs) {
    const auto feed = m_world.services().hub.connect(m_who.userNid);
    const auto sleeper = std::make_shared<Sleeper>();
    const std::int64_t end = m_world.clock.steady() + timeoutMs;
    for (;;) {
        feed->arm(sleeper);
        services::SyncAnswer answer = ask();
        const std::int64_t left = end - m_world.clock.steady();
        if (!answer.empty || left <= 0) {
            feed->disarm(sleeper.get());
            return take(std::move(answer));
        }
        sleeper->sleep(left);
    }
}

json::object roomOf(const json::object &answer, std::string_view section, const std::string &room) {
    const json::object *rooms = objectAt(answer, "rooms");
    const json::object *list = rooms ? objectAt(*rooms, section) : nullptr;
    const json::object *found = list ? objectAt(*list, room) : nullptr;
    return found ? *found : json::object();
}

json::array eventsOf(const json::object &room, std::string_view part) {
    const json::object *found = objectAt(room, part);
    const json::array *events = found ? arrayAt(*found, "events") : nullptr;
    return events ? *events : json::array();
}

std::vector<std::string> bodiesOf(const json::array &events) {
    std::vector<std::string> out;
    for (const json::value &event : events) {
        if (stringAt(event.as_object(), "type") == "m.room.message")
            out.emplace_back(stringAt(*objectAt(event.as_object(), "content"), "body"));
    }
    return out;
}

std::vector<std::string> typesOf(const json::array &events) {
    std::vector<std::string> out;
    for (const json::value &event : events)
        out.emplace_back(stringAt(event.as_object(), "type"));
    return out;
}

std::vector<std::string> deviceList(const json::object &answer, std::string_view name) {
    std::vector<std::string> out;
    const json::object *lists = objectAt(answer, "device_lists");
    if (const json::array *ids = lists ? arrayAt(*lists, name) : nullptr) {
        for (const json::value &id : *ids)
            out.emplace_back(view(id.as_string()));
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace hearth::test
