// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/memory.hpp"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace hearth::daemon {
namespace {

constexpr std::int64_t firstLook = 1'000;
constexpr std::int64_t betweenLooks = 4'000;
constexpr std::int64_t betweenReleases = 5; // each takes a fraction of a millisecond
constexpr std::int64_t betweenTrims = 25;   // a millisecond or two
constexpr std::size_t worthTrimming = 1 << 20;

/// A debugger's breakpoints are changes of these pages, which would be lost with them.
bool isDebugged() {
    std::ifstream status("/proc/self/status");
    constexpr std::string_view key = "TracerPid:\t";
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(key))
            return std::string_view(line).substr(key.size()) != "0";
    return false;
}

/// Only of what is mapped from a file and cannot have been changed: it can be read again.
int releaseModule(dl_phdr_info *module, std::size_t, void *) {
    if (std::string_view(module->dlpi_name).find("vdso") != std::string_view::npos)
        return 0;
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    for (int i = 0; i < module->dlpi_phnum; ++i) {
        const ElfW(Phdr) &part = module->dlpi_phdr[i];
        if (part.p_type != PT_LOAD || (part.p_flags & PF_W) != 0)
            continue;
        const std::uintptr_t begin = (module->dlpi_addr + part.p_vaddr) & ~(page - 1);
        const std::uintptr_t end = module->dlpi_addr + part.p_vaddr + part.p_memsz;
        ::madvise(reinterpret_cast<void *>(begin), end - begin, MADV_DONTNEED);
    }
    return 0;
}

} // namespace

void tuneMemory() {
    // Each arena keeps its own free memory; with many mostly waiting threads that adds up.
    ::mallopt(M_ARENA_MAX, 2);
    ::mallopt(M_TRIM_THRESHOLD, 256 << 10);
    ::mallopt(M_MMAP_THRESHOLD, 256 << 10);
}

void giveBackMemory() {
    static std::atomic<std::int64_t> released{0};
    static std::atomic<std::int64_t> trimmed{0};
    using namespace std::chrono;
    const std::int64_t now =
        duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
    const auto isDue = [now](std::atomic<std::int64_t> &at, std::int64_t pause) {
        std::int64_t last = at.load();
        return now - last >= pause && at.compare_exchange_strong(last, now);
    };
    if (isDue(released, betweenReleases) && !isDebugged())
        ::dl_iterate_phdr(releaseModule, nullptr);
    if (isDue(trimmed, betweenTrims) && ::mallinfo2().fordblks > worthTrimming)
        ::malloc_trim(0);
}

struct MemoryCare::State {
    explicit State(Executor &workers)
        : executor(workers) {}

    static void schedule(const std::shared_ptr<State> &self, std::int64_t after) {
        const std::lock_guard lock(self->mutex);
        if (!self->ended)
            self->timer = self->executor.postAfter(after, [self] {
                giveBackMemory();
                schedule(self, betweenLooks);
            });
    }

    Executor &executor;
    std::mutex mutex; // timer, ended
    Executor::Timer timer;
    bool ended = false;
};

MemoryCare::MemoryCare(Executor &workers)
    : m_state(std::make_shared<State>(workers)) {
    State::schedule(m_state, firstLook);
}

MemoryCare::~MemoryCare() {
    const std::lock_guard lock(m_state->mutex);
    m_state->ended = true;
    m_state->executor.cancel(m_state->timer);
}

} // namespace hearth::daemon
