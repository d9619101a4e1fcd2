// SPDX-License-Identifier: Apache-2.0
// HttpPushGateway (spec push gateway, POST /_matrix/push/v1/notify).
#include "server/services/push/http_push_gateway.hpp"

#include "server/core/json_read.hpp"
#include "server/http/client.hpp"

namespace hearth::services {

void HttpPushGateway::send(const std::string &url, std::string body,
                           std::function<void(PushResult)> done) {
    http::OutgoingRequest request;
    request.method = http::Method::Post;
    request.url = url;
    request.headers.set("Content-Type", "application/json");
    request.body = std::move(body);
    m_client.send(
        std::move(request), [done = std::move(done)](const http::IncomingResponse &response) {
            PushResult result;
            result.delivered = response.ok();
            boost::system::error_code error;
            const json::value answer = json::parse(response.body, error);
            if (response.ok() && !error && answer.is_object()) {
                if (const json::array *rejected = arrayAt(answer.as_object(), "rejected")) {
                    for (const json::value &key : *rejected) {
                        if (key.is_string())
                            result.rejected.emplace_back(view(key.as_string()));
                    }
                }
            }
            done(result);
        });
}

} // namespace hearth::services
