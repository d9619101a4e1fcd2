// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/daemon.hpp"

#include "server/api/basics/routes.hpp"
#include "server/api/pipeline.hpp"
#include "server/config/load.hpp"
#include "server/core/base64.hpp"
#include "server/core/log.hpp"
#include "server/core/log_sink.hpp"
#include "server/crypto/hash.hpp"
#include "server/daemon/commands.hpp"
#include "server/daemon/composition.hpp"
#include "server/daemon/data_dir.hpp"
#include "server/daemon/fatal.hpp"
#include "server/daemon/memory.hpp"
#include "server/daemon/open_database.hpp"
#include "server/daemon/process.hpp"
#include "server/daemon/server_key.hpp"
#include "server/net/dns_client.hpp"
#include "server/net/http_client.hpp"
#include "server/net/lane_pools.hpp"
#include "server/net/mail_sender.hpp"
#include "server/net/server.hpp"
#include "server/net/worker_pool.hpp"
#include "server/store/database.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <optional>
#include <thread>

namespace hearth::daemon {
namespace {

using namespace std::chrono_literals;
constexpr std::size_t workerThreads = 32;
constexpr std::size_t workerQueue = 4096;
constexpr auto requestDeadline = 5s;

Fatal listenFatal(const net::ListenError &error, const config::Settings &settings, int line) {
    using Kind = net::ListenError::Kind;
    switch (error.kind()) {
    case Kind::PortInUse:
        return Fatal("port_in_use", error.what(),
                     "Choose another port in hearthd.yaml, or stop the other program.")
            .at(settings.configFile, line);
    case Kind::NotAllowed:
        return Fatal("address_unavailable", error.what(),
                     "Ports below 1024 need a special right: choose a higher one.")
            .at(settings.configFile, line);
    default:
        return Fatal("address_unavailable", error.what(),
                     "Choose another address in bind_addresses.")
            .at(settings.configFile, line);
    }
}

net::HttpClientOptions clientOptions(const config::Settings &settings) {
    net::HttpClientOptions options;
    options.userAgent = fmt::format("Hearth/{}", programVersion);
    if (!settings.userAgentSuffix.empty())
        options.userAgent += " " + settings.userAgentSuffix;
    options.denied = settings.ipRangeBlacklist;
    options.allowed = settings.ipRangeWhitelist;
    options.previewDenied = settings.urlPreviewIpRangeBlacklist;
    options.previewAllowed = settings.urlPreviewIpRangeWhitelist;
    options.federationDenied =
        settings.federationIpRangeBlacklist.value_or(settings.ipRangeBlacklist);
    options.checkCertificates = !settings.useInsecureSslClient;
    options.checkFederationCertificates = settings.federationVerifyCertificates;
    for (const std::string &file : settings.federationCustomCaList)
        options.federationAuthorities += readFile(file) + "\n";
    return options;
}

std::string commitFigures(const store::CommitFigures &figures) {
    std::string out = "# HELP hearth_commit_seconds Time that commits took\n"
                      "# TYPE hearth_commit_seconds histogram\n";
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < figures.bounds.size(); ++i) {
        total += figures.seconds[i];
        out +=
            fmt::format("hearth_commit_seconds_bucket{{le=\"{}\"}} {}\n", figures.bounds[i], total);
    }
    return out + fmt::format("hearth_commit_seconds_bucket{{le=\"+Inf\"}} {0}\n"
                             "hearth_commit_seconds_sum {1}\n"
                             "hearth_commit_seconds_count {0}\n"
                             "# HELP hearth_commit_batch_size Writes in the last commit\n"
                             "# TYPE hearth_commit_batch_size gauge\n"
                             "hearth_commit_batch_size {2}\n"
                             "# HELP hearth_commit_writes_total Writes in all commits\n"
                             "# TYPE hearth_commit_writes_total counter\n"
                             "hearth_commit_writes_total {3}\n"
                             "# HELP hearth_commit_waiting Writes that wait for a commit\n"
                             "# TYPE hearth_commit_waiting gauge\n"
                             "hearth_commit_waiting {4}\n",
                             figures.commits, figures.secondsSum, figures.lastBatch, figures.writes,
                             figures.waiting);
}

/// Where a program on this computer reaches the listener.
std::string addressOf(const net::BoundListener &listener) {
    std::string host = listener.address;
    if (host == "0.0.0.0")
        host = "127.0.0.1";
    else if (host == "::")
        host = "[::1]";
    else if (host.find(':') != host.npos)
        host = "[" + host + "]";
    return fmt::format("{}://{}:{}", listener.tls ? "https" : "http", host, listener.port);
}

} // namespace

