// SPDX-License-Identifier: Apache-2.0
#include "server/config/reader.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>

namespace hearth::config {
namespace {

bool isNull(const YAML::Node &node) {
    return !node.IsDefined() || node.IsNull();
}

/// Quoted text is never a number or a truth value.
bool isPlainScalar(const YAML::Node &node) {
    return node.IsScalar() && node.Tag() != "!";
}

std::optional<double> parseDouble(const std::string &text) {
    if (text.empty())
        return std::nullopt;
    char *end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (*end != '\0' || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> parseInt(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// "7d" with the table of units; nothing if it is not a number with one of them.
std::optional<std::int64_t> parseWithUnit(std::string_view text, std::string_view units,
                                          const std::int64_t *factors) {
    if (text.empty())
        return std::nullopt;
    std::int64_t factor = 1;
    if (const auto unit = units.find(text.back()); unit != units.npos) {
        factor = factors[unit];
        text.remove_suffix(1);
    }
    const auto number = parseInt(text);
    if (!number || *number > std::numeric_limits<std::int64_t>::max() / factor)
        return std::nullopt;
    return *number * factor;
}

std::string trimmed(std::string text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
        text.pop_back();
    return text;
}

} // namespace

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before, last, row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before = std::exchange(last, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({change, last[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view> &candidates) {
    std::optional<std::string_view> best;
    std::size_t bestDistance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = editDistance(word, candidate);
        if (distance < bestDistance) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

Reader::Reader(Loaded &result, std::string file)
    : m_result(result)
    , m_file(std::move(file)) {}

void Reader::problem(const YAML::Node &node, std::string message) {
    m_result.problems.push_back({m_file, node.Mark().line + 1, std::move(message)});
}

void Reader::note(const YAML::Node &node, std::string message) {
    m_result.notes.push_back({m_file, node.Mark().line + 1, std::move(message)});
}

std::string Reader::path(const std::string &text) const {
    if (text.empty())
        return text;
    const std::filesystem::path given(text);
    if (given.is_absolute())
        return given.lexically_normal().string();
    return (std::filesystem::path(m_result.settings.dataDir) / given).lexically_normal().string();
}

std::optional<std::string> Reader::fileContents(const YAML::Node &node, const std::string &name) {
    std::ifstream in(name, std::ios::binary);
    std::string contents{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in.is_open() || in.bad()) {
        problem(node, fmt::format("The file {} cannot be read.", name));
        return std::nullopt;
    }
    contents = trimmed(std::move(contents));
    if (contents.empty()) {
        problem(node, fmt::format("The file {} is empty.", name));
        return std::nullopt;
    }
    return contents;
}

bool Reader::isMap(const YAML::Node &node, std::string_view what) {
    if (node.IsMap())
        return true;
    problem(node, fmt::format("{} must be a group of keys.", what));
    return false;
}

bool Reader::isList(const YAML::Node &node, std::string_view what) {
    if (node.IsSequence())
        return true;
    problem(node, fmt::format("{} must be a list.", what));
    return false;
}

std::optional<std::string> Reader::text(const YAML::Node &node, std::string_view what) {
    if (node.IsScalar())
        return node.Scalar();
    if (node.IsNull())
        return std::string();
    problem(node, fmt::format("{} must be text.", what));
    return std::nullopt;
}

std::optional<bool> Reader::boolean(const YAML::Node &node, std::string_view what) {
    bool value = false;
    if (isPlainScalar(node) && YAML::convert<bool>::decode(node, value))
        return value;
    problem(node, fmt::format("{} must be true or false.", what));
    return std::nullopt;
}

std::optional<std::int64_t> Reader::integer(const YAML::Node &node, std::string_view what,
                                            std::int64_t least, std::int64_t most) {
    const auto value = isPlainScalar(node) ? parseInt(node.Scalar()) : std::nullopt;
    if (value && *value >= least && *value <= most)
        return value;
    if (value == std::nullopt)
        problem(node, fmt::format("{} must be a whole number.", what));
    else if (most == std::numeric_limits<std::int64_t>::max())
        problem(node, fmt::format("{} must be a whole number from {} on.", what, least));
    else
        problem(node, fmt::format("{} must be a whole number from {} to {}.", what, least, most));
    return std::nullopt;
}

std::optional<double> Reader::number(const YAML::Node &node, std::string_view what) {
    const auto value = isPlainScalar(node) ? parseDouble(node.Scalar()) : std::nullopt;
    if (!value)
        problem(node, fmt::format("{} must be a number.", what));
    return value;
}

std::optional<std::int64_t> Reader::duration(const YAML::Node &node, std::string_view what) {
    static constexpr std::int64_t factors[] = {1000,       60'000,      3'600'000,
                                               86'400'000, 604'800'000, 31'536'000'000};
    const auto value =
        node.IsScalar() ? parseWithUnit(node.Scalar(), "smhdwy", factors) : std::nullopt;
    if (value && *value >= 0)
        return value;
    problem(node, fmt::format("{} must be a time such as 30s, 5m, 2h, 7d, 4w or 1y, or a number "
                              "of milliseconds.",
                              what));
    return std::nullopt;
}

std::optional<std::int64_t> Reader::size(const YAML::Node &node, std::string_view what) {
    static constexpr std::int64_t factors[] = {1 << 10, 1 << 20, 1 << 30};
    std::string text = node.IsScalar() ? node.Scalar() : std::string();
    if (text.size() > 1 && text.back() == 'B')
        text.pop_back();
    const auto value = parseWithUnit(text, "KMG", factors);
    if (value && *value > 0)
        return value;
    problem(node,
            fmt::format("{} must be a size such as 512K, 50M or 1G, or a number of bytes.", what));
    return std::nullopt;
}

std::vector<std::string> Reader::texts(const YAML::Node &node, std::string_view what) {
    std::vector<std::string> out;
    if (isNull(node))
        return out;
    if (!node.IsSequence()) {
        problem(node, fmt::format("{} must be a list.", what));
        return out;
    }
    for (const YAML::Node &item : node)
        if (auto value = text(item, fmt::format("Each entry of {}", what)))
            out.push_back(*std::move(value));
    return out;
}

void Reader::knownKeys(const YAML::Node &map, std::string_view what,
                       std::initializer_list<std::string_view> known) {
    for (const auto &item : map) {
        const std::string key = item.first.Scalar();
        if (std::find(known.begin(), known.end(), key) != known.end())
            continue;
        std::string message = fmt::format("{} has no key \"{}\".", what, key);
        if (const auto near = nearest(key, std::vector<std::string_view>(known)))
            message += fmt::format(" Did you mean \"{}\"?", *near);
        problem(item.first, std::move(message));
    }
}

void Reader::read(const YAML::Node &root) {
    if (root.IsNull())
        return;
    if (!root.IsMap()) {
        problem(root, "The file must consist of keys with values.");
        return;
    }
    readMap(root, {});
}

void Reader::readMap(const YAML::Node &map, const std::string &prefix) {
    std::set<std::string> seen;
    for (const auto &item : map) {
        const std::string full = prefix + item.first.Scalar();
        if (!seen.insert(full).second) {
            problem(item.first, fmt::format("\"{}\" is given twice.", full));
            continue;
        }
        const auto row = std::find_if(table().begin(), table().end(),
                                      [&](const Row &candidate) { return candidate.key == full; });
        if (row != table().end()) {
            readValue(*row, item.second);
            continue;
        }
        const std::string group = full + ".";
        const bool isGroup = std::any_of(table().begin(), table().end(), [&](const Row &candidate) {
            return candidate.key.starts_with(group);
        });
        if (!isGroup)
            unknownKey(item.first, full, prefix);
        else if (!isNull(item.second) && isMap(item.second, full))
            readMap(item.second, group);
    }
}

void Reader::unknownKey(const YAML::Node &key, const std::string &full, const std::string &prefix) {
    std::vector<std::string_view> candidates;
    for (const Row &row : table()) {
        if (!row.key.starts_with(prefix))
            continue;
        std::string_view rest = row.key.substr(prefix.size());
        candidates.push_back(rest.substr(0, rest.find('.')));
    }
    std::string message = fmt::format("There is no setting \"{}\".", full);
    if (const auto near = nearest(std::string_view(full).substr(prefix.size()), candidates))
        message += fmt::format(" Did you mean \"{}{}\"?", prefix, *near);
    problem(key, std::move(message));
}

void Reader::readValue(const Row &row, const YAML::Node &node) {
    Settings &settings = m_result.settings;
    std::visit(
        [&](const auto &target) {
            using T = std::decay_t<decltype(target)>;
            if constexpr (std::is_same_v<T, Ignored>)
                note(node, fmt::format("\"{}\" has no effect: {}.", row.key, target.why));
            else if constexpr (std::is_same_v<T, Custom>)
                target(*this, node, settings);
            else {
                // A secret and the file that holds it, a key and its older name.
                auto &place = target(settings);
                const auto [other, fresh] = m_given.emplace(&place, row.key);
                if (!fresh)
                    problem(node, fmt::format("{} and {} say the same thing: keep one of them.",
                                              other->second, row.key));
                assign(row, node, place);
            }
        },
        row.target);
}

template <class T>
void Reader::assign(const Row &row, const YAML::Node &node, std::optional<T> &out) {
    if (isNull(node)) {
        out.reset();
        return;
    }
    T value{};
    const std::size_t before = m_result.problems.size();
    assign(row, node, value);
    if (m_result.problems.size() == before)
        out = std::move(value);
}

void Reader::assign(const Row &row, const YAML::Node &node, bool &out) {
    if (isNull(node))
        return;
    if (const auto value = boolean(node, row.key))
        out = *value;
}

void Reader::assign(const Row &row, const YAML::Node &node, std::int64_t &out) {
    if (isNull(node))
        return;
    std::optional<std::int64_t> value;
    if (row.form == Form::Size) {
        value = size(node, row.key);
    } else if (row.form == Form::Duration) {
        value = duration(node, row.key);
    } else {
        // Nothing that is counted here can be less than nothing.
        constexpr std::int64_t lowest = 0;
        constexpr auto highest = std::numeric_limits<std::int64_t>::max();
        value = integer(node, row.key,
                        row.limits.least ? static_cast<std::int64_t>(*row.limits.least) : lowest,
                        row.limits.most ? static_cast<std::int64_t>(*row.limits.most) : highest);
    }
    if (value)
        out = *value;
}

void Reader::assign(const Row &row, const YAML::Node &node, double &out) {
    if (isNull(node))
        return;
    const auto value = number(node, row.key);
    if (value && *value < 0)
        problem(node, fmt::format("{} must not be negative.", row.key));
    else if (value)
        out = *value;
}

void Reader::assign(const Row &row, const YAML::Node &node, std::string &out) {
    if (isNull(node))
        return;
    auto value = text(node, row.key);
    if (!value)
        return;
    const auto &choices = row.limits.choices;
    if (!choices.empty() && std::find(choices.begin(), choices.end(), *value) == choices.end()) {
        std::string message = fmt::format("{} must be one of", row.key);
        for (const std::string_view choice : choices)
            message += fmt::format("{} {}", choice == choices.front() ? "" : ",", choice);
        problem(node, message + fmt::format("; it is \"{}\".", *value));
        return;
    }
    if (row.form == Form::Path) {
        out = path(*value);
    } else if (row.form == Form::File) {
        if (auto contents = fileContents(node, path(*value)))
            out = *std::move(contents);
    } else {
        out = *std::move(value);
    }
}

void Reader::assign(const Row &row, const YAML::Node &node, std::vector<std::string> &out) {
    out = texts(node, row.key);
}

void Reader::assign(const Row &row, const YAML::Node &node, RateLimit &out) {
    if (isNull(node) || !isMap(node, row.key))
        return;
    knownKeys(node, row.key, {"per_second", "burst_count"});
    const auto part = [&](const char *key, double &value) {
        if (!node[key])
            return;
        const std::string what = fmt::format("{}.{}", row.key, key);
        if (const auto given = number(node[key], what)) {
            if (*given < 0)
                problem(node[key], what + " must not be negative.");
            value = *given;
        }
    };
    part("per_second", out.perSecond);
    part("burst_count", out.burstCount);
}

json::value Reader::toJson(const YAML::Node &node) const {
    if (node.IsMap()) {
        json::object object;
        for (const auto &item : node)
            object[item.first.Scalar()] = toJson(item.second);
        return object;
    }
    if (node.IsSequence()) {
        json::array array;
        for (const YAML::Node &item : node)
            array.push_back(toJson(item));
        return array;
    }
    if (isNull(node))
        return nullptr;
    if (isPlainScalar(node)) {
        if (const auto value = parseInt(node.Scalar()))
            return *value;
        if (const auto value = parseDouble(node.Scalar()))
            return *value;
        bool truth = false;
        if (YAML::convert<bool>::decode(node, truth))
            return truth;
    }
    return json::string(node.Scalar());
}

void Reader::assign(const Row &row, const YAML::Node &node, json::object &out) {
    if (!isNull(node) && isMap(node, row.key))
        out = toJson(node).as_object();
}

void Reader::assign(const Row &row, const YAML::Node &node, json::array &out) {
    if (!isNull(node) && isList(node, row.key))
        out = toJson(node).as_array();
}

} // namespace hearth::config
