// SPDX-License-Identifier: Apache-2.0
// See thumbnailer.hpp.
#include "server/services/media/thumbnailer.hpp"

#include "server/core/json.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <vector>

namespace hearth::services {
namespace {

constexpr auto patience = std::chrono::seconds(30);

struct Spawned {
    pid_t pid = -1;
    int output = -1; // its standard output
};

Spawned spawn(std::vector<std::string> words) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return {};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    std::vector<char *> arguments;
    for (auto &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::string locale = "LC_ALL=C.UTF-8";
    std::string arenas = "MALLOC_ARENA_MAX=1";
    std::array<char *, 3> environment{locale.data(), arenas.data(), nullptr};
    Spawned out;
    out.output = ends[0];
    if (::posix_spawn(&out.pid, words.front().c_str(), &actions, nullptr, arguments.data(),
                      environment.data()) != 0)
        out.pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    return out;
}

/// What the process prints, until it closes its output; nothing if it takes too long.
std::optional<std::string> readAll(int descriptor) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::string out;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd wait{descriptor, POLLIN, 0};
        const int ready = ::poll(&wait, 1, static_cast<int>(std::max<long>(0, left.count())));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return std::nullopt;
        std::array<char, 512> buffer{};
        const auto count = ::read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return out;
        out.append(buffer.data(), static_cast<std::size_t>(count));
        if (out.size() > 4096)
            return std::nullopt;
    }
}

MadeThumbnail readAnswer(int status, const std::optional<std::string> &text) {
    MadeThumbnail out;
    if (!text || !WIFEXITED(status))
        return out;
    switch (WEXITSTATUS(status)) {
    case 0: {
        const auto answer = json::parse(*text);
        out.contentType = std::string(stringAt(answer.as_object(), "content_type"));
        out.verdict = ThumbnailVerdict::Made;
        return out;
    }
    case 3:
        out.verdict = ThumbnailVerdict::Unsupported;
        return out;
    case 6:
        out.verdict = ThumbnailVerdict::Damaged;
        return out;
    case 4:
        out.verdict = ThumbnailVerdict::TooLarge;
        return out;
    default:
        return out;
    }
}

} // namespace

MadeThumbnail Thumbnailer::make(const ThumbnailOrder &order, const std::string &input,
                                const std::string &output) {
    std::vector<std::string> words{m_program,
                                   "--width",
                                   std::to_string(order.width),
                                   "--height",
                                   std::to_string(order.height),
                                   "--method",
                                   order.crop ? "crop" : "scale",
                                   "--max-pixels",
                                   std::to_string(std::max<std::int64_t>(1, order.maxPixels))};
    if (order.animated)
        words.emplace_back("--animated");
    words.push_back(input);
    words.push_back(output);
    const auto process = spawn(std::move(words));
    MadeThumbnail out;
    if (process.pid > 0) {
        const auto text = readAll(process.output);
        if (!text)
            ::kill(process.pid, SIGKILL);
        int status = 0;
        while (::waitpid(process.pid, &status, 0) < 0 && errno == EINTR) {
        }
        out = readAnswer(status, text);
    } else {
        log::error("media", "{} cannot be started", m_program);
    }
    if (process.output >= 0)
        ::close(process.output);
    return out;
}

} // namespace hearth::services
