// SPDX-License-Identifier: Apache-2.0
// Words of texts, as the search index has them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

/// Words in folded case, in order, repeated ones included: runs of letters and digits. Scripts
/// written without spaces give a word for each character. Text must be well-formed UTF-8.
[[nodiscard]] std::vector<std::string> searchWords(std::string_view text);
/// Whether the word stands for itself only, so that others do not start with it.
[[nodiscard]] bool isWholeWord(std::string_view word);

} // namespace hearth::services
