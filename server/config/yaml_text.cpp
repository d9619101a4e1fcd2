// SPDX-License-Identifier: Apache-2.0
#include "server/config/yaml_text.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

namespace hearth::config {
namespace {

constexpr std::size_t largestText = 4U << 20U;
constexpr std::size_t mostProblems = 10; // one mistake in brackets has many consequences

std::vector<std::string_view> splitLines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return lines;
}

/// The number of bytes of the character that begins the text; 0: it is not UTF-8.
std::size_t characterSize(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return 1;
    const std::size_t size = first >= 0xF5   ? 0
                             : first >= 0xF0 ? 4
                             : first >= 0xE0 ? 3
                             : first >= 0xC2 ? 2
                                             : 0;
    if (size == 0 || text.size() < size)
        return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0U) != 0x80)
            return 0;
    const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool outside = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
    return overlong || outside ? 0 : size;
}

/// Lines are only what '\n' ends: YAML readers disagree about the other characters that look so.
std::optional<YamlProblem> checkEncoding(std::string_view text) {
    if (text.size() > largestText)
        return YamlProblem{0, "The file is larger than 4 MiB."};
    if (text.starts_with("\xEF\xBB\xBF"))
        return YamlProblem{1, "The file begins with a byte order mark. Save it as UTF-8 without "
                              "one."};
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
        text.substr(0, 4).find('\0') != text.npos)
        return YamlProblem{1, "The file is written in UTF-16 or UTF-32. Save it as UTF-8."};
    int line = 1;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        const std::size_t size = characterSize(text.substr(i));
        if (size == 0)
            return YamlProblem{line, "This line is not UTF-8. Save the file as UTF-8."};
        const std::string_view character = text.substr(i, size);
        const bool control = size == 1 && (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) &&
                             c != '\n' && c != '\t' &&
                             !(c == '\r' && i + 1 < text.size() && text[i + 1] == '\n');
        if (control || character == "\xC2\x85" || character == "\xE2\x80\xA8" ||
            character == "\xE2\x80\xA9" || character == "\xEF\xBB\xBF")
            return YamlProblem{line, "There is an invisible control character in this line. Remove "
                                     "it."};
        line += c == '\n' ? 1 : 0;
        i += size;
    }
    return std::nullopt;
}

std::string_view afterSpaces(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == text.npos ? std::string_view() : text.substr(first);
}

/// Where the quoted text ends that source begins with.
std::optional<std::size_t> closingQuote(std::string_view source) {
    const char quote = source.front();
    for (std::size_t i = 1; i < source.size(); ++i) {
        if (quote == '"' && source[i] == '\\')
            ++i;
        else if (source[i] == quote && quote == '\'' && i + 1 < source.size() &&
                 source[i + 1] == quote)
            ++i;
        else if (source[i] == quote)
            return i;
    }
    return std::nullopt;
}

std::string openQuote(char quote) {
    return fmt::format("The quote ({}) that opens here is not closed in its line, so that the "
                       "lines below would become part of the text. Close it; for text of several "
                       "lines use \"|\".",
                       quote);
}

/// Where a value begins with a quote that is not closed in its line.
std::optional<char> openQuoteIn(std::string_view line) {
    char before = ':'; // the last character that is no space
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '#' && (i == 0 || line[i - 1] == ' '))
            return std::nullopt;
        if ((c == '"' || c == '\'') && std::string_view(":,[{-").find(before) != line.npos) {
            const auto end = closingQuote(line.substr(i));
            if (!end)
                return c;
            i += *end;
        }
        if (c != ' ')
            before = c;
    }
    return std::nullopt;
}

/// The first such line, for texts that the parser gives up.
std::optional<YamlProblem> findOpenQuote(const std::vector<std::string_view> &lines) {
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (const auto quote = openQuoteIn(lines[i]))
            return YamlProblem{static_cast<int>(i) + 1, openQuote(*quote)};
    return std::nullopt;
}

bool isEndOfLine(std::string_view rest) {
    const std::string_view trimmed = afterSpaces(rest);
    return trimmed.empty() || (trimmed.front() == '#' && trimmed.size() < rest.size());
}

/// Hears everything that the parser finds, in the order of the text, and compares it with the text.
class Checker final : public YAML::EventHandler {
public:
    Checker(std::vector<std::string_view> lines, std::vector<YamlProblem> &problems)
        : m_lines(std::move(lines))
        , m_problems(problems) {}

    void OnDocumentStart(const YAML::Mark &mark) override {
        if (++m_documents == 2)
            complain(mark, "Here a second document begins, which would never be read. Keep one "
                           "document: remove --- and ... between the keys, and lines that stand "
                           "outside of all keys.");
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override {
        plainNode(mark, anchor, {});
        nextInGroup(mark, std::nullopt);
    }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override {
        complain(mark, "Aliases (*name) are not read. Write the value out.");
        nextInGroup(mark, std::nullopt);
    }
    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override {
        plainNode(mark, anchor, tag);
        const std::optional<std::string_view> rest = restAfter(mark, tag, value);
        const bool isKey = nextInGroup(mark, value);
        if (!rest)
            return;
        const std::string_view next = afterSpaces(*rest);
        if (isKey && !next.starts_with(':'))
            complain(mark, fmt::format("There is no colon after \"{}\".", shortened(value)));
        else if (!isKey && !isEndOfLine(*rest) &&
                 !(m_flowDepth > 0 && std::string_view(",]}").find(next.front()) != next.npos))
            complain(mark, fmt::format("There is something after the value \"{}\" that belongs to "
                                       "nothing. Put text with quotes or colons in quotes as a "
                                       "whole.",
                                       shortened(value)));
    }
    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        begin(mark, tag, anchor, style, false);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        begin(mark, tag, anchor, style, true);
    }
    void OnMapEnd() override { end(); }

