// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/server_resolver.hpp"

#include "server/crypto/hash.hpp"

#include <algorithm>
#include <tuple>

namespace hearth::services {
namespace {

constexpr std::uint16_t usualPort = 8448;
constexpr std::int64_t shortest = 30'000;
constexpr std::int64_t longest = 3'600'000;
constexpr std::int64_t failureFor = 10'000;
constexpr std::int64_t oldFor = 24 * 3'600'000LL;
constexpr std::size_t mostServices = 8;
constexpr std::size_t mostTargets = 8;
constexpr std::size_t mostKept = 20'000;

std::uint32_t randomNumber() {
    std::uint32_t out = 0;
    for (const char byte : crypto::randomBytes(4))
        out = (out << 8U) | static_cast<unsigned char>(byte);
    return out;
}

/// By priority; within one, by chance with the weights (RFC 2782).
std::vector<http::ServiceRecord> ordered(std::vector<http::ServiceRecord> records) {
    std::stable_sort(records.begin(), records.end(), [](const auto &a, const auto &b) {
        return std::tuple(a.priority, a.weight) < std::tuple(b.priority, b.weight);
    });
    for (auto first = records.begin(); first != records.end(); ++first) {
        auto last = first;
        std::uint32_t sum = 0;
        while (last != records.end() && last->priority == first->priority)
            sum += (last++)->weight;
        std::uint32_t chance = sum == 0 ? 0 : randomNumber() % (sum + 1);
        auto chosen = first;
        for (; chosen + 1 != last && chosen->weight < chance; ++chosen)
            chance -= chosen->weight;
        std::rotate(first, chosen, chosen + 1);
    }
    return records;
}

} // namespace

struct ServerResolver::Search {
    std::string serverName;
    Lookups<Resolution>::Answer answer;
    std::string authority;
    std::int64_t life = longest;
    std::mutex mutex;                              // the next three
    std::vector<std::vector<std::string>> targets; // of each host asked for
    std::size_t left = 0;
    bool trouble = false;

    void live(std::int64_t ttlSeconds) {
        life = std::min(life, std::clamp(ttlSeconds * 1000, shortest, longest));
    }
};

ServerResolver::ServerResolver(http::Client &client, http::Names &names, const Clock &clock)
    : m_names(names)
    , m_clock(clock)
    , m_wellKnown(client, names, clock)
    , m_routes(clock, {mostKept, mostKept, mostKept}) {}

void ServerResolver::resolve(const std::string &serverName, std::function<void(Resolution)> done) {
    m_routes.ask(
        serverName, [this, serverName](auto answer) { begin(serverName, std::move(answer)); },
        [this, serverName, done = std::move(done)] {
            done(m_routes.find(serverName).value_or(Resolution{nullptr, "It was forgotten."}));
        });
}

void ServerResolver::forget(const std::string &serverName) {
    m_routes.forget(serverName);
}

void ServerResolver::begin(const std::string &serverName, Lookups<Resolution>::Answer answer) {
    auto search = std::make_shared<Search>();
    search->serverName = serverName;
    search->answer = std::move(answer);
    const auto where = ServerAddress::parse(serverName);
    if (!where)
        return failed(search, false, "It is no server name.");
    if (where->isIp || where->port)
        return goTo(search, *where);
    m_wellKnown.find(where->host, [this, search, host = *where](std::optional<std::string> server) {
        const auto delegated = server ? ServerAddress::parse(*server) : std::nullopt;
        goTo(search, delegated.value_or(host));
    });
}

void ServerResolver::goTo(const SearchPtr &search, const ServerAddress &where) {
    search->authority = where.text();
    if (where.isIp) {
        search->targets = {{withPort(where.host, where.port.value_or(usualPort))}};
        return gathered(search);
    }
    if (where.port) {
        search->targets.resize(1);
        search->left = 1;
        return askAddresses(search, where.host, *where.port);
    }
    askServices(search, where.host, false);
}

void ServerResolver::askServices(const SearchPtr &search, const std::string &host, bool oldName) {
    const std::string name = (oldName ? "_matrix._tcp." : "_matrix-fed._tcp.") + host;
    m_names.services(name, [this, search, host, oldName](const http::ServiceAnswer &answer) {
        if (answer.status == http::NameStatus::Failed)
            return failed(search, true, "The name service does not say where it is.");
        if (answer.status == http::NameStatus::Found) {
            search->live(answer.ttlSeconds);
            return haveServices(search, ordered(answer.records));
        }
        if (!oldName)
            return askServices(search, host, true);
        search->targets.resize(1);
        search->left = 1;
        askAddresses(search, host, usualPort);
    });
}

void ServerResolver::haveServices(const SearchPtr &search,
                                  std::vector<http::ServiceRecord> records) {
    std::erase_if(records, [](const http::ServiceRecord &record) { return record.target == "."; });
    if (records.empty())
        return failed(search, false, "Its name says that it does not federate.");
    records.resize(std::min(records.size(), mostServices));
    search->targets.resize(records.size());
    search->left = records.size();
    for (std::size_t i = 0; i < records.size(); ++i) {
        const http::ServiceRecord &record = records[i];
        m_names.addresses(record.target, [this, search, i,
                                          port = record.port](const http::AddressAnswer &answer) {
            bool last = false;
            {
                const std::lock_guard lock(search->mutex);
                search->trouble = search->trouble || answer.status == http::NameStatus::Failed;
                if (answer.status == http::NameStatus::Found)
                    search->live(answer.ttlSeconds);
                for (const std::string &address : answer.addresses)
                    search->targets[i].push_back(withPort(address, port));
                last = --search->left == 0;
            }
            if (last)
                gathered(search);
        });
    }
}

void ServerResolver::askAddresses(const SearchPtr &search, const std::string &host,
                                  std::uint16_t port) {
    m_names.addresses(host, [this, search, port](const http::AddressAnswer &answer) {
        if (answer.status == http::NameStatus::Found)
            search->live(answer.ttlSeconds);
        search->trouble = answer.status == http::NameStatus::Failed;
        for (const std::string &address : answer.addresses)
            search->targets.front().push_back(withPort(address, port));
        gathered(search);
    });
}

void ServerResolver::gathered(const SearchPtr &search) {
    auto route = std::make_shared<Route>();
    route->authority = search->authority;
    for (const auto &ofHost : search->targets)
        for (const std::string &target : ofHost)
            if (route->targets.size() < mostTargets)
                route->targets.push_back(target);
    if (route->targets.empty())
        return failed(search, search->trouble, "Its name has no address.");
    {
        const std::lock_guard lock(m_mutex);
        if (m_last.size() >= mostKept)
            m_last.erase(m_last.begin());
        m_last.insert_or_assign(search->serverName, Last{route, m_clock.steady()});
    }
    search->answer({std::move(route), {}}, search->life);
}

void ServerResolver::failed(const SearchPtr &search, bool nobodyCouldSay, std::string why) {
    RoutePtr old;
    if (nobodyCouldSay) {
        const std::lock_guard lock(m_mutex);
        const auto found = m_last.find(search->serverName);
        if (found != m_last.end() && found->second.when + oldFor > m_clock.steady())
            old = found->second.route;
    }
    search->answer({old, old ? std::string() : std::move(why)}, old ? shortest : failureFor);
}

} // namespace hearth::services
