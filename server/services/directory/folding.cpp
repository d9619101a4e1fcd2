// SPDX-License-Identifier: Apache-2.0
// See folding.hpp.
#include "server/services/directory/folding.hpp"

#include "server/matrix/fold.hpp"
#include "server/matrix/ids.hpp"
#include "server/store/profile_store.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

bool isWordByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}

} // namespace

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
    const std::string folded =
        matrix::foldForSearch(std::string(matrix::localpart(entry.userId)) + " " +
                              entry.displayName.value_or(std::string{}));
    store::user_directory::put(tx, entry, folded, wordsOf(folded));
}

} // namespace hearth::services
