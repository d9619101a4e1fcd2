// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/federation_client.hpp"

#include "server/config/settings.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/ids.hpp"
#include "server/matrix/signed_json.hpp"
#include "server/services/federation/destinations.hpp"
#include "server/services/federation/server_resolver.hpp"

#include <algorithm>
#include <charconv>

namespace hearth::services {
namespace {

constexpr std::int64_t connectTimeoutMs = 10'000;
constexpr std::int64_t idleTimeoutMs = 60'000;

std::optional<std::int64_t> retryAfter(const FederationAnswer &answer) {
    if (const auto ms = intAt(answer.body, "retry_after_ms"))
        return ms;
    const auto header = answer.headers.find("Retry-After");
    std::int64_t seconds = 0;
    if (!header ||
        std::from_chars(header->data(), header->data() + header->size(), seconds).ec != std::errc())
        return std::nullopt;
    return std::clamp<std::int64_t>(seconds, 0, 86'400) * 1000;
}

} // namespace

struct FederationClient::Trip {
    FederationRequest request;
    Done done;
    RoutePtr route;
    std::string content;
    std::int64_t begun = 0;    // steady
    std::int64_t deadline = 0; // steady
};

void FederationAnswer::require() const {
    if (ok())
        return;
    if (status == 404 || status == 400 || status == 403 || status == 413)
        throw Error(status, errcode.empty() ? "M_UNKNOWN" : errcode,
                    error.empty() ? "The other server refused." : error);
    if (status == 429)
        throw limitExceeded(5'000);
    throw Error(502, "M_UNKNOWN", error.empty() ? "The other server did not answer." : error);
}

std::string federationPath(std::string_view base, const std::vector<std::string> &segments) {
    std::string out(base);
    for (const std::string &segment : segments)
        out += "/" + http::percentEncode(segment);
    return out;
}

std::string FederationClient::ownName() const {
    return m.settings.get()->serverName;
}

bool FederationClient::isAllowed(std::string_view server) const {
    const auto settings = m.settings.get();
    const auto &allowed = settings->federationDomainWhitelist;
    return !allowed || std::find(allowed->begin(), allowed->end(), server) != allowed->end();
}

void FederationClient::send(FederationRequest request, Done done) {
    const auto refuse = [&](std::string why) {
        FederationAnswer answer;
        answer.refused = true;
        answer.error = std::move(why);
        done(std::move(answer));
    };
    const std::string &server = request.destination;
    if (!matrix::isServerName(server))
        return refuse("This is no server name.");
    if (server == ownName())
        return refuse("A server does not federate with itself.");
    if (!isAllowed(server))
        return refuse("This server does not talk to " + server + ".");
    if (!request.urgent && m.destinations.pause(server) > 0)
        return refuse(server + " did not answer lately.");
    auto trip = std::make_shared<Trip>();
    trip->request = std::move(request);
    trip->done = std::move(done);
    trip->begun = m.clock.steady();
    trip->deadline = trip->begun + trip->request.timeoutMs;
    if (trip->request.content)
        trip->content = matrix::canonicalJson(*trip->request.content);
    m.resolver.resolve(trip->request.destination, [this, trip](const Resolution &found) {
        if (!found.route) {
            FederationAnswer answer;
            answer.error = trip->request.destination + " cannot be found. " + found.error;
            return end(trip, std::move(answer));
        }
        trip->route = found.route;
        connect(trip, 0);
    });
}

/// attempt: how many targets have been tried.
void FederationClient::connect(const TripPtr &trip, std::size_t attempt) {
    const FederationRequest &wanted = trip->request;
    const auto &targets = trip->route->targets;
    const std::size_t at = (trip->route->preferred.load() + attempt) % targets.size();
    http::OutgoingRequest request;
    request.method = wanted.method;
    request.url = "https://" + trip->route->authority + wanted.path;
    request.connectTo = targets[at];
    request.timeoutMs = std::max<std::int64_t>(1, trip->deadline - m.clock.steady());
    // Whoever has more than one address leaves time for the others.
    request.connectTimeoutMs = attempt + 1 < targets.size()
                                   ? std::min(connectTimeoutMs, request.timeoutMs / 3)
                                   : connectTimeoutMs;
    request.idleTimeoutMs = idleTimeoutMs;
    request.maxBytes = wanted.maxBytes;
    request.reach = http::OutgoingRequest::Reach::Federation;
    request.party = wanted.party;
    request.body = trip->content;
    if (wanted.content)
        request.headers.add("Content-Type", "application/json");
    if (wanted.isSigned) {
        const json::value content =
            wanted.content ? json::value(*wanted.content) : json::value(nullptr);
        const std::string origin = ownName();
        request.headers.add(
            "Authorization",
            matrix::authorizationHeader({http::toString(wanted.method), wanted.path, origin,
                                         wanted.destination, wanted.content ? &content : nullptr},
                                        m.key));
    }
    m.client.send(std::move(request), [this, trip, attempt, at](http::IncomingResponse response) {
        if (response.status == 0 && !response.sent && attempt + 1 < trip->route->targets.size() &&
            m.clock.steady() < trip->deadline)
            return connect(trip, attempt + 1);
        if (response.status != 0)
            trip->route->preferred = at;
        else if (!response.sent)
            m.resolver.forget(trip->request.destination);
        came(trip, std::move(response));
    });
}

void FederationClient::came(const TripPtr &trip, http::IncomingResponse response) {
    FederationAnswer answer;
    answer.status = response.status;
    answer.headers = std::move(response.headers);
    answer.lease = std::move(response.lease);
    if (response.status == 0) {
        answer.error = trip->request.destination + " did not answer: " + response.error;
        return end(trip, std::move(answer));
    }
    if (trip->request.raw && response.status < 400) {
        answer.bytes = std::move(response.body);
        return end(trip, std::move(answer));
    }
    auto parsed = matrix::parseJson(response.body, matrix::Strictness::Lenient);
    if (parsed && parsed->is_object())
        answer.body = std::move(parsed->get_object());
    else if (answer.ok())
        answer.status = 0; // something else stands there
    if (answer.status == 0)
        answer.error = trip->request.destination + " did not answer with JSON.";
    else if (!answer.ok()) {
        answer.errcode = stringAt(answer.body, "errcode");
        answer.error = stringAt(answer.body, "error");
    }
    end(trip, std::move(answer));
}

void FederationClient::end(const TripPtr &trip, FederationAnswer answer) {
    const std::string &server = trip->request.destination;
    const bool fails =
        answer.status == 0 || answer.status >= 500 || answer.status == 429 || answer.status == 401;
    if (!answer.ok())
        log::info("federation", "{} {} at {}: {} {}", http::toString(trip->request.method),
                  trip->request.path.substr(0, trip->request.path.find('?')), server, answer.status,
                  answer.error);
    try {
        if (answer.ok())
            m.destinations.heardFrom(server);
        else if (fails && !trip->request.urgent)
            m.destinations.failed(server, trip->begun, retryAfter(answer));
    } catch (const std::exception &failure) { // the answer counts, not what is noted of it
        log::error("federation", "{} was not noted: {}", server, failure.what());
    }
    trip->done(std::move(answer));
}

} // namespace hearth::services
