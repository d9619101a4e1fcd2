// SPDX-License-Identifier: Apache-2.0
// Endpoints of the content repository: authenticated ones, and the older ones under /_matrix/media.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::config {
class Current;
}
namespace hearth::services {
class MediaService;
class RemoteMedia;
class UrlPreviews;
struct MediaFile;
struct ThumbnailWish;
} // namespace hearth::services

namespace hearth::api {

struct MediaApi {
    services::MediaService &media;
    services::UrlPreviews *previews; // nullptr: not offered
    const config::Current &settings;
    services::RemoteMedia &remote;
};

void addMediaRoutes(Router &router, const MediaApi &api);

/// ?width=, ?height=, ?method= and ?animated=
[[nodiscard]] services::ThumbnailWish thumbnailWish(const Call &call);

/// The file as an answer: type, disposition, caching, ranges, If-None-Match.
[[nodiscard]] http::Response fileResponse(const services::MediaFile &file,
                                          const http::Request &request, bool isPublic);
/// name: shown to the person who saves the file. Inline only for types that browsers show safely.
[[nodiscard]] std::string contentDisposition(std::string_view contentType,
                                             const std::optional<std::string> &name);

} // namespace hearth::api
