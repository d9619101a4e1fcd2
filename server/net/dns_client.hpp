// SPDX-License-Identifier: Apache-2.0
// DnsClient: names, with c-ares on one thread of its own. The thread begins with the first
// question. What was asked and is not answered yet is bounded.
#pragma once

#include "server/core/executor.hpp"
#include "server/http/names.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hearth::net {

struct DnsClientOptions {
    std::vector<std::string> servers; // "address" or "address:port"; empty: those of the system
    int timeoutMs = 3000;             // of the first try at one server
    int tries = 2;
    std::size_t mostAsked = 2000; // questions under way
};

class DnsClient final : public http::Names {
public:
    /// workers runs the callbacks and must outlive the client.
    DnsClient(Executor &workers, DnsClientOptions options);
    /// Questions under way end as Failed.
    ~DnsClient() override;
    void addresses(const std::string &host, std::function<void(http::AddressAnswer)> done) override;
    void services(const std::string &name, std::function<void(http::ServiceAnswer)> done) override;
    /// Ends all questions, and later ones at once.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace hearth::net
