// SPDX-License-Identifier: Apache-2.0
// Client: requests to other programs (push gateways, application services, pages for previews,
// identity servers), as services see it. net has the implementation.
#pragma once

#include "server/http/message.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace hearth::http {

struct OutgoingRequest {
    Method method = Method::Get;
    std::string url; // http:// or https://
    Fields headers{true};
    std::string body;
    std::int64_t timeoutMs = 30'000; // from send() to the last byte of the answer
    std::size_t maxBytes = 1 << 20;  // of the answer's body
    bool followRedirects = false;    // at most 5
    /// On whose behalf: those of one share places, so that nobody takes them all. Empty: nobody's.
    std::string party;
    /// Asked before each address is spoken to, after redirects too; must be quick. Empty: any.
    std::function<bool(const std::string &url)> mayVisit;
    /// "1.2.3.4:8448" or "[::1]:8448": where to connect to, whatever the URL says. Host, SNI and
    /// the certificate's name are those of the URL. Not with followRedirects.
    std::string connectTo;
    std::int64_t connectTimeoutMs = 10'000; // of timeoutMs
    std::int64_t idleTimeoutMs = 0;         // without a byte of the answer; 0: only timeoutMs
    /// Which networks must not be reached: an address that a user chose may point anywhere.
    enum class Reach {
        Trusted,   // anywhere: addresses that the administrator configured
        General,   // not ip_range_blacklist
        Preview,   // not url_preview_ip_range_blacklist
        Federation // not federation_ip_range_blacklist; certificates as federation wants them
    } reach = Reach::General;
};

struct IncomingResponse {
    int status = 0; // 0: no answer, see error
    Fields headers{true};
    std::string body;
    std::string url;   // after redirects
    std::string error; // a sentence
    bool tooLarge = false;
    bool sent = true; // the request may have reached somebody; false: it has not for sure
    std::shared_ptr<const void> lease; // goes with the body: it counts for as long as this lives
    [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};

class Client {
public:
    virtual ~Client() = default;
    /// Returns at once; done runs once, on a worker thread. There is no call that waits: whoever
    /// needs the answer goes on in done (requests of clients: core/lookups).
    virtual void send(OutgoingRequest request, std::function<void(IncomingResponse)> done) = 0;
};

} // namespace hearth::http
