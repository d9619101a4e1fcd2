// SPDX-License-Identifier: Apache-2.0
#include "server/jobs/push_gateway.hpp"

#include "server/core/json_read.hpp"
#include "server/core/log.hpp"

namespace hearth::jobs {
namespace {

services::PushResult resultOf(const http::IncomingResponse &response) {
    services::PushResult result;
    if (!response.ok()) {
        log::info("push", "{} did not take a notification: {}", response.url,
                  response.status == 0 ? response.error : std::to_string(response.status));
        return result;
    }
    result.delivered = true;
    boost::system::error_code error;
    const json::value body = json::parse(response.body, error);
    if (error || !body.is_object())
        return result;
    if (const json::array *rejected = arrayAt(body.get_object(), "rejected"))
        for (const json::value &key : *rejected)
            if (key.is_string())
                result.rejected.emplace_back(key.get_string());
    return result;
}

} // namespace

void HttpPushGateway::send(const std::string &url, std::string body, const std::string &party,
                           std::function<void(services::PushResult)> done) {
    // Pushers that were set under other rules may still say something else.
    auto address = services::gatewayAddress(url);
    if (!address)
        return done({});
    http::OutgoingRequest request;
    request.method = http::Method::Post;
    request.url = *std::move(address);
    request.headers.add("Content-Type", "application/json");
    request.body = std::move(body);
    request.party = party;
    m_client.send(std::move(request),
                  [done = std::move(done)](const http::IncomingResponse &response) {
                      done(resultOf(response));
                  });
}

} // namespace hearth::jobs
