// SPDX-License-Identifier: Apache-2.0
#include "server/store/driver/connection.hpp"
namespace hearth::store {
std::unique_ptr<Driver> makePostgresDriver(const DatabaseSettings &) {
    throw DatabaseError(DatabaseError::Kind::Other, "");
}
} // namespace hearth::store
