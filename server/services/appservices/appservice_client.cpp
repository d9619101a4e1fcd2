// SPDX-License-Identifier: Apache-2.0
// See appservice_client.hpp.
#include "server/services/appservices/appservice_client.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/services/appservices/appservices.hpp"
#include "server/services/requester.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::int64_t timeoutMs = 10000;
constexpr std::int64_t metadataLifetime = 3600000;
// It may know tomorrow what it does not know today.
constexpr std::int64_t unknownLifetime = 10000;
constexpr std::int64_t silenceLifetime = 30000;
constexpr std::size_t largestAnswer = 256 << 10;
constexpr int maxBodyShown = 1024;

std::optional<json::value> parseAnswer(const http::IncomingResponse &answer) {
    if (!answer.ok())
        return std::nullopt;
    auto parsed = matrix::parseJson(answer.body, matrix::Strictness::Lenient);
    if (!parsed)
        return std::nullopt;
    return *std::move(parsed);
}

bool speaks(const AppService &service, const std::string &protocol) {
    return std::find(service.protocols.begin(), service.protocols.end(), protocol) !=
           service.protocols.end();
}

/// Instances of several services under one protocol; each says which service it comes from.
void addInstances(json::object &into, const json::object &from, const AppService &service) {
    if (!into.contains("instances"))
        into["instances"] = json::array{};
    const auto *instances = arrayAt(from, "instances");
    if (!instances || !into.at("instances").is_array())
        return;
    for (const auto &instance : *instances) {
        if (!instance.is_object())
            continue;
        json::object row = instance.get_object();
        if (const auto network = stringAt(row, "network_id"); !network.empty())
            row["instance_id"] = service.id + "|" + std::string(network);
        into.at("instances").get_array().push_back(std::move(row));
    }
}

} // namespace

AppServiceClient::AppServiceClient(AppServices &services, http::Client &client, const Clock &clock)
    : m_services(services)
    , m_client(client)
    , m_clock(clock)
    , m_ids(clock, {5000, 1000, 500})
    , m_protocols(clock, {200, 200, 500})
    , m_rows(clock, {50, 500, 500})
    , m_pongs(clock, {50, 200, 10}) {}

http::OutgoingRequest AppServiceClient::request(const AppService &service, http::Method method,
                                                const std::string &path) {
    http::OutgoingRequest out;
    out.method = method;
    out.url = service.url + path;
    out.headers.set("Authorization", "Bearer " + service.hsToken);
    if (service.legacyAuthorization)
        out.url += (path.find('?') == std::string::npos ? "?access_token=" : "&access_token=") +
                   http::percentEncode(service.hsToken);
    out.timeoutMs = timeoutMs;
    out.maxBytes = largestAnswer;
    out.reach = http::OutgoingRequest::Reach::Trusted;
    return out;
}

std::int64_t AppServiceClient::ping(const AppService &service, const std::string &transactionId) {
    if (service.url.empty())
        throw Error(400, "M_URL_NOT_SET", "The application service has no url.");
    auto order = request(service, http::Method::Post, "/_matrix/app/v1/ping");
    order.headers.set("Content-Type", "application/json");
    json::object body;
    if (!transactionId.empty())
        body["transaction_id"] = transactionId;
    order.body = json::serialize(body);
    const auto pong = m_pongs.take(service.id + " " + transactionId, [this, order](auto came) {
        m_client.send(order,
                      [this, came, begun = m_clock.steady()](http::IncomingResponse response) {
                          came({std::move(response), m_clock.steady() - begun}, silenceLifetime);
                      });
    });
    if (!pong)
        throw unavailable("Nobody waits for the application service.");
    const http::IncomingResponse &answer = pong->answer;
    if (answer.status == 0)
        throw Error(502, "M_CONNECTION_FAILED", answer.error);
    if (!answer.ok())
        throw Error(
            502, "M_BAD_STATUS", "The application service answered with an error.",
            json::object{{"status", answer.status}, {"body", answer.body.substr(0, maxBodyShown)}});
    return pong->took;
}

