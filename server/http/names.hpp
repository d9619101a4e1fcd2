// SPDX-License-Identifier: Apache-2.0
// Names: the name service (DNS), as services see it. net has the implementation.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hearth::http {

enum class NameStatus {
    Found,
    None,  // the name, or records of this kind for it, do not exist
    Failed // nobody could say: a server that does not answer, or is in trouble
};

struct AddressAnswer {
    NameStatus status = NameStatus::Failed;
    std::vector<std::string> addresses; // IPv4 and IPv6 without brackets, in the order to try
    std::int64_t ttlSeconds = 0;
};

/// An SRV record (RFC 2782).
struct ServiceRecord {
    std::string target; // "." says that the service is not offered
    std::uint16_t port = 0;
    std::uint16_t priority = 0;
    std::uint16_t weight = 0;
};
struct ServiceAnswer {
    NameStatus status = NameStatus::Failed;
    std::vector<ServiceRecord> records;
    std::int64_t ttlSeconds = 0;
};

class Names {
public:
    virtual ~Names() = default;
    /// Both return at once; done runs once, on a worker thread.
    virtual void addresses(const std::string &host, std::function<void(AddressAnswer)> done) = 0;
    virtual void services(const std::string &name, std::function<void(ServiceAnswer)> done) = 0;
};

} // namespace hearth::http
