// SPDX-License-Identifier: Apache-2.0
#include "server/core/log_sink.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <thread>
#include <utility>

namespace hearth::log {
namespace {

constexpr std::size_t queueLimit = 8 << 20; // bytes waiting to be written

/// Two-digit numbers and escapes are written by hand: this runs for every request.
void appendTime(std::string &out) {
    using namespace std::chrono;
    const auto now = system_clock::now();
    const auto ms =
        static_cast<int>(duration_cast<milliseconds>(now.time_since_epoch()).count() % 1000);
    const std::time_t seconds = system_clock::to_time_t(now);
    thread_local std::time_t cachedSecond = 0;
    thread_local std::array<char, 24> cached{};
    if (seconds != cachedSecond) {
        std::tm parts{};
        gmtime_r(&seconds, &parts);
        std::strftime(cached.data(), cached.size(), "%Y-%m-%dT%H:%M:%S", &parts);
        cachedSecond = seconds;
    }
    out += cached.data();
    out += '.';
    out += static_cast<char>('0' + ms / 100);
    out += static_cast<char>('0' + ms / 10 % 10);
    out += static_cast<char>('0' + ms % 10);
    out += 'Z';
}

void appendJson(std::string &out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\u00";
            out += hex[byte >> 4U];
            out += hex[byte & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

bool isEmpty(const Field &field) {
    const auto *text = std::get_if<std::string_view>(&field.value);
    return text != nullptr && text->empty();
}

void appendValue(std::string &out, const Field &field) {
    if (const auto *number = std::get_if<std::int64_t>(&field.value))
        out += std::to_string(*number);
    else if (const auto *real = std::get_if<double>(&field.value))
        fmt::format_to(std::back_inserter(out), "{:.4g}", *real);
    else
        appendJson(out, std::get<std::string_view>(field.value));
}

class JsonFileSink final : public FileSink {
public:
    JsonFileSink(FileSinkOptions options, int descriptor)
        : m_options(std::move(options))
        , m_descriptor(descriptor) {
        struct stat info{};
        if (::fstat(m_descriptor, &info) == 0)
            m_size = info.st_size;
        m_thread = std::thread([this] { run(); });
    }
    ~JsonFileSink() override {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_wake.notify_all();
        m_thread.join();
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

    void write(Level level, std::string_view module, std::string_view requestId,
               std::string_view message, std::initializer_list<Field> fields) override {
        thread_local std::string line;
        line.clear();
        line += "{\"ts\":\"";
        appendTime(line);
        line += "\",\"level\":\"";
        line += levelName(level);
        line += "\",\"module\":";
        appendJson(line, module);
        if (!requestId.empty()) {
            line += ",\"req\":";
            appendJson(line, requestId);
        }
        line += ",\"msg\":";
        appendJson(line, message);
        for (const Field &field : fields) {
            if (isEmpty(field))
                continue;
            line += ",\"";
            line += field.name;
            line += "\":";
            appendValue(line, field);
        }
        line += "}\n";
        enqueue(line);
    }

    void flush() override {
        std::unique_lock lock(m_mutex);
        m_flush = true;
        m_wake.notify_one();
        m_written.wait(lock, [&] { return (m_queue.empty() && !m_writing) || m_ending; });
    }
    void reopen() override {
        const std::lock_guard lock(m_mutex);
        m_reopen = true;
        m_wake.notify_one();
    }

private:
    void enqueue(const std::string &line) {
        const std::lock_guard lock(m_mutex);
        if (m_queue.size() + line.size() > queueLimit) {
            ++m_dropped;
            return;
        }
        const bool first = m_queue.empty();
        m_queue += line;
        if (first)
            m_wake.notify_one();
    }

    void run() {
        std::string batch;
        std::unique_lock lock(m_mutex);
        while (true) {
            m_wake.wait(lock, [&] { return !m_queue.empty() || m_ending || m_reopen; });
            // Lines gather for a moment, so that busy times cost one write for many lines.
            if (!m_ending && !m_flush)
                m_wake.wait_for(lock, std::chrono::milliseconds(50),
                                [&] { return m_ending || m_flush; });
            m_flush = false;
            const bool reopening = std::exchange(m_reopen, false);
            const std::uint64_t dropped = std::exchange(m_dropped, 0);
            batch.swap(m_queue);
            m_writing = true;
            lock.unlock();
            if (reopening)
                openAgain();
            if (dropped > 0) {
                batch += "{\"ts\":\"";
                appendTime(batch);
                batch += "\",\"level\":\"warn\",\"module\":\"log\",\"msg\":\"" +
                         std::to_string(dropped) + " log lines were dropped\"}\n";
            }
            writeOut(batch);
            batch.clear();
            if (batch.capacity() > (1U << 18))
                batch.shrink_to_fit();
            lock.lock();
            m_writing = false;
            if (m_queue.empty()) {
                m_written.notify_all();
                if (m_ending)
                    return;
            }
        }
    }

    void writeOut(std::string_view text) {
        if (m_size > 0 && m_size + static_cast<std::int64_t>(text.size()) > m_options.maxSize)
            rotate();
        m_size += static_cast<std::int64_t>(text.size());
        while (!text.empty() && m_descriptor >= 0) {
            const ssize_t count = ::write(m_descriptor, text.data(), text.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return; // a full disk: the log is the last thing to insist on
            text.remove_prefix(static_cast<std::size_t>(count));
        }
    }

    void rotate() {
        const std::string &path = m_options.path;
        if (m_options.keep < 1)
            ::unlink(path.c_str());
        for (int i = m_options.keep; i >= 1; --i) {
            const std::string from = i == 1 ? path : path + "." + std::to_string(i - 1);
            std::rename(from.c_str(), (path + "." + std::to_string(i)).c_str());
        }
        openAgain();
    }

    void openAgain() {
        const int fresh =
            ::open(m_options.path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fresh < 0)
            return; // goes on with the old one
        ::close(m_descriptor);
        m_descriptor = fresh;
        struct stat info{};
        m_size = ::fstat(fresh, &info) == 0 ? info.st_size : 0;
    }

    FileSinkOptions m_options;
    int m_descriptor;
    std::int64_t m_size = 0; // only the writing thread
    std::mutex m_mutex;
    std::condition_variable m_wake, m_written;
    std::string m_queue;
    std::uint64_t m_dropped = 0;
    bool m_writing = false, m_ending = false, m_reopen = false, m_flush = false;
    std::thread m_thread;
};

class StderrSink final : public Sink {
public:
    void write(Level level, std::string_view module, std::string_view requestId,
               std::string_view message, std::initializer_list<Field> fields) override {
        std::string line;
        appendTime(line);
        fmt::format_to(std::back_inserter(line), " {:<5} {}{}{}: {}", levelName(level), module,
                       requestId.empty() ? "" : " ", requestId, message);
        for (const Field &field : fields) {
            if (isEmpty(field))
                continue;
            fmt::format_to(std::back_inserter(line), " {}=", field.name);
            appendValue(line, field);
        }
        line += '\n';
        const std::lock_guard lock(m_mutex);
        std::fwrite(line.data(), 1, line.size(), stderr);
    }

private:
    std::mutex m_mutex;
};

} // namespace

std::shared_ptr<FileSink> makeFileSink(const FileSinkOptions &options) {
    const int descriptor =
        ::open(options.path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return nullptr;
    return std::make_shared<JsonFileSink>(options, descriptor);
}

std::shared_ptr<Sink> makeStderrSink() {
    return std::make_shared<StderrSink>();
}

std::optional<Level> parseLevel(std::string_view name) {
    for (const Level level : {Level::Error, Level::Warn, Level::Info, Level::Debug})
        if (levelName(level) == name)
            return level;
    return std::nullopt;
}

std::string_view levelName(Level level) {
    switch (level) {
    case Level::Error:
        return "error";
    case Level::Warn:
        return "warn";
    case Level::Info:
        return "info";
    case Level::Debug:
        break;
    }
    return "debug";
}

} // namespace hearth::log