    [[nodiscard]] bool inBrackets() const { return m_flowDepth > 0; }

private:
    struct Group {
        bool isMap = false;
        bool flow = false;
        bool keyIsNext = true;
        std::set<std::string> keys;
    };

    void complain(const YAML::Mark &mark, std::string message) {
        if (m_problems.size() < mostProblems)
            m_problems.push_back({mark.line + 1, std::move(message)});
    }
    static std::string shortened(std::string_view value) {
        constexpr std::size_t most = 40;
        if (value.size() <= most)
            return std::string(value);
        std::size_t cut = most;
        while (cut > 0 && (static_cast<unsigned char>(value[cut]) & 0xC0U) == 0x80)
            --cut;
        return std::string(value.substr(0, cut)) + "…";
    }
    [[nodiscard]] std::string_view from(const YAML::Mark &mark) const {
        const auto line = static_cast<std::size_t>(mark.line);
        const auto column = static_cast<std::size_t>(mark.column);
        if (mark.line < 0 || line >= m_lines.size() || column > m_lines[line].size())
            return {};
        return m_lines[line].substr(column);
    }

    void plainNode(const YAML::Mark &mark, YAML::anchor_t anchor, const std::string &tag) {
        if (anchor != 0)
            complain(mark, "Anchors (&name) are not read. Write the value out where it is needed.");
        if (!tag.empty() && tag != "?" && tag != "!")
            complain(mark, "Tags (!name) are not read. Remove it.");
    }

    /// What follows a value in its line. Nothing for blocks (| and >), and where it was wrong.
    std::optional<std::string_view> restAfter(const YAML::Mark &mark, const std::string &tag,
                                              const std::string &value) {
        const std::string_view source = from(mark);
        if (tag == "!" && (source.starts_with('|') || source.starts_with('>')))
            return std::nullopt;
        if (tag == "!" && (source.starts_with('"') || source.starts_with('\''))) {
            const auto end = closingQuote(source);
            if (!end) {
                complain(mark, openQuote(source.front()));
                return std::nullopt;
            }
            return source.substr(*end + 1);
        }
        if (tag == "?" || tag.empty()) {
            if (source.starts_with(value))
                return source.substr(value.size());
            complain(mark, "This value goes on in the next line. Write it in one line, or use "
                           "\"|\" for text of several lines; close brackets and quotes.");
        }
        return std::nullopt;
    }
    /// Counts a node where it stands; whether it is a key. Without text it cannot be one.
    bool nextInGroup(const YAML::Mark &mark, const std::optional<std::string> &text) {
        if (m_groups.empty() || !m_groups.back().isMap)
            return false;
        Group &group = m_groups.back();
        const bool isKey = group.keyIsNext;
        group.keyIsNext = !isKey;
        if (!isKey)
            return false;
        if (!text)
            complain(mark, "A key must be plain text.");
        else if (*text == "<<")
            complain(mark, "Merging (<<) is not read. Write the keys out.");
        else if (!group.keys.insert(*text).second)
            complain(mark, fmt::format("\"{}\" is given twice.", shortened(*text)));
        return true;
    }
    void begin(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
               YAML::EmitterStyle::value style, bool isMap) {
        plainNode(mark, anchor, tag);
        nextInGroup(mark, std::nullopt);
        m_groups.push_back({isMap, style == YAML::EmitterStyle::Flow, true, {}});
        m_flowDepth += m_groups.back().flow ? 1 : 0;
    }
    void end() {
        m_flowDepth -= m_groups.back().flow ? 1 : 0;
        m_groups.pop_back();
    }

    const std::vector<std::string_view> m_lines;
    std::vector<YamlProblem> &m_problems;
    std::vector<Group> m_groups;
    int m_flowDepth = 0;
    int m_documents = 0;
};

void checkIndentation(const std::vector<std::string_view> &lines,
                      std::vector<YamlProblem> &problems) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto first = lines[i].find_first_not_of(" \t");
        if (first != std::string_view::npos &&
            lines[i].substr(0, first).find('\t') != std::string_view::npos)
            problems.push_back(
                {static_cast<int>(i) + 1, "This line is indented with a tab. Use spaces."});
    }
}

} // namespace

std::vector<YamlProblem> checkYaml(std::string_view text) {
    if (auto problem = checkEncoding(text))
        return {*std::move(problem)};
    std::vector<YamlProblem> problems;
    const auto lines = splitLines(text);
    checkIndentation(lines, problems);
    // What the parser says after a tab or an open quote only describes their consequences.
    if (!problems.empty())
        return problems;
    Checker checker(lines, problems);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        while (problems.empty() && parser.HandleNextDocument(checker)) {
        }
    } catch (const YAML::Exception &failure) {
        // What was found in brackets that are not closed only describes the consequences.
        if (auto quote = findOpenQuote(lines))
            problems = {*std::move(quote)};
        else if (problems.empty() || checker.inBrackets())
            problems = {{failure.mark.line + 1,
                         fmt::format("This is not valid YAML: {}. Look at the indentation, "
                                     "brackets, quotes and colons here and just above.",
                                     failure.msg)}};
    }
    std::stable_sort(problems.begin(), problems.end(),
                     [](const auto &a, const auto &b) { return a.line < b.line; });
    return problems;
}

} // namespace hearth::config
