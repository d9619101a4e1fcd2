// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/well_known.hpp"

#include "server/core/json_read.hpp"
#include "server/core/web_address.hpp"
#include "server/crypto/hash.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/services/federation/server_address.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace hearth::services {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t shortest = 5 * minute;
constexpr std::int64_t longest = 48 * hour;
constexpr std::int64_t usual = 24 * hour;
constexpr std::int64_t noneFor = hour;
constexpr std::int64_t oldFor = 2 * hour;       // a value that was true so long ago may be used
constexpr std::int64_t againAfter = 2 * minute; // then
constexpr int mostTries = 3;
constexpr int mostRedirects = 5;
constexpr std::size_t mostBytes = 50 << 10;
constexpr std::int64_t timeoutMs = 20'000;
constexpr std::size_t mostKnown = 20'000;

std::optional<std::int64_t> maxAge(std::string_view control) {
    constexpr std::string_view name = "max-age=";
    const auto at = control.find(name);
    if (at == control.npos)
        return std::nullopt;
    std::int64_t seconds = 0;
    const char *const end = control.data() + control.size();
    const auto [stop, error] = std::from_chars(control.data() + at + name.size(), end, seconds);
    if (error == std::errc::result_out_of_range)
        return longest;
    if (error != std::errc())
        return std::nullopt;
    return std::clamp<std::int64_t>(seconds, 0, longest / 1000) * 1000;
}

std::optional<Timestamp> httpDate(const std::string &text) {
    std::tm parts{};
    const char *const end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (!end)
        return std::nullopt;
    return static_cast<Timestamp>(::timegm(&parts)) * 1000;
}

double randomSpread() {
    const std::string byte = crypto::randomBytes(1);
    return (static_cast<unsigned char>(byte[0]) - 127.5) / 127.5;
}

std::optional<std::string> delegation(const std::string &body) {
    const auto parsed = matrix::parseJson(body, matrix::Strictness::Lenient);
    if (!parsed || !parsed->is_object())
        return std::nullopt;
    const std::string_view server = stringAt(parsed->get_object(), "m.server");
    if (!ServerAddress::parse(server))
        return std::nullopt;
    return std::string(server);
}

} // namespace

/// One way through redirects.
struct WellKnown::Visit {
    std::string host;
    std::string url;
    int redirects = 0;
    int tries = 1;
};

std::int64_t WellKnown::lifetime(const http::Fields &headers, Timestamp now, double spread) {
    std::optional<std::int64_t> period;
    for (const std::string_view control : headers.all("Cache-Control")) {
        std::string lower(control);
        std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : static_cast<char>(c);
        });
        if (lower.find("no-store") != lower.npos)
            return shortest;
        if (const auto age = maxAge(lower))
            period = age;
    }
    if (const auto expires = headers.find("Expires"); expires && !period) {
        // What is no date is in the past (RFC 9111, 5.3).
        const auto date = httpDate(std::string(*expires));
        period = date ? *date - now : 0;
    }
    const auto out = period.value_or(usual + static_cast<std::int64_t>(0.1 * spread * usual));
    return std::clamp(out, shortest, longest);
}

void WellKnown::find(const std::string &host, Done done) {
    std::optional<Known> known;
    bool ask = false;
    {
        const std::lock_guard lock(m_mutex);
        const std::int64_t now = m_clock.steady();
        if (const auto found = m_known.find(host);
            found != m_known.end() && found->second.until > now)
            known = found->second;
        if (!known || known->refreshAt <= now) {
            auto &waiting = m_asking[host];
            // An empty place says that it is being refreshed for nobody.
            ask = waiting.empty();
            waiting.push_back(known ? Done() : done);
        }
    }
    if (ask)
        begin(host);
    if (known)
        done(known->server);
}

void WellKnown::begin(const std::string &host) {
    auto visit = std::make_shared<Visit>();
    visit->host = host;
    visit->url = "https://" + host + "/.well-known/matrix/server";
    go(visit);
}

