// SPDX-License-Identifier: Apache-2.0
// Routes: writes one folder's rows into the router, each on one line.
#pragma once

#include "server/api/endpoint.hpp"

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace hearth::api {

inline constexpr std::string_view clientBase = "/_matrix/client/<r0|v3|unstable>";
inline constexpr std::string_view synapseAdmin = "/_synapse/admin/v1";

/// Lives while routes are added. Target is what the handlers work with: a const bundle of
/// references is copied into each row, anything else has to outlive the router.
template <class Target>
class Routes {
public:
    using Function = http::Response (*)(Target &, Call &);

    Routes(Router &router, Target &target, std::string_view base = clientBase)
        : m_router(router)
        , m_target(target)
        , m_base(base) {}

    /// The same target below another path.
    [[nodiscard]] Routes under(std::string_view base) const { return {m_router, m_target, base}; }

    void get(std::string_view path, Auth auth, Function function, Rate rate = Rate::Read) const {
        add(http::Method::Get, path, auth, rate, Body::None, function);
    }
    void put(std::string_view path, Auth auth, Function function, Rate rate = Rate::Write,
             Body body = Body::RequiredJson) const {
        add(http::Method::Put, path, auth, rate, body, function);
    }
    void post(std::string_view path, Auth auth, Function function, Rate rate = Rate::Write,
              Body body = Body::RequiredJson) const {
        add(http::Method::Post, path, auth, rate, body, function);
    }
    void remove(std::string_view path, Auth auth, Function function, Rate rate = Rate::Write,
                Body body = Body::None) const {
        add(http::Method::Delete, path, auth, rate, body, function);
    }
    /// A row that is to be changed before it is added.
    [[nodiscard]] Endpoint row(http::Method method, std::string_view path, Auth auth, Rate rate,
                               Body body, Function function) const {
        return {method, m_base + std::string(path), auth, rate, body, handler(function)};
    }
    void add(http::Method method, std::string_view path, Auth auth, Rate rate, Body body,
             Function function) const {
        m_router.add(row(method, path, auth, rate, body, function));
    }

private:
    [[nodiscard]] Handler handler(Function function) const {
        if constexpr (std::is_const_v<Target>)
            return [target = m_target, function](Call &call) { return function(target, call); };
        else
            return [&target = m_target, function](Call &call) { return function(target, call); };
    }

    Router &m_router;
    Target &m_target;
    std::string m_base;
};

} // namespace hearth::api
