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
        ->set("fail-on", VIPS_FAIL_ON_TRUNCATED);
}

/// The colour space that the embedded profile is about (ICC.1, 7.2.8), empty without one.
std::string profileSpace(const vips::VImage &image) {
    constexpr std::size_t at = 16;
    constexpr std::size_t length = 4;
    if (!image.get_typeof(VIPS_META_ICC_NAME))
        return {};
    std::size_t size = 0;
    const auto *profile = static_cast<const char *>(image.get_blob(VIPS_META_ICC_NAME, &size));
    return size < at + length ? std::string() : std::string(profile + at, length);
}

bool isCmyk(const vips::VImage &image) {
    return image.interpretation() == VIPS_INTERPRETATION_CMYK;
}

/// A copy in the colours that pictures without a profile have everywhere: sRGB or grey, 8 bits. The
/// profile is applied and gone, for thumbnails carry no metadata. One that does not fit the pixels
/// is nothing to refuse a picture for.
vips::VImage asSrgb(vips::VImage image) {
    const int colours = image.bands() - (image.has_alpha() ? 1 : 0);
    const std::string space = profileSpace(image);
    const bool fits =
        isCmyk(image) || (space == "RGB " && colours == 3) || (space == "GRAY" && colours == 1);
    if (fits) {
        try {
            // The pixels are computed here, so that what is wrong with the profile shows here.
            image = image
                        .icc_transform("srgb",
                                       vips::VImage::option()
                                           ->set("embedded", true)
                                           ->set("input-profile", isCmyk(image) ? "cmyk" : "srgb")
                                           ->set("intent", VIPS_INTENT_RELATIVE)
                                           ->set("depth", 8))
                        .copy_memory();
        } catch (const vips::VError &) {
            vips_error_clear();
        }
    }
    const bool grey = image.bands() - (image.has_alpha() ? 1 : 0) == 1;
    image = image.colourspace(grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB);
    return image.format() == VIPS_FORMAT_UCHAR ? image : image.cast(VIPS_FORMAT_UCHAR);
}

/// vips_thumbnail() never looks at the profile of a CMYK picture, so its colours are made first.
vips::VImage shrunk(const Request &request, const vips::VImage &head) {
    if (!isCmyk(head))
        return vips::VImage::thumbnail(request.input.c_str(), request.width,
                                       options(request, request.crop));
    const vips::VImage whole = vips::VImage::new_from_file(
        request.input.c_str(), vips::VImage::option()
                                   ->set("access", VIPS_ACCESS_SEQUENTIAL)
                                   ->set("fail-on", VIPS_FAIL_ON_TRUNCATED));
    return asSrgb(whole).thumbnail_image(
        request.width,
        vips::VImage::option()
            ->set("height", request.height)
            ->set("size", VIPS_SIZE_DOWN)
            ->set("crop", request.crop ? VIPS_INTERESTING_CENTRE : VIPS_INTERESTING_NONE));
}

Made still(const Request &request, const vips::VImage &head, Kind kind) {
    const vips::VImage image = asSrgb(shrunk(request, head));
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
    vips::VImage tall = vips::VImage::thumbnail(source.c_str(), cover.width,
                                                options(cover, false)->set("no-rotate", true));
    tall = asSrgb(tall).copy();
    for (const char *name :
         {VIPS_META_ICC_NAME, VIPS_META_EXIF_NAME, VIPS_META_XMP_NAME, VIPS_META_IPTC_NAME})
        tall.remove(name);
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
        return canMove(request, head, kind) ? moving(request, head) : still(request, head, kind);
    } catch (const vips::VError &error) {
        throw Damaged(error.what());
    }
}

} // namespace hearth::thumbnail
