// SPDX-License-Identifier: Apache-2.0
#include "server/mail/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace hearth::mail {

struct Template::Node {
    enum class Kind { Text, Value, If, For, Block };
    Kind kind = Kind::Block;
    std::string text; // Text; path of Value and For; name of For's variable in `name`
    std::string name;
    struct Branch {
        std::string path; // empty: always
        bool negated = false;
        std::optional<std::string> equals;
        std::vector<Node> body;
    };
    std::vector<Branch> branches; // If
    std::vector<Node> body;       // Block, For
};

namespace {

using Node = Template::Node;
constexpr int deepestInclude = 5;

std::string_view trimmed(std::string_view text) {
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

bool isPath(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.';
    });
}

std::optional<std::string> quoted(std::string_view text) {
    if (text.size() < 2 || (text.front() != '"' && text.front() != '\'') ||
        text.back() != text.front())
        return std::nullopt;
    return std::string(text.substr(1, text.size() - 2));
}

/// Cuts the first word off.
std::string_view word(std::string_view &text) {
    const auto end = std::min(text.find_first_of(" \t\r\n"), text.size());
    const std::string_view out = text.substr(0, end);
    text = trimmed(text.substr(end));
    return out;
}

/// Reads one template into nodes; throws Failure, which parse() turns into a Result.
class Parser {
public:
    Parser(std::string_view text, const FindTemplate &find, int depth)
        : m_text(text)
        , m_find(find)
        , m_depth(depth) {}

    std::vector<Node> all() {
        std::string_view end;
        auto out = block(end);
        if (!end.empty())
            fail(fmt::format("{{% {} %}} ends nothing", end));
        return out;
    }

private:
    [[noreturn]] void fail(const std::string &what) const {
        const auto line =
            1 + std::count(m_text.begin(), m_text.begin() + std::ptrdiff_t(m_at), '\n');
        throw Failure{"template", fmt::format("line {}: {}", line, what)};
    }

    void addText(std::vector<Node> &out, std::size_t end) {
        std::string_view piece = m_text.substr(m_at, end - m_at);
        if (std::exchange(m_trimNext, false))
            piece.remove_prefix(std::min(piece.find_first_not_of(" \t\r\n"), piece.size()));
        if (end + 2 < m_text.size() && m_text[end + 2] == '-')
            piece = piece.substr(0, piece.find_last_not_of(" \t\r\n") + 1);
        if (piece.empty())
            return;
        Node node;
        node.kind = Node::Kind::Text;
        node.text = piece;
        out.push_back(std::move(node));
    }

    /// Text up to the next tag, which is cut off and given without its braces.
    std::optional<std::pair<char, std::string_view>> nextTag(std::vector<Node> &out) {
        std::size_t open = m_at;
        for (;; ++open) {
            open = m_text.find('{', open);
            if (open == m_text.npos || open + 1 >= m_text.size()) {
                addText(out, m_text.size());
                m_at = m_text.size();
                return std::nullopt;
            }
            if (std::string_view("{%#").find(m_text[open + 1]) != std::string_view::npos)
                break;
        }
        addText(out, open);
        m_at = open;
        const char kind = m_text[open + 1];
        const std::string closing{kind == '{' ? '}' : kind, '}'};
        const auto close = m_text.find(closing, open + 2);
        if (close == m_text.npos)
            fail("a brace is not closed");
        std::string_view inner = m_text.substr(open + 2, close - open - 2);
        if (inner.starts_with('-'))
            inner.remove_prefix(1);
        if (inner.ends_with('-')) {
            inner.remove_suffix(1);
            m_trimNext = true;
        }
        m_at = close + 2;
        return std::pair(kind, trimmed(inner));
    }

    /// Up to a tag that closes or continues the surrounding one, given in end.
    std::vector<Node> block(std::string_view &end) {
        std::vector<Node> out;
        while (const auto tag = nextTag(out)) {
            const auto &[kind, inner] = *tag;
            if (kind == '#')
                continue;
            if (kind == '{') {
                if (!isPath(inner))
                    fail(fmt::format("\"{}\" is no name of a value", inner));
                Node node;
                node.kind = Node::Kind::Value;
                node.text = inner;
                out.push_back(std::move(node));
                continue;
            }
            std::string_view rest = inner;
            const std::string_view name = word(rest);
            if (name == "if")
                out.push_back(condition(rest));
            else if (name == "for")
                out.push_back(loop(rest));
            else if (name == "include")
                out.push_back(included(rest));
            else if (name == "endif" || name == "else" || name == "elif" || name == "endfor") {
                end = inner;
                return out;
            } else
                fail(fmt::format("{{% {} %}} is not known here", name));
        }
        return out;
    }

    Node::Branch branch(std::string_view test) {
        Node::Branch out;
        std::string_view first = word(test);
        if (first == "not") {
            out.negated = true;
            first = word(test);
        }
        if (!isPath(first))
            fail("a condition begins with the name of a value");
        out.path = first;
        if (test.empty())
            return out;
        const std::string_view sign = word(test);
        out.equals = quoted(test);
        if ((sign != "==" && sign != "!=") || !out.equals)
            fail("a condition is: name, not name, name == \"text\" or name != \"text\"");
        out.negated = out.negated != (sign == "!=");
        return out;
    }

