// SPDX-License-Identifier: Apache-2.0
#include "server/jobs/page_fetcher.hpp"

#include "server/core/error.hpp"

namespace hearth::jobs {
namespace {

constexpr std::int64_t pageTimeoutMs = 15'000;

services::Fetched fetch(http::Client &client, const services::FetchOrder &order) {
    http::OutgoingRequest request;
    request.url = order.url;
    request.maxBytes = order.maxBytes;
    request.followRedirects = true;
    request.timeoutMs = pageTimeoutMs;
    request.reach = http::OutgoingRequest::Reach::Preview;
    if (!order.accept.empty())
        request.headers.add("Accept", order.accept);
    if (!order.acceptLanguage.empty())
        request.headers.add("Accept-Language", order.acceptLanguage);
    http::IncomingResponse response = client.fetch(std::move(request));
    if (response.status == 0)
        throw Error(502, "M_UNKNOWN", "The page cannot be reached: " + response.error);
    services::Fetched page;
    page.status = response.status;
    page.finalUrl = std::move(response.url);
    page.contentType = response.headers.find("Content-Type").value_or("");
    page.body = std::move(response.body);
    return page;
}

} // namespace

services::Fetch pageFetcher(http::Client &client) {
    return [&client](const services::FetchOrder &order) { return fetch(client, order); };
}

} // namespace hearth::jobs
