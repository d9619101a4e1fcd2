// SPDX-License-Identifier: Apache-2.0
// Aids for SQL text.
#include "server/store/sql.hpp"

namespace hearth::store {

std::string placeholders(std::size_t first, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            out += ", ";
        out += '$';
        out += std::to_string(first + i);
    }
    return out;
}

std::string escapeLike(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

} // namespace hearth::store
