// SPDX-License-Identifier: Apache-2.0
// Reader: walks the YAML of a configuration file along the table and notes every problem.
#pragma once

#include "server/config/load.hpp"
#include "server/config/table.hpp"

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::config {

class Reader {
public:
    Reader(Loaded &result, std::string file);
    void read(const YAML::Node &root);

    // For values with a shape of their own. Each notes a problem and gives nothing if it does not
    // fit. what names the value in messages.
    [[nodiscard]] bool isMap(const YAML::Node &node, std::string_view what);
    [[nodiscard]] bool isList(const YAML::Node &node, std::string_view what);
    [[nodiscard]] std::optional<std::string> text(const YAML::Node &node, std::string_view what);
    [[nodiscard]] std::optional<bool> boolean(const YAML::Node &node, std::string_view what);
    [[nodiscard]] std::optional<std::int64_t> integer(const YAML::Node &node, std::string_view what,
                                                      std::int64_t least, std::int64_t most);
    [[nodiscard]] std::optional<std::int64_t> duration(const YAML::Node &node,
                                                       std::string_view what);
    [[nodiscard]] std::optional<std::int64_t> size(const YAML::Node &node, std::string_view what);
    [[nodiscard]] std::vector<std::string> texts(const YAML::Node &node, std::string_view what);
    /// Notes keys of a map that are not among the known ones.
    void knownKeys(const YAML::Node &map, std::string_view what,
                   std::initializer_list<std::string_view> known);
    void problem(const YAML::Node &node, std::string message);
    void note(const YAML::Node &node, std::string message);
    /// Absolute path of one that may be relative to the configuration file.
    [[nodiscard]] std::string path(const std::string &text) const;
    [[nodiscard]] std::optional<std::string> fileContents(const YAML::Node &node,
                                                          const std::string &path);

private:
    void readMap(const YAML::Node &map, const std::string &prefix);
    void readValue(const Row &row, const YAML::Node &node);
    void unknownKey(const YAML::Node &key, const std::string &full, const std::string &prefix);
    void assign(const Row &row, const YAML::Node &node, std::string &out);
    void assign(const Row &row, const YAML::Node &node, bool &out);
    void assign(const Row &row, const YAML::Node &node, std::int64_t &out);
    void assign(const Row &row, const YAML::Node &node, double &out);
    void assign(const Row &row, const YAML::Node &node, std::vector<std::string> &out);
    void assign(const Row &row, const YAML::Node &node, RateLimit &out);
    void assign(const Row &row, const YAML::Node &node, json::object &out);
    void assign(const Row &row, const YAML::Node &node, json::array &out);
    template <class T>
    void assign(const Row &row, const YAML::Node &node, std::optional<T> &out);
    std::optional<double> number(const YAML::Node &node, std::string_view what);
    json::value toJson(const YAML::Node &node) const;

    Loaded &m_result;
    std::string m_file;
    std::map<const void *, std::string_view> m_given; // place in the settings → key
};

/// Number of single-letter changes and swaps of neighbours between two words.
[[nodiscard]] std::size_t editDistance(std::string_view a, std::string_view b);
/// The candidate nearest to word, or nothing if none is near.
[[nodiscard]] std::optional<std::string_view>
nearest(std::string_view word, const std::vector<std::string_view> &candidates);

} // namespace hearth::config
