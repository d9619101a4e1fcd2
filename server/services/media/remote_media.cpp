// SPDX-License-Identifier: Apache-2.0
#include "server/services/media/remote_media.hpp"

#include "server/config/settings.hpp"
#include "server/core/log.hpp"
#include "server/http/client.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/federation/federation_client.hpp"
#include "server/services/media/media.hpp"
#include "server/services/media/multipart.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::int64_t timeoutMs = 120'000;
constexpr std::int64_t failureFor = 60'000;
constexpr std::size_t mostAround = 64 << 10; // of a multipart body, besides the file

Error notThere() {
    return notFound("Media not found");
}

Error unreachable(const std::string &why) {
    return {502, "M_UNKNOWN", "The media cannot be fetched. " + why};
}

} // namespace

struct RemoteMedia::Errand {
    std::string server;
    std::string mediaId;
    std::string party;
    std::size_t mostBytes = 0;
    Lookups<Outcome>::Answer answer;

    void end(Outcome outcome) const {
        const std::int64_t kept = outcome ? failureFor : 0;
        answer(std::move(outcome), kept);
    }
};

void RemoteMedia::require(const std::string &server, const std::string &mediaId,
                          const std::string &party) {
    if (server == m.client.ownName())
        return;
    if (!matrix::isServerName(server) || !matrix::isMediaId(mediaId))
        throw notThere();
    const auto settings = m.settings.get();
    const auto &refused = settings->preventMediaDownloadsFrom;
    if (std::find(refused.begin(), refused.end(), server) != refused.end())
        throw notThere();
    if (m.media.has(server, mediaId))
        return;
    const auto most = static_cast<std::size_t>(settings->maxUploadSize);
    const auto outcome =
        m_outcomes.get(server + "/" + mediaId, [this, server, mediaId, party,
                                                most](Lookups<Outcome>::Answer answer) {
            ask(std::make_shared<Errand>(Errand{server, mediaId, party, most, std::move(answer)}));
        });
    if (!outcome)
        throw unavailable("Nobody waits for the other server.");
    if (*outcome)
        throw **outcome;
}

void RemoteMedia::ask(const ErrandPtr &errand) {
    FederationRequest request;
    request.destination = errand->server;
    request.path = federationPath("/_matrix/federation/v1/media/download", {errand->mediaId}) +
                   "?timeout_ms=20000";
    request.timeoutMs = timeoutMs;
    request.maxBytes = errand->mostBytes + mostAround;
    request.raw = true;
    request.party = errand->party;
    m.client.send(std::move(request), [this, errand](const FederationAnswer &answer) {
        if (answer.status == 404 && (answer.errcode == "M_UNRECOGNIZED" || answer.errcode.empty()))
            return askOldWay(errand);
        if (answer.status == 404 || answer.status == 403)
            return errand->end(notThere());
        if (!answer.ok())
            return errand->end(unreachable(answer.error));
        const auto parts =
            readParts(answer.headers.find("Content-Type").value_or(""), answer.bytes);
        if (!parts || parts->size() < 2)
            return errand->end(unreachable("It did not come in two parts."));
        const BodyPart &file = parts->at(1);
        if (const auto elsewhere = file.headers.find("Location"))
            return follow(errand, std::string(*elsewhere));
        const auto text = [&](std::string_view name) {
            const auto found = file.headers.find(name);
            return found ? std::optional<std::string>(*found) : std::nullopt;
        };
        errand->end(keep(errand, file.content, text("Content-Type"), text("Content-Disposition")));
    });
}

/// Of servers that know only what was before the specification's version 1.11.
void RemoteMedia::askOldWay(const ErrandPtr &errand) {
    FederationRequest request;
    request.destination = errand->server;
    request.path = federationPath("/_matrix/media/v3/download", {errand->server, errand->mediaId}) +
                   "?allow_remote=false&timeout_ms=20000";
    request.timeoutMs = timeoutMs;
    request.maxBytes = errand->mostBytes;
    request.raw = true;
    request.isSigned = false;
    request.party = errand->party;
    m.client.send(std::move(request), [this, errand](const FederationAnswer &answer) {
        errand->end(take(errand, answer));
    });
}

RemoteMedia::Outcome RemoteMedia::take(const ErrandPtr &errand, const FederationAnswer &answer) {
    if (answer.status >= 400 && answer.status < 500)
        return notThere();
    if (!answer.ok())
        return unreachable(answer.error);
    const auto text = [&](std::string_view name) {
        const auto found = answer.headers.find(name);
        return found ? std::optional<std::string>(*found) : std::nullopt;
    };
    return keep(errand, answer.bytes, text("Content-Type"), text("Content-Disposition"));
}

/// Where the other server has put them, which need not be a Matrix server.
void RemoteMedia::follow(const ErrandPtr &errand, const std::string &address) {
    http::OutgoingRequest request;
    request.url = address;
    request.timeoutMs = timeoutMs;
    request.maxBytes = errand->mostBytes;
    request.followRedirects = true;
    request.reach = http::OutgoingRequest::Reach::General;
    request.party = errand->party;
    m.web.send(std::move(request), [this, errand](http::IncomingResponse response) {
        FederationAnswer answer;
        answer.status = response.status;
        answer.error = std::move(response.error);
        answer.bytes = std::move(response.body);
        answer.headers = std::move(response.headers);
        answer.lease = std::move(response.lease);
        errand->end(take(errand, answer));
    });
}

RemoteMedia::Outcome RemoteMedia::keep(const ErrandPtr &errand, std::string_view bytes,
                                       std::optional<std::string> contentType,
                                       const std::optional<std::string> &disposition) {
    try {
        Upload upload;
        upload.bytes = bytes;
        upload.contentType = std::move(contentType);
        if (disposition)
            upload.name = headerParameter(*disposition, "filename");
        if (upload.name && !http::isUtf8(*upload.name))
            upload.name.reset();
        upload.kind = store::MediaKind::Remote;
        m.media.keepRemote(errand->server, errand->mediaId, upload);
        return std::nullopt;
    } catch (const Error &refusal) {
        return refusal;
    } catch (const std::exception &failure) {
        log::error("media", "{}/{} was not kept: {}", errand->server, errand->mediaId,
                   failure.what());
        return internal("The media cannot be kept.");
    }
}

} // namespace hearth::services
