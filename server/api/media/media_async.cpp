// SPDX-License-Identifier: Apache-2.0
// Uploads, downloads, thumbnails, configuration and URL previews.
#include "server/api/media/media_api.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/media/media.hpp"
#include "server/services/media/remote_media.hpp"
#include "server/services/media/url_previews.hpp"

#include <algorithm>

namespace hearth::api {
namespace {

using services::MediaService;
using Access = MediaService::Access;

constexpr std::int64_t defaultWait = 20000;
constexpr std::int64_t longestWait = 60000;
constexpr std::int64_t askAgain = 250;

/// One download or thumbnail on its way: it may have to wait for its upload.
struct Wanted {
    std::function<std::optional<services::MediaFile>()> find;
    std::optional<std::string> name;
    bool isPublic = false;
    std::int64_t left = 0; // ms to wait
};

void answer(const std::shared_ptr<AsyncCall> &call, const std::shared_ptr<Wanted> &wanted) {
    auto file = wanted->find();
    if (file) {
        if (wanted->name)
            file->name = wanted->name;
        call->respond(fileResponse(*file, call->call.request, wanted->isPublic));
        return;
    }
    if (wanted->left <= 0)
        throw Error(504, "M_NOT_YET_UPLOADED", "Media has not been uploaded yet");
    const auto pause = std::min(askAgain, wanted->left);
    wanted->left -= pause;
    call->stepAfter(pause, [call, wanted] {
        if (!call->done())
            answer(call, wanted);
    });
}

std::shared_ptr<Wanted> begin(const Call &call, Access access) {
    auto out = std::make_shared<Wanted>();
    out->left =
        std::clamp<std::int64_t>(call.queryInt("timeout_ms").value_or(defaultWait), 0, longestWait);
    out->isPublic = access == Access::Legacy;
    return out;
}

/// The older endpoints take no token, but a client that shows one may have what it could have
/// anyway.
Access accessOf(const Call &call) {
    if (call.queryBool("admin_unsafely_bypass_quarantine").value_or(false)) {
        if (!call.requester.admin)
            throw unknownError("Must be a server admin to bypass quarantine");
        return Access::Unsafe;
    }
    return call.signedIn() ? Access::Authenticated : Access::Legacy;
}

/// Media of other servers have to come here first.
void fetch(const MediaApi &api, const Call &call) {
    const std::string &server = call.path("serverName");
    if (call.queryBool("allow_remote").value_or(true))
        api.remote.require(server, call.path("mediaId"), requesterName(call));
    else if (server != api.media.ownServer())
        throw notFound("Media not found");
}

void download(const MediaApi &api, const std::shared_ptr<AsyncCall> &async, bool named) {
    const Call &call = async->call;
    const Access access = accessOf(call);
    fetch(api, call);
    auto wanted = begin(call, access);
    if (named)
        wanted->name = call.path("fileName");
    wanted->find = [&media = api.media, server = call.path("serverName"), id = call.path("mediaId"),
                    access] { return media.find(server, id, access); };
    answer(async, wanted);
}

void thumbnail(const MediaApi &api, const std::shared_ptr<AsyncCall> &async) {
    const Call &call = async->call;
    const services::ThumbnailWish wish = thumbnailWish(call);
    const Access access = accessOf(call);
    fetch(api, call);
    auto wanted = begin(call, access);
    wanted->find = [&media = api.media, server = call.path("serverName"), id = call.path("mediaId"),
                    wish, access, who = requesterName(call)] {
        return media.thumbnail(server, id, wish, access, who);
    };
    answer(async, wanted);
}

services::Upload readUpload(const Call &call) {
    services::Upload out;
    out.bytes = call.request.body;
    out.staged = static_cast<services::StagedUpload *>(call.request.sink.get());
    if (const auto type = call.request.headers.find("content-type"))
        out.contentType = std::string(*type);
    else
        out.contentType = "application/octet-stream";
    out.name = call.query("filename");
    return out;
}

http::Response upload(const MediaApi &api, Call &call) {
    return http::jsonResponse(
        json::object{{"content_uri", api.media.upload(call.requester, readUpload(call))}});
}

http::Response uploadPending(const MediaApi &api, Call &call) {
    api.media.uploadPending(call.requester, call.path("serverName"), call.path("mediaId"),
                            readUpload(call));
    return http::jsonResponse(json::object{});
}

http::Response getConfig(const MediaApi &api, Call &) {
    return http::jsonResponse(json::object{{"m.upload.size", api.settings.get()->maxUploadSize}});
}

http::Response preview(const MediaApi &api, Call &call) {
    const auto url = call.query("url");
    if (!url)
        throw missingParam("Missing query parameter 'url'");
    if (!api.previews || !api.settings.get()->urlPreviewEnabled)
        throw unrecognized(404, "Unrecognized request"); // as servers that do not know it
    return http::jsonTextResponse(api.previews->get(call.requester, *url));
}

void addDownloads(Router &router, const MediaApi &api, const std::string &base, Auth auth) {
    const auto add = [&](const std::string &tail,
                         std::function<void(std::shared_ptr<AsyncCall>)> start) {
        Endpoint row{http::Method::Get, base + tail, auth, Rate::Media, Body::None, {}};
        row.async = std::move(start);
        router.add(std::move(row));
    };
    add("/download/{serverName}/{mediaId}",
        [api](std::shared_ptr<AsyncCall> call) { download(api, call, false); });
    add("/download/{serverName}/{mediaId}/{fileName}",
        [api](std::shared_ptr<AsyncCall> call) { download(api, call, true); });
    add("/thumbnail/{serverName}/{mediaId}",
        [api](std::shared_ptr<AsyncCall> call) { thumbnail(api, call); });
}

} // namespace

services::ThumbnailWish thumbnailWish(const Call &call) {
    services::ThumbnailWish wish;
    const auto width = call.queryInt("width");
    const auto height = call.queryInt("height");
    if (!width || !height)
        throw missingParam("Missing query parameter 'width' or 'height'");
    if (*width < 1 || *height < 1 || *width > 10000 || *height > 10000)
        throw invalidParam("'width' and 'height' must lie between 1 and 10000");
    wish.width = *width;
    wish.height = *height;
    const auto method = call.query("method").value_or("scale");
    if (method != "crop" && method != "scale")
        throw invalidParam("'method' must be crop or scale");
    wish.crop = method == "crop";
    wish.animated = call.queryBool("animated").value_or(false);
    return wish;
}

void addMediaRoutes(Router &router, const MediaApi &api) {
    const std::string authenticated = "/_matrix/client/v1/media";
    const std::string old = "/_matrix/media/<r0|v3|v1>";
    addDownloads(router, api, authenticated, Auth::Guest);
    addDownloads(router, api, old, Auth::Optional);
    for (const auto &base : {authenticated, old}) {
        router.add({http::Method::Get, base + "/config", Auth::Guest, Rate::Read, Body::None,
                    [api](Call &call) { return getConfig(api, call); }});
        router.add({http::Method::Get, base + "/preview_url", Auth::User, Rate::Read, Body::None,
                    [api](Call &call) { return preview(api, call); }});
    }
    // Multipart is not used by Matrix: the body is the file.
    const auto maxUpload = static_cast<std::size_t>(api.settings.get()->maxUploadSize);
    Endpoint post{http::Method::Post, old + "/upload",
                  Auth::User,         Rate::Media,
                  Body::Raw,          [api](Call &call) { return upload(api, call); }};
    post.maxBodyBytes = maxUpload;
    post.sink = [api](const Call &call) { return api.media.stage(call.requester); };
    router.add(std::move(post));
    Endpoint put{http::Method::Put, "/_matrix/media/v3/upload/{serverName}/{mediaId}",
                 Auth::User,        Rate::Media,
                 Body::Raw,         [api](Call &call) { return uploadPending(api, call); }};
    put.maxBodyBytes = maxUpload;
    put.sink = [api](const Call &call) {
        api.media.checkPending(call.requester, call.path("serverName"), call.path("mediaId"));
        return api.media.stage(call.requester);
    };
    router.add(std::move(put));
    router.add({http::Method::Post, "/_matrix/media/v1/create", Auth::User, Rate::Media, Body::Json,
                [api](Call &call) {
                    return http::jsonResponse(api.media.createPending(call.requester));
                }});
}

} // namespace hearth::api
