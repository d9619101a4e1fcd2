// SPDX-License-Identifier: Apache-2.0
// hearthd --config FILE: one line on stdout when ready or when the start fails, then signals.
#include "server/config/load.hpp"
#include "server/core/log.hpp"
#include "server/core/log_sink.hpp"
#include "server/daemon/commands.hpp"
#include "server/daemon/daemon.hpp"
#include "server/daemon/data_dir.hpp"
#include "server/daemon/fatal.hpp"
#include "server/daemon/load_config.hpp"
#include "server/daemon/process.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>

namespace hearth::daemon {
namespace {

void printLine(const json::object &line) {
    const std::string text = json::serialize(line) + "\n";
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

config::Loaded loadSettings(const std::string &configFile) {
    config::Loaded loaded = loadConfig(configFile);
    if (loaded.problems.empty())
        return loaded;
    for (const config::Problem &problem : loaded.problems)
        fmt::print(stderr, "{}\n", problem.text());
    const config::Problem &first = loaded.problems.front();
    std::string message = first.message;
    if (loaded.problems.size() > 1)
        message += fmt::format(" ({} more problems)", loaded.problems.size() - 1);
    throw Fatal("config_invalid", message,
                fmt::format("Correct {}, then start again.",
                            std::filesystem::path(first.file).filename().string()))
        .at(first.file, first.line);
}

/// The file sink, if lines go to a file: SIGHUP opens it anew.
std::shared_ptr<log::FileSink> installLog(const config::Settings &settings) {
    const log::Level level = log::parseLevel(settings.log.level).value_or(log::Level::Info);
    if (settings.log.file.empty()) {
        log::install(log::makeStderrSink(), level);
        return nullptr;
    }
    const std::string folder = std::filesystem::path(settings.log.file).parent_path().string();
    requireWritable(folder);
    auto sink = log::makeFileSink(
        {settings.log.file, settings.log.maxSize, static_cast<int>(settings.log.keep)});
    if (!sink)
        throw Fatal("data_dir_unwritable",
                    fmt::format("The log {} cannot be written: {}.", settings.log.file,
                                std::strerror(errno)),
                    "Choose another file for log: file in hearthd.yaml.");
    log::install(sink, level);
    return sink;
}

class PidFile {
public:
    explicit PidFile(std::string path)
        : m_path(std::move(path)) {
        if (m_path.empty())
            return;
        std::error_code ignored;
        std::filesystem::remove(m_path, ignored);
        writePrivateFile(m_path, fmt::format("{}\n", ::getpid()));
    }
    ~PidFile() {
        std::error_code ignored;
        if (!m_path.empty())
            std::filesystem::remove(m_path, ignored);
    }
    PidFile(const PidFile &) = delete;
    PidFile &operator=(const PidFile &) = delete;

private:
    std::string m_path;
};

sigset_t ownSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&signals, signal);
    return signals;
}

void serve(const config::Loaded &loaded, const sigset_t &signals) {
    const config::Settings &settings = loaded.settings;
    requireWritable(settings.dataDir);
    LockFile lock(settings.dataDir);
    const auto sink = installLog(settings);
    watchForTermination(settings.dataDir);
    const PidFile pidFile(settings.pidFile);
    log::info("daemon", "hearthd {} starts for {}.", programVersion, settings.serverName);
    for (const config::Problem &note : loaded.notes)
        log::warn("config", "{}", note.text());
    Daemon daemon(settings);
    daemon.start();
    const json::object ready = daemon.readyLine();
    lock.write(json::serialize(ready) + "\n");
    log::info("daemon", "Ready: {}", json::serialize(ready));
    printLine(ready);
    while (true) {
        int signal = 0;
        sigwait(&signals, &signal);
        if (signal != SIGHUP)
            break;
        if (sink)
            sink->reopen();
        daemon.reload();
    }
    log::info("daemon", "hearthd stops.");
    daemon.stop();
    log::info("daemon", "hearthd has stopped.");
    if (sink)
        sink->flush();
}

} // namespace

int runServer(const std::string &configFile) {
    tuneProcess();
    // Blocked before the first thread, so that only sigwait sees them.
    const sigset_t signals = ownSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    int code = 0;
    try {
        serve(loadSettings(configFile), signals);
    } catch (const Fatal &fatal) {
        log::error("daemon", "{}", fatal.message());
        printLine(fatal.toJson());
        code = 1;
    } catch (const std::exception &failure) {
        log::error("daemon", "{}", failure.what());
        printLine(
            Fatal("internal",
                  fmt::format("hearthd ended because of an error of its own: {}", failure.what()),
                  "Start it again; the log says what went before.")
                .toJson());
        code = 1;
    }
    log::install(nullptr, log::Level::Error); // writes out what is queued
    return code;
}

} // namespace hearth::daemon
