// SPDX-License-Identifier: Apache-2.0
// See folding.hpp.
#include "server/services/directory/folding.hpp"

#include "server/matrix/ids.hpp"
#include "server/store/profile_store.hpp"

#include <algorithm>
#include <cstdint>

namespace hearth::services {
namespace {

std::uint32_t lowerTwoBytes(std::uint32_t code) {
    if (code >= 0xC0 && code <= 0xDE && code != 0xD7)
        return code + 32;
    if (code >= 0x100 && code <= 0x137)
        return code | 1U;
    if (code >= 0x391 && code <= 0x3A9)
        return code + 32;
    if (code >= 0x410 && code <= 0x42F)
        return code + 32;
    if (code >= 0x400 && code <= 0x40F)
        return code + 80;
    return code;
}

bool isWordByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}

} // namespace

std::string foldCase(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 'A' && byte <= 'Z') {
            out += static_cast<char>(byte + 32);
        } else if ((byte & 0xE0U) == 0xC0U && i + 1 < text.size()) {
            const auto next = static_cast<unsigned char>(text[++i]);
            const std::uint32_t code = lowerTwoBytes(((byte & 0x1FU) << 6U) | (next & 0x3FU));
            out += static_cast<char>(0xC0U | (code >> 6U));
            out += static_cast<char>(0x80U | (code & 0x3FU));
        } else {
            out += text[i];
        }
    }
    return out;
}

std::vector<std::string> wordsOf(std::string_view folded) {
    std::vector<std::string> out;
    std::string word;
    const auto finish = [&] {
        if (!word.empty() && std::find(out.begin(), out.end(), word) == out.end())
            out.push_back(word);
        word.clear();
    };
    for (const char c : folded) {
        if (isWordByte(c))
            word += c;
        else
            finish();
    }
    finish();
    return out;
}

void putIntoDirectory(store::Transaction &tx, const store::DirectoryEntry &entry) {
    const std::string folded = foldCase(std::string(matrix::localpart(entry.userId)) + " " +
                                        entry.displayName.value_or(std::string{}));
    store::user_directory::put(tx, entry, folded, wordsOf(folded));
}

} // namespace hearth::services
