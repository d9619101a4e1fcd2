// SPDX-License-Identifier: Apache-2.0
#include "server/net/io_thread.hpp"

#include "server/core/log.hpp"
#include "server/net/worker_pool.hpp"

#include <array>
#include <chrono>
#include <ctime>

namespace hearth::net {
namespace {

std::string httpDate() {
    const std::time_t seconds = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    const std::size_t length =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), length};
}

} // namespace

IoThread::IoThread(ServerContext &owner)
    : server(owner)
    , now(steadyNow())
    , date(httpDate())
    , m_work(context.get_executor())
    , m_timer(context.get_executor()) {}

IoThread::~IoThread() {
    stop();
}

std::int64_t IoThread::steadyNow() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

void IoThread::tick() {
    now = steadyNow();
    date = httpDate();
    // A sweep may close connections, which takes them out of the set.
    const std::vector<ConnectionBase *> all(connections.begin(), connections.end());
    for (ConnectionBase *connection : all)
        if (connections.contains(connection))
            connection->sweep(now);
    m_timer.expires_after(std::chrono::milliseconds(500));
    m_timer.async_wait([this](const boost::system::error_code &error) {
        if (!error)
            tick();
    });
}

void IoThread::start(int number) {
    tick();
    m_thread = std::thread([this, number] {
        nameThisThread("io-" + std::to_string(number));
        while (true) {
            try {
                context.run();
                return;
            } catch (const std::exception &failure) {
                log::error("net", "exception on an io thread: {}", failure.what());
            }
        }
    });
}

void IoThread::stop() {
    context.stop();
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace hearth::net
