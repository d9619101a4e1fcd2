// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/process.hpp"

#include "server/core/log.hpp"
#include "server/core/log_sink.hpp"
#include "server/core/usage.hpp"
#include "server/daemon/data_dir.hpp"
#include "server/daemon/fatal.hpp"
#include "server/daemon/memory.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>

namespace hearth::daemon {
namespace {

// Databases, logs, uploads, downloads and outgoing connections.
constexpr rlim_t ownFiles = 1000;
constexpr rlim_t mostFiles = 1 << 20; // where the system has no limit
const std::time_t startedAt = std::time(nullptr);

std::string &fatalFile() {
    static std::string path;
    return path;
}

[[noreturn]] void lastWords() {
    std::string reason = "unknown";
    try {
        if (const std::exception_ptr error = std::current_exception())
            std::rethrow_exception(error);
    } catch (const std::exception &failure) {
        reason = failure.what();
    } catch (...) {
        reason = "an exception of an unknown type";
    }
    const Fatal fatal("internal", "hearthd ended because of an error of its own: " + reason,
                      "Start it again; the log says what went before.");
    log::error("daemon", "{}", fatal.message());
    std::error_code ignored;
    std::filesystem::remove(fatalFile(), ignored);
    try {
        writePrivateFile(fatalFile(), json::serialize(fatal.toJson()) + "\n");
    } catch (const std::exception &) {
        std::fputs("hearthd: last_fatal.json cannot be written\n", stderr);
    }
    std::_Exit(3);
}

/// What last_fatal.json will say after each signal: a signal handler may not put texts together.
struct CrashNote {
    int signal;
    const char *name;
    std::string text;
};

std::array<CrashNote, 5> &crashNotes() {
    static std::array<CrashNote, 5> notes{{{SIGSEGV, "SIGSEGV", {}},
                                           {SIGBUS, "SIGBUS", {}},
                                           {SIGILL, "SIGILL", {}},
                                           {SIGFPE, "SIGFPE", {}},
                                           {SIGABRT, "SIGABRT", {}}}};
    return notes;
}

extern "C" void noteCrash(int signal) {
    for (const CrashNote &note : crashNotes()) {
        if (note.signal != signal)
            continue;
        const int file =
            ::open(fatalFile().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (file >= 0 && ::write(file, note.text.data(), note.text.size()) > 0)
            ::fsync(file);
    }
    // SA_RESETHAND: now it ends the process, as it would have done.
    ::raise(signal);
}

void watchForCrashes() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    for (CrashNote &note : crashNotes()) {
        const Fatal fatal("internal",
                          std::string("hearthd crashed because of an error of its own (") +
                              note.name + ").",
                          "Start it again; the log says what went before.");
        note.text = json::serialize(fatal.toJson()) + "\n";
        struct sigaction action{};
        action.sa_handler = noteCrash;
        action.sa_flags = SA_RESETHAND | SA_NODEFER;
        ::sigaction(note.signal, &action, nullptr);
    }
#endif
}

} // namespace

void tuneProcess() {
    ::umask(0077);
    tuneMemory();
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = std::min(mostFiles, files.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
}

std::size_t connectionLimit() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0)
        return ownFiles;
    const rlim_t all = std::min(mostFiles, files.rlim_cur);
    return all - std::min(ownFiles, all * 2 / 5);
}

void addProcessMetrics(Metrics &metrics) {
    metrics.gauge("process_resident_memory_bytes", "Memory in use",
                  [] { return static_cast<double>(residentBytes()); });
    metrics.gauge("process_cpu_seconds_total", "Processor time used", cpuSeconds, "counter");
    metrics.gauge("process_start_time_seconds", "When the process started",
                  [] { return static_cast<double>(startedAt); });
    metrics.gauge("process_open_fds", "Open file descriptors", [] {
        std::error_code error;
        const std::filesystem::directory_iterator all("/proc/self/fd", error);
        return error ? 0.0 : static_cast<double>(std::distance(begin(all), end(all)));
    });
}

void watchForTermination(const std::string &dataDir) {
    fatalFile() = (std::filesystem::path(dataDir) / "last_fatal.json").string();
    std::error_code ignored;
    std::filesystem::remove(fatalFile(), ignored);
    std::set_terminate(lastWords);
    watchForCrashes();
}

} // namespace hearth::daemon
