// SPDX-License-Identifier: Apache-2.0
// A trie by path segment. Literal segments win over captures, and a dead end is backed out of.
#include "server/api/router.hpp"

#include <algorithm>
#include <stdexcept>

namespace hearth::api {
namespace {

constexpr std::size_t methodCount = static_cast<std::size_t>(http::Method::Other) + 1;

std::size_t slot(http::Method method) {
    return static_cast<std::size_t>(method);
}

/// "/a/<b|c>/d" → "/a/b/d", "/a/c/d"
void expand(const std::string &pattern, std::vector<std::string> &out) {
    const auto open = pattern.find('<');
    if (open == pattern.npos) {
        out.push_back(pattern);
        return;
    }
    const auto close = pattern.find('>', open);
    if (close == pattern.npos)
        throw std::logic_error("unclosed < in route " + pattern);
    std::string_view choices = std::string_view(pattern).substr(open + 1, close - open - 1);
    while (true) {
        const auto bar = choices.find('|');
        expand(pattern.substr(0, open) + std::string(choices.substr(0, bar)) +
                   pattern.substr(close + 1),
               out);
        if (bar == choices.npos)
            return;
        choices.remove_prefix(bar + 1);
    }
}

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    segments.reserve(12);
    if (path.starts_with('/'))
        path.remove_prefix(1);
    while (true) {
        const auto slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == path.npos)
            return segments;
        path.remove_prefix(slash + 1);
    }
}

bool isCapture(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

} // namespace

struct RouteTable::Leaf {
    std::array<const Endpoint *, methodCount> byMethod{};
    std::array<std::vector<std::string>, methodCount> names;
    bool any = false;
};

struct RouteTable::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> capture;
    std::unique_ptr<Leaf> rest; // {*name}
    Leaf leaf;
};

struct RouteTable::Walk {
    const std::vector<std::string_view> &segments;
    std::string_view path;
    http::Method method;
    std::vector<std::string_view> captured;
    const Leaf *otherMethod = nullptr; // path fits, method does not
};

RouteTable::RouteTable()
    : m_root(std::make_unique<Node>()) {}
RouteTable::~RouteTable() = default;

void RouteTable::add(Endpoint endpoint) {
    m_endpoints.push_back(std::make_unique<const Endpoint>(std::move(endpoint)));
    const Endpoint &kept = *m_endpoints.back();
    if (!kept.pattern.starts_with('/'))
        throw std::logic_error("route does not start with /: " + kept.pattern);
    if (!kept.handler && !kept.async)
        throw std::logic_error("route without a handler: " + kept.pattern);
    std::vector<std::string> paths;
    expand(kept.pattern, paths);
    for (const std::string &path : paths)
        insert(path, kept);
}

void RouteTable::insert(const std::string &path, const Endpoint &endpoint) {
    Node *node = m_root.get();
    Leaf *leaf = nullptr;
    std::vector<std::string> names;
    for (const std::string_view segment : split(path)) {
        if (leaf)
            throw std::logic_error("{*rest} must be last: " + path);
        if (!isCapture(segment)) {
            auto &child = node->literals[std::string(segment)];
            if (!child)
                child = std::make_unique<Node>();
            node = child.get();
            continue;
        }
        std::string_view name = segment.substr(1, segment.size() - 2);
        if (name.starts_with('*')) {
            name.remove_prefix(1);
            if (!node->rest)
                node->rest = std::make_unique<Leaf>();
            leaf = node->rest.get();
        } else {
            if (!node->capture)
                node->capture = std::make_unique<Node>();
            node = node->capture.get();
        }
        names.emplace_back(name);
    }
    if (!leaf)
        leaf = &node->leaf;
    const std::size_t index = slot(endpoint.method);
    if (leaf->byMethod[index])
        throw std::logic_error("route listed twice: " + std::string(toString(endpoint.method)) +
                               " " + path);
    leaf->byMethod[index] = &endpoint;
    leaf->names[index] = std::move(names);
    leaf->any = true;
}

const RouteTable::Leaf *RouteTable::descend(const Node &node, Walk &walk, std::size_t index) {
    const auto fits = [&](const Leaf &leaf) {
        if (leaf.byMethod[slot(walk.method)])
            return true;
        if (leaf.any && !walk.otherMethod)
            walk.otherMethod = &leaf;
        return false;
    };
    if (index == walk.segments.size())
        return fits(node.leaf) ? &node.leaf : nullptr;
    const std::string_view segment = walk.segments[index];
    if (const auto found = node.literals.find(segment); found != node.literals.end())
        if (const Leaf *leaf = descend(*found->second, walk, index + 1))
            return leaf;
    // An empty capture makes sense only at the end: /state/m.room.name/ has the state key "".
    if (node.capture && (!segment.empty() || index + 1 == walk.segments.size())) {
        walk.captured.push_back(segment);
        if (const Leaf *leaf = descend(*node.capture, walk, index + 1))
            return leaf;
        walk.captured.pop_back();
    }
    if (node.rest && fits(*node.rest)) {
        const auto offset = static_cast<std::size_t>(segment.data() - walk.path.data());
        walk.captured.push_back(walk.path.substr(offset));
        return node.rest.get();
    }
    return nullptr;
}

Match RouteTable::match(http::Method method, std::string_view path) const {
    if (method == http::Method::Head)
        method = http::Method::Get;
    Match result;
    for (int attempt = 0; attempt < 2; ++attempt) {
        const std::vector<std::string_view> segments = split(path);
        Walk walk{segments, path, method, {}};
        if (const Leaf *leaf = descend(*m_root, walk, 0)) {
            const std::size_t index = slot(method);
            result.endpoint = leaf->byMethod[index];
            result.allow.clear();
            for (std::size_t i = 0; i < walk.captured.size(); ++i)
                result.params.emplace_back(leaf->names[index][i],
                                           http::percentDecode(walk.captured[i]));
            return result;
        }
        if (walk.otherMethod && result.allow.empty()) {
            for (std::size_t i = 0; i < methodCount; ++i) {
                if (!walk.otherMethod->byMethod[i])
                    continue;
                if (!result.allow.empty())
                    result.allow += ", ";
                result.allow += toString(static_cast<http::Method>(i));
            }
        }
        // Clients differ on a slash at the end: the exact path first, then the one without.
        if (path.size() < 2 || !path.ends_with('/'))
            break;
        path.remove_suffix(1);
    }
    return result;
}

std::vector<std::string> RouteTable::list() const {
    std::vector<std::string> rows;
    for (const auto &endpoint : m_endpoints)
        rows.push_back(std::string(toString(endpoint->method)) + " " + endpoint->pattern);
    return rows;
}

} // namespace hearth::api
