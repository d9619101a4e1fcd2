// SPDX-License-Identifier: Apache-2.0
// See thumbnail.hpp. A picture with several frames is one tall image in libvips ("page-height").
#include "server/thumbnail/thumbnail.hpp"

#include <vips/vips8>

#include <algorithm>
#include <vector>

namespace hearth::thumbnail {
namespace {

// What a moving picture may cost: a few seconds of a processor, and a file that is worth loading.
constexpr int maxFrames = 256;
constexpr std::int64_t maxMovingInput = std::int64_t{96} << 20;  // pixels of all frames
constexpr std::int64_t maxMovingOutput = std::int64_t{10} << 20; // likewise

enum class Kind { Jpeg, Png, Gif, Webp };

Kind kindOf(const std::string &path) {
    const char *loader = vips_foreign_find_load(path.c_str());
    const std::string name = loader ? loader : "";
    if (name.find("Jpeg") != std::string::npos)
        return Kind::Jpeg;
    if (name.find("Png") != std::string::npos)
        return Kind::Png;
    if (name.find("Nsgif") != std::string::npos)
        return Kind::Gif;
    if (name.find("Webp") != std::string::npos)
        return Kind::Webp;
    throw Unsupported("This is not a JPEG, PNG, GIF or WebP picture.");
}

int frameCount(const vips::VImage &image) {
    return image.get_typeof("n-pages") ? std::max(1, image.get_int("n-pages")) : 1;
}

void requirePixels(const vips::VImage &image, std::int64_t maxPixels) {
    const std::int64_t pixels = std::int64_t{image.width()} * image.height();
    if (image.width() <= 0 || image.height() <= 0 || pixels > maxPixels)
        throw TooLarge("The picture has too many pixels.");
}

vips::VOption *options(const Request &request, bool crop) {
    return vips::VImage::option()
        ->set("height", request.height)
        ->set("size", VIPS_SIZE_DOWN)
        ->set("crop", crop ? VIPS_INTERESTING_CENTRE : VIPS_INTERESTING_NONE)
        ->set("export-profile", "srgb")
        ->set("fail-on", VIPS_FAIL_ON_TRUNCATED);
}

Made still(const Request &request, Kind kind) {
    vips::VImage image = vips::VImage::thumbnail(request.input.c_str(), request.width,
                                                 options(request, request.crop));
    const bool opaque = !image.has_alpha();
    const bool jpeg = kind == Kind::Jpeg || (kind == Kind::Webp && opaque);
    if (jpeg) {
        image.jpegsave(
            request.output.c_str(),
            vips::VImage::option()->set("Q", 82)->set("strip", true)->set("optimize-coding", true));
    } else {
        image.pngsave(request.output.c_str(), vips::VImage::option()->set("strip", true));
    }
    return {image.width(), image.height(), jpeg ? "image/jpeg" : "image/png"};
}

/// Frames are scaled so that they cover the box, then each is cut by itself.
vips::VImage cutFrames(const vips::VImage &tall, int frameHeight, const Request &request) {
    const int frames = tall.height() / frameHeight;
    const int width = std::min(request.width, tall.width());
    const int height = std::min(request.height, frameHeight);
    const int left = (tall.width() - width) / 2;
    const int top = (frameHeight - height) / 2;
    std::vector<vips::VImage> cut;
    for (int i = 0; i < frames; ++i)
        cut.push_back(tall.extract_area(left, i * frameHeight + top, width, height));
    vips::VImage joined =
        vips::VImage::arrayjoin(cut, vips::VImage::option()->set("across", 1)).copy();
    joined.set("page-height", height);
    return joined;
}

Made moving(const Request &request, const vips::VImage &head) {
    Request cover = request;
    if (request.crop) {
        // The box that the whole frame fills while it covers the wanted one.
        const double scale = std::min(1.0, std::max(double(request.width) / head.width(),
                                                    double(request.height) / head.height()));
        cover.width = std::max(1, int(head.width() * scale + 0.5));
        cover.height = std::max(1, int(head.height() * scale + 0.5));
    }
    const std::string source = request.input + "[n=-1]";
    vips::VImage tall = vips::VImage::thumbnail(source.c_str(), cover.width, options(cover, false));
    int frameHeight = tall.get_typeof("page-height") ? tall.get_int("page-height") : tall.height();
    if (request.crop) {
        tall = cutFrames(tall.copy_memory(), frameHeight, request);
        frameHeight = tall.get_int("page-height");
    }
    // "strip" would drop the delays too.
    tall.webpsave(request.output.c_str(), vips::VImage::option()->set("Q", 75)->set("effort", 2));
    return {tall.width(), frameHeight, "image/webp"};
}

/// Whether the frames are kept; otherwise the first stands for all.
bool canMove(const Request &request, const vips::VImage &head, Kind kind) {
    const int frames = frameCount(head);
    if (!request.animated || (kind != Kind::Gif && kind != Kind::Webp) || frames < 2 ||
        frames > maxFrames)
        return false;
    const double across = double(request.width) / head.width();
    const double down = double(request.height) / head.height();
    const double scale =
        std::min(1.0, request.crop ? std::max(across, down) : std::min(across, down));
    const auto input = std::int64_t{head.width()} * head.height() * frames;
    return input <= maxMovingInput && double(input) * scale * scale <= double(maxMovingOutput);
}

} // namespace

void startLibrary(const char *program) {
    if (VIPS_INIT(program) != 0)
        throw std::runtime_error("libvips does not start.");
    vips_block_untrusted_set(1);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
}

Made make(const Request &request) {
    const Kind kind = kindOf(request.input);
    try {
        const vips::VImage head = vips::VImage::new_from_file(request.input.c_str());
        requirePixels(head, request.maxPixels);
        return canMove(request, head, kind) ? moving(request, head) : still(request, kind);
    } catch (const vips::VError &error) {
        throw Unsupported(error.what());
    }
}

} // namespace hearth::thumbnail