    Node condition(std::string_view test) {
        Node out;
        out.kind = Node::Kind::If;
        out.branches.push_back(branch(test));
        for (;;) {
            std::string_view end;
            out.branches.back().body = block(end);
            std::string_view rest = end;
            const std::string_view name = word(rest);
            if (name == "endif")
                return out;
            if (name == "elif")
                out.branches.push_back(branch(rest));
            else if (name == "else")
                out.branches.emplace_back();
            else
                fail("{% endif %} is missing");
        }
    }

    Node loop(std::string_view rest) {
        Node out;
        out.kind = Node::Kind::For;
        out.name = word(rest);
        const std::string_view in = word(rest);
        out.text = rest;
        if (!isPath(out.name) || in != "in" || !isPath(rest))
            fail("a loop is: for name in name");
        std::string_view end;
        out.body = block(end);
        if (end != "endfor")
            fail("{% endfor %} is missing");
        return out;
    }

    Node included(std::string_view rest) {
        const bool withContext = rest.ends_with(" with context"); // as it is always
        if (withContext)
            rest = trimmed(rest.substr(0, rest.size() - std::string_view(" with context").size()));
        const auto name = quoted(rest);
        const auto text = name ? m_find(*name) : std::nullopt;
        if (!text)
            fail(fmt::format("there is no template {}", rest));
        if (m_depth >= deepestInclude)
            fail("templates include each other too deeply");
        Node out;
        out.body = Parser(*text, m_find, m_depth + 1).all();
        return out;
    }

    std::string_view m_text;
    const FindTemplate &m_find;
    int m_depth;
    std::size_t m_at = 0;
    bool m_trimNext = false;
};

/// The values of the page and of the loops around a place, innermost last.
class Renderer {
public:
    Renderer(const json::object &values, bool html)
        : m_values(values)
        , m_html(html) {}

    void run(const std::vector<Node> &nodes) {
        for (const Node &node : nodes)
            run(node);
    }
    std::string out;

private:
    const json::value *find(std::string_view path) const {
        const auto dot = std::min(path.find('.'), path.size());
        const std::string_view first = path.substr(0, dot);
        const json::value *value = nullptr;
        for (auto it = m_scopes.rbegin(); it != m_scopes.rend() && !value; ++it)
            if (it->first == first)
                value = it->second;
        if (!value)
            value = m_values.if_contains(first);
        path.remove_prefix(std::min(dot + 1, path.size()));
        while (value && !path.empty()) {
            const auto next = std::min(path.find('.'), path.size());
            const auto *object = value->if_object();
            value = object ? object->if_contains(path.substr(0, next)) : nullptr;
            path.remove_prefix(std::min(next + 1, path.size()));
        }
        return value;
    }

    static std::string textOf(const json::value *value) {
        if (!value || value->is_null())
            return {};
        if (const auto *text = value->if_string())
            return std::string(*text);
        return json::serialize(*value);
    }

    static bool isTrue(const json::value *value) {
        if (!value || value->is_null())
            return false;
        if (const auto *flag = value->if_bool())
            return *flag;
        if (const auto *text = value->if_string())
            return !text->empty();
        if (const auto *list = value->if_array())
            return !list->empty();
        if (const auto *number = value->if_int64())
            return *number != 0;
        return true;
    }

    bool holds(const Node::Branch &branch) const {
        if (branch.path.empty())
            return true;
        const json::value *value = find(branch.path);
        const bool plain = branch.equals ? textOf(value) == *branch.equals : isTrue(value);
        return plain != branch.negated;
    }

    void run(const Node &node) {
        switch (node.kind) {
        case Node::Kind::Text:
            out += node.text;
            break;
        case Node::Kind::Value: {
            const std::string text = textOf(find(node.text));
            out += m_html ? escapedHtml(text) : text;
            break;
        }
        case Node::Kind::If: {
            const auto found = std::find_if(node.branches.begin(), node.branches.end(),
                                            [&](const Node::Branch &one) { return holds(one); });
            if (found != node.branches.end())
                run(found->body);
            break;
        }
        case Node::Kind::For: {
            const json::value *list = find(node.text);
            if (!list || !list->is_array())
                break;
            for (const json::value &item : list->get_array()) {
                m_scopes.emplace_back(node.name, &item);
                run(node.body);
                m_scopes.pop_back();
            }
            break;
        }
        case Node::Kind::Block:
            run(node.body);
            break;
        }
    }

    const json::object &m_values;
    bool m_html;
    std::vector<std::pair<std::string_view, const json::value *>> m_scopes;
};

} // namespace

Result<Template> Template::parse(std::string_view text, bool html, const FindTemplate &find) {
    try {
        auto root = std::make_shared<Node>();
        root->body = Parser(text, find, 0).all();
        Template out;
        out.m_root = std::move(root);
        out.m_html = html;
        return out;
    } catch (const Failure &failure) {
        return tl::unexpected(failure);
    }
}

std::string Template::render(const json::object &values) const {
    Renderer renderer(values, m_html);
    if (m_root)
        renderer.run(m_root->body);
    return std::move(renderer.out);
}

std::string escapedHtml(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else
            out += c;
    }
    return out;
}

} // namespace hearth::mail
