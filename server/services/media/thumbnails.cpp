// SPDX-License-Identifier: Apache-2.0
// See thumbnails.hpp.
#include "server/services/media/thumbnails.hpp"

#include "server/config/settings.hpp"
#include "server/core/log.hpp"
#include "server/services/media/blob_files.hpp"

#include <unistd.h>

#include <mutex>

namespace hearth::services {
namespace {

constexpr std::int64_t refusalKept = 600000; // another attempt would take as much
constexpr std::int64_t retryAfter = 5000;

std::string nameOf(const store::Media &media, const store::ThumbnailKey &key) {
    return media.sha256 + std::to_string(key.width) + "x" + std::to_string(key.height) +
           key.method + (key.animated ? "+" : "");
}

std::int64_t keptFor(const std::optional<Error> &outcome) {
    return !outcome || outcome->status() == 503 ? 0 : refusalKept;
}

} // namespace

Thumbnails::Thumbnails(const ThumbnailParts &parts, std::string program)
    : m(parts)
    , m_thumbnailer(std::move(program))
    , m_outcomes(parts.clock, {5000, 500, 500}) {}

store::StoredThumbnail Thumbnails::get(const store::Media &media, const store::ThumbnailKey &key,
                                       const std::string &who) {
    if (auto known = find(media, key))
        return *std::move(known);
    const auto outcome = m_outcomes.get(nameOf(media, key), [this, media, key,
                                                             who](const auto &answer) {
        m.lanes.enter(
            Lane::Pictures, who,
            {[this, media, key, answer] {
                 const Outcome made = make(media, key);
                 answer(made, keptFor(made));
             },
             [answer] { answer(overloaded("Too many thumbnails are being made.", retryAfter), 0); },
             {}});
    });
    if (outcome && *outcome)
        throw **outcome;
    auto known = find(media, key);
    if (!known)
        throw unavailable("The thumbnail cannot be made at the moment.");
    return *std::move(known);
}

std::optional<store::StoredThumbnail> Thumbnails::find(const store::Media &media,
                                                       const store::ThumbnailKey &key) {
    bool own = true;
    const auto known = m.database.read([&](store::Reader &reader) {
        auto found = store::media::findThumbnail(reader, media.nid, key);
        own = found.has_value();
        return own ? found : store::media::findThumbnailOfContent(reader, media.sha256, key);
    });
    if (own || !known)
        return known;
    const std::shared_lock lock(m.filesMutex);
    return m.database.write([&](store::Transaction &tx) {
        const auto there = store::media::findThumbnailOfContent(tx, media.sha256, key);
        if (there)
            store::media::putThumbnail(tx, media.nid, key, *there, m.clock.now());
        return there;
    });
}

/// On the lane for pictures. A moving picture that is too much to do comes to rest.
Thumbnails::Outcome Thumbnails::make(const store::Media &media, const store::ThumbnailKey &key) {
    try {
        const std::string temporary = m.files.temporaryPath();
        ThumbnailOrder order;
        order.width = key.width;
        order.height = key.height;
        order.crop = key.method == "crop";
        order.animated = key.animated;
        order.maxPixels = m.settings.get()->maxImagePixels;
        auto made = m_thumbnailer.make(order, m.files.path(media.sha256), temporary);
        if (made.verdict == ThumbnailVerdict::Failed && order.animated) {
            order.animated = false;
            made = m_thumbnailer.make(order, m.files.path(media.sha256), temporary);
        }
        if (made.verdict != ThumbnailVerdict::Made)
            ::unlink(temporary.c_str());
        if (made.verdict == ThumbnailVerdict::TooLarge)
            return tooLarge("The picture has too many pixels to make a thumbnail of it");
        if (made.verdict == ThumbnailVerdict::Damaged)
            return unknownError("No thumbnail can be made of this: the picture is damaged");
        if (made.verdict == ThumbnailVerdict::Failed)
            return unknownError("No thumbnail can be made of this: the attempt took too much");
        if (made.verdict != ThumbnailVerdict::Made)
            return unknownError(
                "No thumbnail can be made of this: it is not a picture of a known kind");
        const std::shared_lock lock(m.filesMutex);
        store::StoredThumbnail out;
        out.contentType = made.contentType;
        out.sha256 = m.files.adopt(temporary, out.size);
        m.database.write([&](store::Transaction &tx) {
            store::media::putThumbnail(tx, media.nid, key, out, m.clock.now());
        });
        return std::nullopt;
    } catch (const Error &error) {
        return error;
    } catch (const std::exception &failure) {
        log::error("media", "A thumbnail could not be made: {}", failure.what());
        return unavailable("The thumbnail cannot be made at the moment.");
    }
}

} // namespace hearth::services