void WellKnown::go(const VisitPtr &visit) {
    const auto address = WebAddress::parse(visit->url);
    if (!address || address->scheme != "https" || !address->userinfo.empty())
        return failed(visit, false);
    const std::string authority = withPort(address->host, address->port);
    const auto name = ServerAddress::parse(address->host);
    if (name && name->isIp)
        return connect(visit, authority, {http::NameStatus::Found, {address->host}, 0}, 0);
    m_names.addresses(address->host, [this, visit, authority](const http::AddressAnswer &answer) {
        if (answer.status != http::NameStatus::Found)
            return failed(visit, answer.status == http::NameStatus::Failed);
        connect(visit, authority, answer, 0);
    });
}

void WellKnown::connect(const VisitPtr &visit, const std::string &authority,
                        const http::AddressAnswer &at, std::size_t index) {
    const auto port =
        static_cast<std::uint16_t>(std::stoi(authority.substr(authority.rfind(':') + 1)));
    http::OutgoingRequest request;
    request.url = visit->url;
    request.connectTo = withPort(at.addresses[index], port);
    request.timeoutMs = timeoutMs;
    request.connectTimeoutMs = timeoutMs / 4;
    request.maxBytes = mostBytes;
    request.reach = http::OutgoingRequest::Reach::Federation;
    request.headers.add("Accept", "application/json");
    m_client.send(std::move(request), [this, visit, authority, at,
                                       index](const http::IncomingResponse &response) {
        if (response.status == 0 && !response.sent && index + 1 < at.addresses.size() && index < 3)
            return connect(visit, authority, at, index + 1);
        came(visit, response);
    });
}

void WellKnown::came(const VisitPtr &visit, const http::IncomingResponse &response) {
    if (response.status >= 300 && response.status < 400)
        return follow(visit, response);
    if (response.status == 0 || response.status >= 500)
        return failed(visit, !response.tooLarge);
    auto server = response.status == 200 ? delegation(response.body) : std::nullopt;
    if (!server)
        return failed(visit, false);
    const std::int64_t now = m_clock.steady();
    const std::int64_t life = lifetime(response.headers, m_clock.now(), randomSpread());
    settle(visit->host, {std::move(server), now + life, now + life / 5 * 4, now + life});
}

void WellKnown::follow(const VisitPtr &visit, const http::IncomingResponse &response) {
    const auto location = response.headers.find("Location");
    const auto here = WebAddress::parse(visit->url);
    if (!location || location->empty() || !here || visit->redirects++ >= mostRedirects)
        return failed(visit, false);
    std::string next(*location);
    if (next.starts_with("//"))
        next = "https:" + next;
    else if (next.starts_with('/'))
        next = here->origin() + next;
    else if (next.find("://") == next.npos)
        next = here->origin() + here->path.substr(0, here->path.rfind('/') + 1) + next;
    next.resize(std::min(next.size(), next.find('#')));
    visit->url = std::move(next);
    go(visit);
}

/// forNow: it may be another time.
void WellKnown::failed(const VisitPtr &visit, bool forNow) {
    const std::int64_t now = m_clock.steady();
    std::optional<Known> old;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_known.find(visit->host);
        if (forNow && found != m_known.end() && found->second.server &&
            found->second.goodUntil + oldFor > now)
            old = found->second;
    }
    if (!old)
        return settle(visit->host, {std::nullopt, now + noneFor, now + noneFor, 0});
    if (visit->tries < mostTries) {
        auto again = std::make_shared<Visit>();
        again->host = visit->host;
        again->url = "https://" + visit->host + "/.well-known/matrix/server";
        again->tries = visit->tries + 1;
        return go(again);
    }
    // While it is still good, it stays what it is; afterwards it is used for a little longer.
    old->until = std::max(old->until, now + againAfter);
    old->refreshAt = now + againAfter;
    settle(visit->host, *std::move(old));
}

void WellKnown::settle(const std::string &host, Known known) {
    std::vector<Done> waiting;
    {
        const std::lock_guard lock(m_mutex);
        if (m_known.size() >= mostKnown)
            m_known.erase(m_known.begin());
        m_known.insert_or_assign(host, known);
        if (const auto asking = m_asking.find(host); asking != m_asking.end()) {
            waiting = std::move(asking->second);
            m_asking.erase(asking);
        }
    }
    for (const Done &done : waiting)
        if (done)
            done(known.server);
}

} // namespace hearth::services