struct Daemon::Parts {
    explicit Parts(config::Settings settings)
        : config(std::move(settings))
        , limiter(clock)
        , database(openDatabase(*config.get()))
        , key(openSigningKey(*config.get(), *database))
        , workers("worker", workerThreads, workerQueue)
        , lanes(std::thread::hardware_concurrency())
        , client(workers, clientOptions(*config.get()))
        , names(workers, net::DnsClientOptions{config.get()->dnsServers})
        , mail(workers)
        , composition(Foundation{config, clock, *database, key, workers, lanes, client, names,
                                 limiter, metrics, mail})
        , basics{config,
                 clock,
                 key,
                 metrics,
                 programVersion,
                 hexEncode(crypto::randomBytes(8)),
                 [this] { return baseUrl(); },
                 [this] { return trouble(); }} {
        api::addBasicRoutes(routes, basics);
        composition.addRoutes(routes, basics);
        pipeline.emplace(api::PipelineParts{routes, composition.authenticator(), workers, lanes,
                                            clock, config, limiter, metrics,
                                            &composition.servers()});
        net::ServerOptions options;
        options.ioThreads = std::thread::hardware_concurrency() > 3 ? 2 : 1;
        options.maxConnections = connectionLimit();
        server.emplace(*pipeline, workers, options);
        lanes.afterLarge(giveBackMemory);
        addFigures();
        openListeners(*config.get());
    }

    void addFigures();
    void openListeners(const config::Settings &settings);
    [[nodiscard]] std::string baseUrl() const;
    [[nodiscard]] std::string trouble() const;

    SystemClock clock;
    config::Current config;
    RateLimiter limiter;
    Metrics metrics;
    std::unique_ptr<store::Database> database;
    crypto::SigningKey key;
    net::WorkerPool workers;
    net::LanePools lanes;
    net::HttpClient client;
    net::DnsClient names;
    net::MailSender mail;
    Composition composition;
    api::Basics basics;
    api::RouteTable routes;
    std::optional<api::Pipeline> pipeline;
    std::optional<net::Server> server;
    std::vector<net::BoundListener> listeners;
    std::optional<net::BoundListener> clientListener; // the first that clients can use
    std::atomic<bool> stopping{false};
    bool started = false;
    std::optional<MemoryCare> memory;
};

void Daemon::Parts::addFigures() {
    addProcessMetrics(metrics);
    metrics.collector([this] { return commitFigures(database->commitFigures()); });
    metrics.gauge("hearth_database_bytes", "Size of the database",
                  [this] { return static_cast<double>(database->sizeBytes()); });
    metrics.gauge("hearth_waiting_syncs", "Long polls that wait for something to happen",
                  [this] { return static_cast<double>(pipeline->waitingCalls()); });
    metrics.gauge("hearth_open_connections", "Open connections of clients",
                  [this] { return static_cast<double>(server->openConnections()); });
    metrics.gauge("hearth_input_memory_bytes", "Memory of requests that are not complete",
                  [this] { return static_cast<double>(server->inputMemory()); });
    metrics.gauge("hearth_queued_requests", "Requests that wait for a thread",
                  [this] { return static_cast<double>(workers.queued()); });
    for (const Lane lane : {Lane::Passwords, Lane::Pictures, Lane::Large, Lane::Giant})
        metrics.gauge(fmt::format("hearth_queued_{}", toString(lane)),
                      "Heavy work of this kind that waits for a thread",
                      [this, lane] { return static_cast<double>(lanes.queued(lane)); });
}

