// SPDX-License-Identifier: Apache-2.0
// Query parameters that several endpoints share: paging, direction, filters.
#pragma once

#include "server/api/endpoint.hpp"
#include "server/matrix/filter.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::api {

/// A count such as ?limit or ?from; negative ones are M_INVALID_PARAM.
[[nodiscard]] std::int64_t queryCount(const Call &call, std::string_view name,
                                      std::int64_t byDefault);
/// Whether ?dir= says backwards; anything but f and b is M_INVALID_PARAM.
[[nodiscard]] bool queryBackwards(const Call &call, bool byDefault = false);
/// ?filter= holds a RoomEventFilter as JSON.
[[nodiscard]] std::optional<matrix::EventFilter> queryFilter(const Call &call);
/// A path parameter that not all patterns of the endpoint have.
[[nodiscard]] std::string optionalPath(const Call &call, std::string_view name);

} // namespace hearth::api
