// SPDX-License-Identifier: Apache-2.0
// hearth_load: drives any homeserver and prints one JSON object with its figures: durable sends a
// second, send-to-sync latency with waiting clients, initial sync of many rooms, memory.
//   hearth_load --host H --port P --secret-file F [--pid N] [--seconds S] [--connections C]
//   [--rooms R]
#include "tests/bench/http_connection.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <openssl/hmac.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace hearth::bench {
namespace {

namespace json = boost::json;
using SteadyClock = std::chrono::steady_clock;

struct Options {
    std::string host = "127.0.0.1";
    std::string port = "8008";
    std::string secretFile;
    int pid = 0;
    double seconds = 10;
    int connections = 64;
    int senders = 16; // rooms that the durable sends are spread over
    int rooms = 1000;
    int pings = 200;
};

struct Account {
    std::string userId;
    std::string token;
};

double millisecondsSince(SteadyClock::time_point start) {
    return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

double percentile(std::vector<double> values, double share) {
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

std::string encode(std::string_view text) {
    std::string out;
    char hex[4];
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_') {
            out += c;
        } else {
            std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned>(c) & 255U);
            out += hex;
        }
    }
    return out;
}

std::string text(const json::value &value, std::string_view key) {
    return std::string(value.as_object().at(key).as_string());
}

class Load {
public:
    explicit Load(Options options)
        : m_options(std::move(options)) {
        std::ifstream file(m_options.secretFile);
        std::getline(file, m_secret);
        m_run = std::to_string(std::chrono::system_clock::now().time_since_epoch().count() %
                               1000000000);
    }

    json::object run() {
        json::object out;
        out["rss_idle_mib"] = rss();
        sends(out);
        out["rss_after_sends_mib"] = rss();
        latency(out, 8);
        latency(out, 100);
        initialSync(out);
        out["rss_end_mib"] = rss();
        return out;
    }

private:
    Connection connect(const std::string &token = {}) const {
        return {m_options.host, m_options.port, token};
    }

    /// Makes an account through the shared-secret endpoint that Synapse defines.
    Account account(const std::string &name) {
        Connection http = connect();
        const std::string nonce = text(http.call("GET", "/_synapse/admin/v1/register"), "nonce");
        const std::string user = name + m_run;
        std::string signedText = nonce;
        signedText.append(1, '\0').append(user).append(1, '\0').append("bench-password");
        signedText.append(1, '\0').append("notadmin");
        unsigned char mac[EVP_MAX_MD_SIZE];
        unsigned length = 0;
        HMAC(EVP_sha1(), m_secret.data(), static_cast<int>(m_secret.size()),
             reinterpret_cast<const unsigned char *>(signedText.data()), signedText.size(), mac,
             &length);
        std::string hex;
        char two[3];
        for (unsigned i = 0; i < length; ++i) {
            std::snprintf(two, sizeof two, "%02x", mac[i]);
            hex += two;
        }
        const json::object body{{"nonce", nonce},
                                {"username", user},
                                {"password", "bench-password"},
                                {"admin", false},
                                {"mac", hex}};
        const auto answer = http.call("POST", "/_synapse/admin/v1/register", json::serialize(body));
        return {text(answer, "user_id"), text(answer, "access_token")};
    }

    std::string room(Connection &http, const std::vector<Account> &members) {
        const std::string id =
            text(http.call("POST", "/_matrix/client/v3/createRoom", R"({"preset":"public_chat"})"),
                 "room_id");
        for (const Account &member : members) {
            Connection other = connect(member.token);
            other.call("POST", "/_matrix/client/v3/join/" + encode(id), "{}");
        }
        return id;
    }

    std::string sendPath(const std::string &room, const std::string &txn) const {
        return "/_matrix/client/v3/rooms/" + encode(room) + "/send/m.room.message/" + txn;
    }

    double rss() const {
        if (m_options.pid == 0)
            return 0;
        std::ifstream status("/proc/" + std::to_string(m_options.pid) + "/status");
        std::string line;
        while (std::getline(status, line)) {
            if (line.rfind("VmRSS:", 0) == 0)
                return std::round(std::stod(line.substr(6)) / 102.4) / 10;
        }
        return 0;
    }

    void sends(json::object &out) {
        std::vector<Account> accounts;
        std::vector<std::string> rooms;
        for (int i = 0; i < m_options.senders; ++i) {
            accounts.push_back(account("sender" + std::to_string(i) + "x"));
            Connection http = connect(accounts.back().token);
            rooms.push_back(room(http, {}));
        }
        std::mutex mutex;
        std::vector<double> times;
        std::atomic<long> failures{0};
        const auto start = SteadyClock::now();
        std::vector<std::thread> threads;
        for (int i = 0; i < m_options.connections; ++i) {
            threads.emplace_back([&, i] {
                const auto at = static_cast<std::size_t>(i % m_options.senders);
                Connection http = connect(accounts[at].token);
                std::vector<double> mine;
                for (int n = 0; millisecondsSince(start) < m_options.seconds * 1000; ++n) {
                    const auto before = SteadyClock::now();
                    const auto reply = http.request(
                        "PUT",
                        sendPath(rooms[at], "s" + std::to_string(i) + "_" + std::to_string(n)),
                        R"({"msgtype":"m.text","body":"A message of ordinary length, as people write."})");
                    if (reply.status == 200)
                        mine.push_back(millisecondsSince(before));
                    else
                        ++failures;
                }
                const std::lock_guard lock(mutex);
                times.insert(times.end(), mine.begin(), mine.end());
            });
        }
        for (auto &thread : threads)
            thread.join();
        const double seconds = millisecondsSince(start) / 1000;
        out["sends_per_second"] = std::round(static_cast<double>(times.size()) / seconds);
        out["sends_p50_ms"] = percentile(times, 0.5);
        out["sends_p99_ms"] = percentile(times, 0.99);
        out["sends_failed"] = failures.load();
    }

