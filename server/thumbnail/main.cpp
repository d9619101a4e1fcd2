// SPDX-License-Identifier: Apache-2.0
// hearth-thumbnail: arguments in, one thumbnail and one JSON line out. See README.md.
#include "server/thumbnail/limits.hpp"
#include "server/thumbnail/thumbnail.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

#if defined(__SANITIZE_THREAD__)
// The only threads here are those of libvips, whose synchronisation the sanitizer cannot see.
extern "C" const char *__tsan_default_options() {
    return "report_bugs=0";
}
#endif

namespace {

using hearth::thumbnail::Request;

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1)
        return std::nullopt;
    return value;
}

/// Takes "--name value" pairs out of the arguments; false when one is wrong.
bool readOption(std::string_view name, std::string_view value, Request &request) {
    if (name == "--method") {
        request.crop = value == "crop";
        return request.crop || value == "scale";
    }
    const auto count = number(value);
    if (!count)
        return false;
    if (name == "--max-pixels") {
        request.maxPixels = *count;
        return true;
    }
    if (*count > 10000)
        return false;
    if (name == "--width")
        request.width = static_cast<int>(*count);
    else if (name == "--height")
        request.height = static_cast<int>(*count);
    else
        return false;
    return true;
}

std::optional<Request> readArguments(int argc, char **argv) {
    Request request;
    std::vector<std::string_view> files;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--animated") {
            request.animated = true;
        } else if (word.substr(0, 2) == "--") {
            if (i + 1 >= argc || !readOption(word, argv[++i], request))
                return std::nullopt;
        } else {
            files.push_back(word);
        }
    }
    if (files.size() != 2 || request.width == 0 || request.height == 0)
        return std::nullopt;
    request.input = files[0];
    request.output = files[1];
    return request;
}

} // namespace

int main(int argc, char **argv) {
    const auto request = readArguments(argc, argv);
    if (!request) {
        std::fputs("Usage: hearth-thumbnail --width W --height H --method crop|scale [--animated] "
                   "[--max-pixels N] INPUT OUTPUT\n",
                   stderr);
        return 2;
    }
    try {
        hearth::thumbnail::limitProcess(request->animated);
        hearth::thumbnail::startLibrary(argv[0]);
        const auto made = hearth::thumbnail::make(*request);
        std::printf("{\"width\":%d,\"height\":%d,\"content_type\":\"%s\"}\n", made.width,
                    made.height, made.contentType.c_str());
        return 0;
    } catch (const hearth::thumbnail::Unsupported &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 3;
    } catch (const hearth::thumbnail::TooLarge &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 4;
    } catch (const hearth::thumbnail::Damaged &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 6;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 5;
    }
}