AppServiceClient::Question AppServiceClient::question(const AppService &service,
                                                      std::string_view kind, std::string_view id) {
    const std::string path = "/_matrix/app/v1/" + std::string(kind) + "/" + http::percentEncode(id);
    return {service.id + " " + path, [this, &service, path](auto came) {
                m_client.send(
                    request(service, http::Method::Get, path),
                    [came, path, name = service.id](const http::IncomingResponse &answer) {
                        const bool said = answer.ok() || answer.status == 404;
                        if (!said)
                            log::warn("appservices", "{} does not say whether there is {} ({})",
                                      name, path,
                                      answer.status == 0 ? answer.error
                                                         : std::to_string(answer.status));
                        came(answer.ok(), said ? unknownLifetime : silenceLifetime);
                    });
            }};
}

void AppServiceClient::askForUser(const AppService &service, std::string_view userId,
                                  std::function<void()> then) {
    const Question asked = question(service, "users", userId);
    m_ids.ask(asked.key, asked.ask, std::move(then));
}

bool AppServiceClient::isReserved(const Requester &requester, std::string_view alias) {
    const auto *own = requester.appservice ? m_services.find(*requester.appservice) : nullptr;
    return m_services.isAliasTaken(alias, own);
}

bool AppServiceClient::anyKnowsAlias(std::string_view alias) {
    for (const auto &service : m_services.all()) {
        if (service.url.empty() || !service.ownsAlias(alias))
            continue;
        const Question asked = question(service, "rooms", alias);
        if (m_ids.get(asked.key, asked.ask).value_or(false))
            return true;
    }
    return false;
}

std::optional<json::object> AppServiceClient::metadata(const AppService &service,
                                                       const std::string &protocol) {
    const std::string path = "/_matrix/app/v1/thirdparty/protocol/" + http::percentEncode(protocol);
    return m_protocols.get(service.id + " " + path, [this, &service, path](auto came) {
        m_client.send(request(service, http::Method::Get, path),
                      [came](const http::IncomingResponse &response) {
                          auto answer = parseAnswer(response);
                          if (answer && answer->is_object())
                              came(std::move(answer->get_object()), metadataLifetime);
                          else
                              came({}, silenceLifetime);
                      });
    });
}

json::object AppServiceClient::protocols(const std::string &only) {
    json::object out;
    Together answers;
    for (const auto &service : m_services.all()) {
        for (const auto &protocol : service.protocols) {
            if (service.url.empty() || (!only.empty() && protocol != only))
                continue;
            const auto answer = answers.get([&] { return metadata(service, protocol); });
            if (!answer || answer->empty())
                continue;
            auto &known = out[protocol];
            if (!known.is_object()) {
                known = *answer;
                known.get_object()["instances"] = json::array{};
            }
            addInstances(known.get_object(), *answer, service);
        }
    }
    answers.require();
    return out;
}

std::optional<json::array> AppServiceClient::rows(const AppService &service,
                                                  const std::string &path) {
    return m_rows.get(service.id + " " + path, [this, &service, path](auto came) {
        m_client.send(request(service, http::Method::Get, path),
                      [came](const http::IncomingResponse &response) {
                          auto answer = parseAnswer(response);
                          if (answer && answer->is_array())
                              came(std::move(answer->get_array()), 0);
                          else
                              came({}, silenceLifetime);
                      });
    });
}

json::array AppServiceClient::lookUp(std::string_view kind, const std::string &protocol,
                                     const Fields &fields) {
    std::string path = "/_matrix/app/v1/thirdparty/" + std::string(kind);
    if (!protocol.empty())
        path += "/" + http::percentEncode(protocol);
    char mark = '?';
    for (const auto &[name, value] : fields) {
        path += mark + http::percentEncode(name) + "=" + http::percentEncode(value);
        mark = '&';
    }
    const char *wanted = kind == "user" ? "userid" : "alias";
    json::array out;
    Together answers;
    for (const auto &service : m_services.all()) {
        if (service.url.empty() || (!protocol.empty() && !speaks(service, protocol)))
            continue;
        const auto answer = answers.get([&] { return rows(service, path); });
        if (!answer)
            continue;
        for (const auto &row : *answer)
            if (row.is_object() && !stringAt(row.get_object(), wanted).empty() &&
                !stringAt(row.get_object(), "protocol").empty() &&
                objectAt(row.get_object(), "fields"))
                out.push_back(row);
    }
    answers.require();
    return out;
}

} // namespace hearth::services