void Daemon::Parts::openListeners(const config::Settings &settings) {
    const bool tls = std::any_of(settings.listeners.begin(), settings.listeners.end(),
                                 [](const config::Listener &listener) { return listener.tls; });
    try {
        if (tls)
            server->loadCertificate(settings.tlsCertificatePath, settings.tlsPrivateKeyPath);
    } catch (const net::TlsError &error) {
        throw Fatal("tls_invalid", error.what(),
                    "Check tls_certificate_path and tls_private_key_path.")
            .at(settings.configFile, settings.listeners.front().line);
    }
    for (const config::Listener &listener : settings.listeners) {
        for (const std::string &address : listener.bindAddresses) {
            net::ListenerOptions options{address,
                                         static_cast<std::uint16_t>(listener.port),
                                         listener.tls,
                                         listener.xForwarded,
                                         listener.resources,
                                         listener.compress};
            try {
                listeners.push_back(server->listen(options));
                if (!clientListener && api::servesPath(&listener.resources, "/_matrix/client/"))
                    clientListener = listeners.back();
            } catch (const net::ListenError &error) {
                // "::" beside "0.0.0.0" (and "::1" beside "127.0.0.1") is a wish, not a need, on
                // computers without IPv6.
                if ((address == "::" || address == "::1") && listener.bindAddresses.size() > 1 &&
                    error.kind() == net::ListenError::Kind::AddressUnavailable)
                    continue;
                throw listenFatal(error, settings, listener.line);
            }
        }
    }
}

std::string Daemon::Parts::baseUrl() const {
    if (clientListener)
        return addressOf(*clientListener) + "/";
    return listeners.empty() ? std::string() : addressOf(listeners.front()) + "/";
}

std::string Daemon::Parts::trouble() const {
    if (stopping)
        return "The server is shutting down.";
    return database->trouble();
}

Daemon::Daemon(config::Settings settings)
    : m_parts(std::make_unique<Parts>(std::move(settings))) {}

Daemon::~Daemon() {
    stop();
}

void Daemon::start() {
    m_parts->server->start();
    m_parts->composition.startJobs();
    m_parts->memory.emplace(m_parts->workers);
    m_parts->started = true;
}

json::object Daemon::readyLine() const {
    json::array listeners;
    for (const net::BoundListener &listener : m_parts->listeners)
        listeners.push_back(
            {{"address", listener.address}, {"port", listener.port}, {"tls", listener.tls}});
    std::string base = m_parts->baseUrl();
    if (base.ends_with('/'))
        base.pop_back();
    return {{"event", "ready"},
            {"pid", ::getpid()},
            {"version", programVersion},
            {"server_name", m_parts->config.get()->serverName},
            {"instance", m_parts->basics.instance},
            {"base_url", base},
            {"listeners", std::move(listeners)}};
}

void Daemon::reload() {
    const auto old = m_parts->config.get();
    config::Loaded fresh = config::load(old->configFile);
    if (!fresh.problems.empty()) {
        for (const config::Problem &problem : fresh.problems)
            log::error("config", "{}", problem.text());
        log::error("config", "The settings were not taken over.");
        return;
    }
    for (const std::string &name : config::keepWhatNeedsRestart(fresh.settings, *old))
        log::warn("config", "{} has changed; that needs a restart.", name);
    if (const auto level = log::parseLevel(fresh.settings.log.level))
        log::setLevel(*level);
    const bool tls = std::any_of(m_parts->listeners.begin(), m_parts->listeners.end(),
                                 [](const net::BoundListener &listener) { return listener.tls; });
    try {
        if (tls)
            m_parts->server->loadCertificate(fresh.settings.tlsCertificatePath,
                                             fresh.settings.tlsPrivateKeyPath);
    } catch (const net::TlsError &error) {
        log::error("config", "{} The old certificate stays.", error.what());
    }
    m_parts->config.set(std::move(fresh.settings));
    log::info("config", "The settings were read again.");
}

void Daemon::stop() {
    if (!m_parts)
        return;
    Parts &parts = *m_parts;
    parts.stopping = true;
    parts.memory.reset();
    if (parts.started) {
        parts.pipeline->shutDown();
        parts.server->stop(requestDeadline);
        parts.composition.stopJobs();
    }
    parts.client.stop();
    parts.names.stop();
    parts.mail.stop();
    // What is still queued may write; after this nothing does.
    parts.lanes.stop();
    parts.workers.stop();
    try {
        // Behind everything that was submitted, whose callbacks need the services.
        parts.database->write([](store::Transaction &) {});
    } catch (const std::exception &failure) {
        log::error("daemon", "The last changes could not be written: {}", failure.what());
    }
    parts.server.reset();
    parts.database.reset(); // its thread tells services of batches, so it ends before them
    m_parts.reset();
}

} // namespace hearth::daemon
