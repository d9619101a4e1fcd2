// SPDX-License-Identifier: Apache-2.0
// Copying a whole database into an empty one, of either kind, and proving that both are the same.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace hearth::store {

struct CopyFigures {
    std::int64_t tables = 0;
    std::int64_t rows = 0;
};
using CopyProgress = std::function<void(const std::string &table, std::int64_t rows)>;

/// Nobody else may use either meanwhile. A copy that was broken off goes on with the table it was
/// at. Throws DatabaseError if the target has content of its own.
CopyFigures copyDatabase(Database &source, Database &target, const CopyProgress &progress);
/// Compares all rows. Gives a sentence about the first difference, or nothing.
[[nodiscard]] std::string differenceBetween(Database &source, Database &target,
                                            const CopyProgress &progress);

} // namespace hearth::store
