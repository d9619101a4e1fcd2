// SPDX-License-Identifier: Apache-2.0
// Our media for other servers (spec server-server, "Content Repository"): two parts, of which the
// first says nothing yet.
#include "server/services/media/media.hpp"

#include "server/api/federation/federation_api.hpp"
#include "server/api/media/media_api.hpp"
#include "server/core/error.hpp"
#include "server/crypto/hash.hpp"
#include "server/http/exchange.hpp"

namespace hearth::api::federation {
namespace {

using Access = services::MediaService::Access;

http::Response multipart(const services::MediaFile &file) {
    const std::string boundary = crypto::randomToken(24);
    http::FileBody body{file.path, 0, static_cast<std::uint64_t>(file.size), {}, {}};
    body.before = "--" + boundary + "\r\nContent-Type: application/json\r\n\r\n{}\r\n--" +
                  boundary + "\r\nContent-Type: " + file.contentType +
                  "\r\nContent-Disposition: " + contentDisposition(file.contentType, file.name) +
                  "\r\n\r\n";
    body.after = "\r\n--" + boundary + "--\r\n";
    http::Response out;
    out.headers.set("Content-Type", "multipart/mixed; boundary=" + boundary);
    out.body = std::move(body);
    return out;
}

} // namespace

http::Response download(const FederationApi &api, Call &call) {
    const auto file =
        api.media.find(api.media.ownServer(), call.path("mediaId"), Access::Authenticated);
    if (!file)
        throw Error(504, "M_NOT_YET_UPLOADED", "Media has not been uploaded yet");
    return multipart(*file);
}

http::Response thumbnail(const FederationApi &api, Call &call) {
    const auto file =
        api.media.thumbnail(api.media.ownServer(), call.path("mediaId"), thumbnailWish(call),
                            Access::Authenticated, requesterName(call));
    if (!file)
        throw Error(504, "M_NOT_YET_UPLOADED", "Media has not been uploaded yet");
    return multipart(*file);
}

} // namespace hearth::api::federation
