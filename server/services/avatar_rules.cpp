// SPDX-License-Identifier: Apache-2.0
#include "server/services/avatar_rules.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/store/media_store.hpp"

#include <algorithm>

namespace hearth::services {

void requireAvatarAllowed(const config::Settings &settings, store::Database &database,
                          std::string_view url) {
    if (!settings.maxAvatarSize && !settings.allowedAvatarMimetypes)
        return;
    constexpr std::string_view scheme = "mxc://";
    const auto slash = url.starts_with(scheme) ? url.find('/', scheme.size()) : url.npos;
    std::optional<store::Media> media;
    if (slash != url.npos)
        media = database.read([&](store::Reader &reader) {
            const auto server = reader.findServer(url.substr(scheme.size(), slash - scheme.size()));
            return server ? store::media::find(reader, server, url.substr(slash + 1))
                          : std::optional<store::Media>();
        });
    // What is not here cannot be judged, and is refused as Synapse refuses it.
    bool allowed = media && media->state == store::MediaState::There;
    if (allowed && settings.maxAvatarSize)
        allowed = media->size <= *settings.maxAvatarSize;
    if (allowed && settings.allowedAvatarMimetypes) {
        const auto &types = *settings.allowedAvatarMimetypes;
        allowed =
            std::find(types.begin(), types.end(), media->contentType.value_or("")) != types.end();
    }
    if (!allowed)
        throw forbidden("This avatar is not allowed");
}

} // namespace hearth::services
