// SPDX-License-Identifier: Apache-2.0
// Text without its case, by Unicode's tables (ICU): the one place that knows how.
#pragma once

#include <string>
#include <string_view>

namespace hearth::matrix {

/// Full case folding, nothing else: for "case-insensitive" push rules and addresses.
[[nodiscard]] std::string foldCase(std::string_view text);

/// For finding names and words: case folding after compatibility decomposition, so that composed,
/// decomposed and wide forms of a text are the same. Two texts are alike if these are equal.
[[nodiscard]] std::string foldForSearch(std::string_view text);

} // namespace hearth::matrix
