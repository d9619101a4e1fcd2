// SPDX-License-Identifier: Apache-2.0
// RouteTable: the Router the pipeline asks. Filled at start, read-only afterwards.
#pragma once

#include "server/api/endpoint.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::api {

struct Match {
    const Endpoint *endpoint = nullptr; // nullptr: see allow
    std::vector<std::pair<std::string, std::string>> params;
    std::string allow; // methods of the path if only the method did not fit; empty: no such path
};

class RouteTable final : public Router {
public:
    RouteTable();
    ~RouteTable() override;
    /// Throws std::logic_error for a malformed pattern or one that is there already.
    void add(Endpoint endpoint) override;
    /// path is raw: captures are decoded after the split. HEAD finds the GET row.
    [[nodiscard]] Match match(http::Method method, std::string_view path) const;
    /// Every row, as "GET /pattern"; for tests and documentation.
    [[nodiscard]] std::vector<std::string> list() const;

private:
    struct Node;
    struct Leaf;
    struct Walk;
    void insert(const std::string &path, const Endpoint &endpoint);
    static const Leaf *descend(const Node &node, Walk &walk, std::size_t index);

    std::unique_ptr<Node> m_root;
    std::vector<std::unique_ptr<const Endpoint>> m_endpoints;
};

} // namespace hearth::api
