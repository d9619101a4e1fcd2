// SPDX-License-Identifier: Apache-2.0
#include "server/jobs/page_fetcher.hpp"

#include <utility>

namespace hearth::jobs {
namespace {

constexpr std::int64_t pageTimeoutMs = 15'000;

http::OutgoingRequest requestFor(const services::FetchOrder &order) {
    http::OutgoingRequest request;
    request.url = order.url;
    request.maxBytes = order.maxBytes;
    request.followRedirects = true;
    request.timeoutMs = pageTimeoutMs;
    request.reach = http::OutgoingRequest::Reach::Preview;
    request.party = order.party;
    request.mayVisit = order.mayVisit;
    if (!order.accept.empty())
        request.headers.add("Accept", order.accept);
    if (!order.acceptLanguage.empty())
        request.headers.add("Accept-Language", order.acceptLanguage);
    return request;
}

services::Fetched pageOf(http::IncomingResponse response) {
    services::Fetched page;
    page.status = response.status;
    page.error = std::move(response.error);
    page.finalUrl = std::move(response.url);
    page.contentType = response.headers.find("Content-Type").value_or("");
    page.body = std::move(response.body);
    page.lease = std::move(response.lease);
    return page;
}

} // namespace

services::Fetch pageFetcher(http::Client &client) {
    return [&client](const services::FetchOrder &order,
                     std::function<void(services::Fetched)> done) {
        client.send(requestFor(order), [done = std::move(done)](http::IncomingResponse response) {
            done(pageOf(std::move(response)));
        });
    };
}

} // namespace hearth::jobs
