// SPDX-License-Identifier: Apache-2.0
// See fold.hpp.
#include "server/matrix/fold.hpp"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <stdexcept>

namespace hearth::matrix {
namespace {

bool isAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string lowerAscii(std::string_view text) {
    std::string out(text);
    for (char &c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
    return out;
}

icu::StringPiece pieceOf(std::string_view text) {
    return {text.data(), static_cast<std::int32_t>(text.size())};
}

void require(UErrorCode error) {
    if (U_FAILURE(error))
        throw std::runtime_error(std::string("ICU: ") + u_errorName(error));
}

/// Turkish İ folds to an i with a second dot, which nobody types.
std::string withoutSecondDot(std::string text) {
    constexpr std::string_view dotted = "i\xCC\x87";
    for (auto at = text.find(dotted); at != std::string::npos; at = text.find(dotted, at + 1))
        text.erase(at + 1, dotted.size() - 1);
    return text;
}

} // namespace

std::string foldCase(std::string_view text) {
    if (isAscii(text))
        return lowerAscii(text);
    std::string out;
    out.reserve(text.size());
    icu::StringByteSink<std::string> sink(&out);
    UErrorCode error = U_ZERO_ERROR;
    icu::CaseMap::utf8Fold(U_FOLD_CASE_DEFAULT, pieceOf(text), sink, nullptr, error);
    require(error);
    return out;
}

std::string foldForSearch(std::string_view text) {
    if (isAscii(text))
        return lowerAscii(text);
    std::string out;
    out.reserve(text.size());
    icu::StringByteSink<std::string> sink(&out);
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2 *normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
    require(error);
    normalizer->normalizeUTF8(0, pieceOf(text), sink, nullptr, error);
    require(error);
    return withoutSecondDot(std::move(out));
}

} // namespace hearth::matrix
