// SPDX-License-Identifier: Apache-2.0
// See captcha.hpp.
#include "server/services/accounts/captcha.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/http/client.hpp"
#include "server/matrix/canonical_json.hpp"

namespace hearth::services {
namespace {

constexpr std::int64_t timeoutMs = 15'000;
constexpr std::int64_t keptFor = 60'000;

std::optional<bool> verdictOf(const http::IncomingResponse &answer) {
    const auto body = matrix::parseJson(answer.body, matrix::Strictness::Lenient);
    if (!answer.ok() || !body || !body->is_object())
        return std::nullopt;
    return findBool(body->get_object(), "success").value_or(false);
}

} // namespace

bool Captcha::isRight(const std::string &response, std::string_view address) {
    const auto settings = m_settings.get();
    http::OutgoingRequest request;
    request.method = http::Method::Post;
    request.url = settings->recaptchaSiteverifyApi;
    request.reach = http::OutgoingRequest::Reach::Trusted;
    request.maxBytes = 64 << 10;
    request.timeoutMs = timeoutMs;
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.body = "secret=" + http::percentEncode(settings->recaptchaPrivateKey) +
                   "&response=" + http::percentEncode(response) +
                   "&remoteip=" + http::percentEncode(address);
    const std::string key = std::string(address) + " " + response;
    const auto verdict = m_verdicts.take(key, [this, request](auto answered) {
        m_client.send(request, [answered](const http::IncomingResponse &answer) {
            answered(verdictOf(answer), keptFor);
        });
    });
    if (!verdict || !*verdict)
        throw unavailable("The captcha service does not answer.");
    return **verdict;
}

} // namespace hearth::services
