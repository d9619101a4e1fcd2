// SPDX-License-Identifier: Apache-2.0
// See appservice_client.hpp.
#include "server/services/appservices/appservice_client.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/http/client.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/services/appservices/appservices.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::int64_t timeoutMs = 10000;
constexpr std::int64_t metadataLifetime = 3600000;
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
    , m_clock(clock) {}

http::OutgoingRequest AppServiceClient::request(const AppService &service, http::Method method,
                                                const std::string &path) {
    http::OutgoingRequest out;
    out.method = method;
    out.url = service.url + path;
    out.headers.set("Authorization", "Bearer " + service.hsToken);
    out.timeoutMs = timeoutMs;
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
    const auto begun = m_clock.steady();
    const auto answer = m_client.fetch(std::move(order));
    if (answer.status == 0)
        throw Error(502, "M_CONNECTION_FAILED", answer.error);
    if (!answer.ok())
        throw Error(
            502, "M_BAD_STATUS", "The application service answered with an error.",
            json::object{{"status", answer.status}, {"body", answer.body.substr(0, maxBodyShown)}});
    return m_clock.steady() - begun;
}

bool AppServiceClient::knows(const AppService &service, std::string_view kind,
                             std::string_view id) {
    if (service.url.empty())
        return false;
    const std::string path = "/_matrix/app/v1/" + std::string(kind) + "/" + http::percentEncode(id);
    const auto answer = m_client.fetch(request(service, http::Method::Get, path));
    if (!answer.ok() && answer.status != 404)
        log::warn("appservices", "{} does not say whether there is {} ({})", service.id, id,
                  answer.status == 0 ? answer.error : std::to_string(answer.status));
    return answer.ok();
}

bool AppServiceClient::knowsUser(const AppService &service, std::string_view userId) {
    return knows(service, "users", userId);
}

bool AppServiceClient::anyKnowsAlias(std::string_view alias) {
    for (const auto &service : m_services.all())
        if (service.ownsAlias(alias) && knows(service, "rooms", alias))
            return true;
    return false;
}

json::object AppServiceClient::metadata(const AppService &service, const std::string &protocol) {
    const auto key = std::pair(service.id, protocol);
    {
        const std::lock_guard lock(m_mutex);
        const auto it = m_known.find(key);
        if (it != m_known.end() && it->second.until > m_clock.steady())
            return it->second.metadata;
    }
    const auto answer = parseAnswer(m_client.fetch(
        request(service, http::Method::Get,
                "/_matrix/app/v1/thirdparty/protocol/" + http::percentEncode(protocol))));
    if (!answer || !answer->is_object())
        return {};
    const std::lock_guard lock(m_mutex);
    m_known[key] = {answer->get_object(), m_clock.steady() + metadataLifetime};
    return answer->get_object();
}

json::object AppServiceClient::protocols(const std::string &only) {
    json::object out;
    for (const auto &service : m_services.all()) {
        for (const auto &protocol : service.protocols) {
            if (service.url.empty() || (!only.empty() && protocol != only))
                continue;
            const auto answer = metadata(service, protocol);
            if (answer.empty())
                continue;
            auto &known = out[protocol];
            if (!known.is_object()) {
                known = answer;
                known.get_object()["instances"] = json::array{};
            }
            addInstances(known.get_object(), answer, service);
        }
    }
    return out;
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
    for (const auto &service : m_services.all()) {
        if (service.url.empty() || (!protocol.empty() && !speaks(service, protocol)))
            continue;
        const auto answer = parseAnswer(m_client.fetch(request(service, http::Method::Get, path)));
        if (!answer || !answer->is_array())
            continue;
        for (const auto &row : answer->get_array())
            if (row.is_object() && !stringAt(row.get_object(), wanted).empty() &&
                !stringAt(row.get_object(), "protocol").empty() &&
                objectAt(row.get_object(), "fields"))
                out.push_back(row);
    }
    return out;
}

} // namespace hearth::services