    /// One sender, waiting clients in the same room: from the start of the send to the moment the
    /// event stands in each client's /sync answer.
    void latency(json::object &out, int waiting) {
        const std::string suffix = std::to_string(waiting);
        const Account sender = account("pinger" + suffix + "x");
        std::vector<Account> clients;
        for (int i = 0; i < waiting; ++i)
            clients.push_back(account("waiter" + suffix + "n" + std::to_string(i) + "x"));
        Connection http = connect(sender.token);
        const std::string id = room(http, clients);

        std::mutex mutex;
        std::condition_variable changed;
        std::map<std::string, SteadyClock::time_point> sent;
        std::vector<double> times;
        int ready = 0;
        long seen = 0;
        std::atomic<bool> stop{false};
        std::vector<std::thread> threads;
        for (const Account &client : clients) {
            threads.emplace_back([&, token = client.token] {
                Connection sync = connect(token);
                std::string since =
                    text(sync.call("GET", "/_matrix/client/v3/sync?timeout=0"), "next_batch");
                {
                    const std::lock_guard lock(mutex);
                    ++ready;
                    changed.notify_all();
                }
                while (!stop) {
                    const auto answer = sync.call(
                        "GET", "/_matrix/client/v3/sync?timeout=3000&since=" + encode(since));
                    const auto now = SteadyClock::now();
                    since = text(answer, "next_batch");
                    const auto *joined = answer.as_object().if_contains("rooms");
                    joined = joined ? joined->as_object().if_contains("join") : nullptr;
                    const auto *mine = joined ? joined->as_object().if_contains(id) : nullptr;
                    if (!mine || !mine->as_object().contains("timeline"))
                        continue;
                    const std::lock_guard lock(mutex);
                    for (const auto &event : mine->at("timeline").at("events").as_array()) {
                        const auto *body = event.at("content").as_object().if_contains("body");
                        if (!body)
                            continue;
                        const auto found = sent.find(std::string(body->as_string()));
                        if (found == sent.end())
                            continue;
                        times.push_back(
                            std::chrono::duration<double, std::milli>(now - found->second).count());
                        ++seen;
                    }
                    changed.notify_all();
                }
            });
        }
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return ready == waiting; });
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        for (int i = 0; i < m_options.pings; ++i) {
            const std::string body = "ping " + std::to_string(i);
            {
                const std::lock_guard lock(mutex);
                sent[body] = SteadyClock::now();
                seen = 0;
            }
            http.call("PUT", sendPath(id, "p" + std::to_string(i)),
                      json::serialize(json::object{{"msgtype", "m.text"}, {"body", body}}));
            std::unique_lock lock(mutex);
            changed.wait_for(lock, std::chrono::seconds(5), [&] { return seen >= waiting; });
            lock.unlock();
            // Time for every client to be waiting again.
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        stop = true;
        http.call("PUT", sendPath(id, "end"), R"({"msgtype":"m.text","body":"end"})");
        for (auto &thread : threads)
            thread.join();
        out["sync_" + suffix + "_p50_ms"] = percentile(times, 0.5);
        out["sync_" + suffix + "_p99_ms"] = percentile(times, 0.99);
        out["sync_" + suffix + "_seen"] = times.size();
    }

    void initialSync(json::object &out) {
        const Account reader = account("reader" + std::string("x"));
        const auto before = SteadyClock::now();
        std::atomic<int> next{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                Connection http = connect(reader.token);
                while (next++ < m_options.rooms)
                    room(http, {});
            });
        }
        for (auto &thread : threads)
            thread.join();
        out["rooms_created_per_second"] =
            std::round(m_options.rooms / (millisecondsSince(before) / 1000));
        Connection http = connect(reader.token);
        const auto start = SteadyClock::now();
        const auto reply = http.request("GET", "/_matrix/client/v3/sync?timeout=0");
        out["initial_sync_ms"] = std::round(millisecondsSince(start));
        out["initial_sync_rooms"] = reply.json().at("rooms").at("join").as_object().size();
        out["initial_sync_bytes"] = reply.body.size();
        http.acceptGzip();
        const auto again = SteadyClock::now();
        const auto zipped = http.request("GET", "/_matrix/client/v3/sync?timeout=0");
        out["initial_sync_gzip_ms"] = std::round(millisecondsSince(again));
        out["initial_sync_gzip_bytes"] = zipped.body.size();
    }

    Options m_options;
    std::string m_secret;
    std::string m_run;
};

Options parse(int argc, char **argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        const std::string value = argv[i + 1];
        if (name == "--host")
            options.host = value;
        else if (name == "--port")
            options.port = value;
        else if (name == "--secret-file")
            options.secretFile = value;
        else if (name == "--pid")
            options.pid = std::stoi(value);
        else if (name == "--seconds")
            options.seconds = std::stod(value);
        else if (name == "--connections")
            options.connections = std::stoi(value);
        else if (name == "--senders")
            options.senders = std::stoi(value);
        else if (name == "--rooms")
            options.rooms = std::stoi(value);
        else if (name == "--pings")
            options.pings = std::stoi(value);
        else
            throw std::runtime_error("unknown option " + name);
    }
    return options;
}

} // namespace
} // namespace hearth::bench

int main(int argc, char **argv) {
    try {
        hearth::bench::Load load(hearth::bench::parse(argc, argv));
        std::cout << boost::json::serialize(load.run()) << std::endl;
        return 0;
    } catch (const std::exception &problem) {
        std::cerr << "hearth_load: " << problem.what() << std::endl;
        return 1;
    }
}
