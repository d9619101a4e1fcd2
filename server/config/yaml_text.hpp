// SPDX-License-Identifier: Apache-2.0
// Strict reading of YAML: what a person would misread, and what hides later lines, is refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::config {

struct YamlProblem {
    int line = 0; // 0: the text as a whole
    std::string message;
};

/// Everything that keeps the text from being one plain document in UTF-8: other encodings, tabs as
/// indentation, quotes and values that run over the end of their line, keys that are given twice or
/// have no colon, several documents, anchors, tags, and what is no YAML at all. In the order of
/// lines. Without problems, YAML::Load gives exactly what the text looks like.
[[nodiscard]] std::vector<YamlProblem> checkYaml(std::string_view text);

} // namespace hearth::config
