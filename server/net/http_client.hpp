// SPDX-License-Identifier: Apache-2.0
// HttpClient: outgoing HTTP on one thread of its own (libcurl's multi interface).
#pragma once

#include "server/core/executor.hpp"
#include "server/http/client.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hearth::net {

struct HttpClientOptions {
    std::string userAgent = "Hearth";
    std::vector<std::string> denied, allowed;               // CIDR
    std::vector<std::string> previewDenied, previewAllowed; // CIDR
    bool checkCertificates = true;
    std::size_t maxConnections = 100;
};

class HttpClient final : public http::Client {
public:
    /// workers runs the callbacks and must outlive the client.
    HttpClient(Executor &workers, const HttpClientOptions &options);
    /// Requests under way end with an error.
    ~HttpClient() override;
    void send(http::OutgoingRequest request,
              std::function<void(http::IncomingResponse)> done) override;
    [[nodiscard]] http::IncomingResponse fetch(http::OutgoingRequest request) override;
    /// Ends all requests, and later ones at once.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace hearth::net
