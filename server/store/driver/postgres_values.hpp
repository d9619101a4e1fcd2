// SPDX-License-Identifier: Apache-2.0
// Values on PostgreSQL's wire, in binary form.
#pragma once

#include "server/store/row.hpp"

#include <libpq-fe.h>

#include <array>
#include <vector>

namespace hearth::store {

/// Types by their numbers in PostgreSQL's catalogue, which never change.
enum class PgType : Oid {
    Unknown = 0, // the server infers it
    Bool = 16,
    Bytea = 17,
    Int8 = 20,
    Int2 = 21,
    Int4 = 23,
    Text = 25,
    Oid = 26,
    Float4 = 700,
    Float8 = 701,
    Numeric = 1700
};

[[nodiscard]] PgType typeOf(const Value &value);

/// The parameters of one execution, as libpq wants them. The values' texts are not copied.
class PgParameters {
public:
    explicit PgParameters(const std::vector<Value> &values);
    [[nodiscard]] int count() const { return static_cast<int>(m_pointers.size()); }
    [[nodiscard]] const char *const *pointers() const { return m_pointers.data(); }
    [[nodiscard]] const int *lengths() const { return m_lengths.data(); }
    [[nodiscard]] const int *formats() const { return m_formats.data(); }

private:
    std::vector<std::array<char, 8>> m_numbers;
    std::vector<const char *> m_pointers;
    std::vector<int> m_lengths;
    std::vector<int> m_formats;
};

/// All rows of a binary result.
[[nodiscard]] Rows rowsOf(const PGresult *result);

} // namespace hearth::store
