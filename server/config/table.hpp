// SPDX-License-Identifier: Apache-2.0
// What a row of the table of settings is.
#pragma once

#include "server/config/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace YAML {
class Node;
}

namespace hearth::config {

class Reader;

/// How the text of a value is understood where the C++ type does not say it.
enum class Form {
    Plain,
    Size,     // 1234, "50M", "1G" → bytes
    Duration, // milliseconds, "30s", "5m", "2h", "7d", "4w", "1y" → ms
    Path,     // relative to the folder of the config file
    File      // a path whose contents are the value (…_path of secrets)
};

template <class T>
using Place = T &(*)(Settings &);
/// Values with a shape of their own: listeners, database, …
using Custom = void (*)(Reader &reader, const YAML::Node &node, Settings &settings);
/// Accepted because Synapse has it, without an effect here; the text says why.
struct Ignored {
    std::string_view why;
};

using Target = std::variant<Place<bool>, Place<std::int64_t>, Place<double>, Place<std::string>,
                            Place<std::optional<std::int64_t>>, Place<std::vector<std::string>>,
                            Place<std::optional<std::vector<std::string>>>, Place<RateLimit>,
                            Place<std::optional<RateLimit>>, Place<json::object>,
                            Place<json::array>, Place<std::optional<bool>>, Custom, Ignored>;

struct Limits {
    std::optional<double> least, most;
    std::vector<std::string_view> choices; // for text
};

struct Row {
    std::string_view key; // "rc_login.address"
    Target target;
    bool needsRestart; // false: SIGHUP is enough
    std::string_view help;
    Form form = Form::Plain;
    Limits limits{};
};

/// THE table. Sorted by topic; keys are unique.
[[nodiscard]] const std::vector<Row> &table();

} // namespace hearth::config
