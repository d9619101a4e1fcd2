// SPDX-License-Identifier: Apache-2.0
// ServerFixture: the whole server in this process, without sockets, on a database of its own. Tests
// talk to it the way clients do, through the pipeline.
#pragma once

#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/http/message.hpp"
#include "tests/support/databases.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hearth::test {

/// Real time that tests can push forward.
class TurnableClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override { return m_real.now() + m_ahead; }
    [[nodiscard]] std::int64_t steady() const override { return m_real.steady() + m_ahead; }
    void forward(std::int64_t milliseconds) { m_ahead += milliseconds; }

private:
    SystemClock m_real;
    std::atomic<std::int64_t> m_ahead{0};
};

struct Answer {
    int status = 0;
    json::object body; // empty if it is no JSON object
    http::Response response;
    /// "403 M_FORBIDDEN", or "200".
    [[nodiscard]] std::string verdict() const;
    [[nodiscard]] std::string text(std::string_view member) const;
};

struct Person {
    std::string userId, token, deviceId;
};

class ServerFixture {
public:
    /// edit may change the settings before the server is built.
    explicit ServerFixture(const std::function<void(config::Settings &)> &edit = {});
    ~ServerFixture();

    Answer ask(http::Method method, const std::string &target, const std::string &token = {},
               const json::value &body = nullptr,
               const std::vector<std::pair<std::string, std::string>> &headers = {},
               const std::string &rawBody = {},
               std::shared_ptr<const std::vector<std::string>> resources = nullptr);
    Answer get(const std::string &target, const std::string &token = {});
    /// As on a listener that has these resources.
    Answer getOn(const std::string &target, std::vector<std::string> resources);
    Answer post(const std::string &target, const json::value &body, const std::string &token = {});
    Answer put(const std::string &target, const json::value &body, const std::string &token = {});

    /// An account with the password "secret", signed in.
    Person join(const std::string &name, bool admin = false);
    Person signIn(const std::string &name, const json::object &more = {});

    /// What the daemon does when it is ready; stopped with the fixture.
    void startJobs();
    /// As SIGHUP does: other settings from now on.
    void change(const std::function<void(config::Settings &)> &edit);
    /// Retention, expiry and whatever else comes again and again, at once.
    void runJobs();
    /// Every row of the route table, as "GET /pattern".
    [[nodiscard]] std::vector<std::string> routes() const;

    TurnableClock clock;
    [[nodiscard]] store::Database &database();
    [[nodiscard]] const std::string &folder() const;
    /// Long polls that wait at this moment.
    [[nodiscard]] std::size_t waitingCalls() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// A user-interactive answer to a 401: the password stage.
[[nodiscard]] json::object passwordStage(const Answer &challenge, const std::string &user,
                                         const std::string &password = "secret");

} // namespace hearth::test
