// SPDX-License-Identifier: Apache-2.0
// HttpClient: outgoing HTTP on one thread of its own (libcurl's multi interface). What one peer
// does not answer, and what one user asks for, keeps nobody else waiting: places are counted for
// each peer, each party and each kind of reach, and the time a request waits for its place is part
// of its time.
#pragma once

#include "server/core/executor.hpp"
#include "server/http/client.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace hearth::net {

struct HttpClientOptions {
    std::string userAgent = "Hearth";
    std::vector<std::string> denied, allowed;               // CIDR
    std::vector<std::string> previewDenied, previewAllowed; // CIDR
    std::vector<std::string> federationDenied;              // CIDR; allowed is that above
    bool checkCertificates = true;
    bool checkFederationCertificates = true;
    /// PEM of the only authorities that other servers' certificates may be from; empty: those of
    /// the system.
    std::string federationAuthorities;
    std::size_t mostActive = 128;           // under way at once, for each kind of reach
    std::size_t mostActiveFederation = 600; // the same; many of those that are asked are away
    std::size_t mostForPeer = 32;           // of these to one host and port
    std::size_t mostForParty = 16;          // of these for one party
    std::size_t mostWaiting = 2000;         // for a place, for each kind of reach
    std::size_t mostWaitingForPeer = 500;   // of these to one host and port
    std::size_t mostWaitingForParty = 400;  // of these for one party
    std::size_t mostHeldBytes = 64U << 20;  // of answers in memory, all together
};

class HttpClient final : public http::Client {
public:
    /// workers runs the callbacks and must outlive the client.
    HttpClient(Executor &workers, const HttpClientOptions &options);
    /// Requests under way end with an error.
    ~HttpClient() override;
    void send(http::OutgoingRequest request,
              std::function<void(http::IncomingResponse)> done) override;
    /// Ends all requests, and later ones at once.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace hearth::net
