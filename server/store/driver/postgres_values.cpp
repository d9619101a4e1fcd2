// SPDX-License-Identifier: Apache-2.0
// Encoding and decoding of PostgreSQL's binary form.
#include "server/store/driver/postgres_values.hpp"

#include "server/store/database.hpp"

#include <bit>
#include <cmath>
#include <cstring>

namespace hearth::store {
namespace {

template <class T>
T readBig(const char *bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        number = number << 8 | static_cast<unsigned char>(bytes[i]);
    return static_cast<T>(number);
}

void writeBig(std::uint64_t number, std::array<char, 8> &out) {
    for (std::size_t i = 0; i < 8; ++i)
        out[i] = static_cast<char>(number >> (56 - 8 * i) & 0xff);
}

/// SUM() and AVG() of integers are NUMERIC: digits in base 10000.
RowSet::Cell readNumeric(const char *bytes) {
    const auto digits = readBig<std::int16_t>(bytes);
    const auto weight = readBig<std::int16_t>(bytes + 2);
    const auto sign = readBig<std::uint16_t>(bytes + 4);
    const auto scale = readBig<std::int16_t>(bytes + 6);
    const bool negative = sign == 0x4000;
    if (scale == 0) {
        std::int64_t whole = 0;
        for (int i = 0; i <= weight; ++i)
            whole = whole * 10000 + (i < digits ? readBig<std::int16_t>(bytes + 8 + 2 * i) : 0);
        return negative ? -whole : whole;
    }
    double real = 0;
    for (int i = 0; i < digits; ++i)
        real += readBig<std::int16_t>(bytes + 8 + 2 * i) * std::pow(10000.0, weight - i);
    return negative ? -real : real;
}

RowSet::Cell cellOf(const PGresult *result, int row, int column) {
    if (PQgetisnull(result, row, column))
        return nullptr;
    const char *bytes = PQgetvalue(result, row, column);
    switch (static_cast<PgType>(PQftype(result, column))) {
    case PgType::Int8:
        return readBig<std::int64_t>(bytes);
    case PgType::Int4:
        return std::int64_t{readBig<std::int32_t>(bytes)};
    case PgType::Int2:
        return std::int64_t{readBig<std::int16_t>(bytes)};
    case PgType::Oid:
        return std::int64_t{readBig<std::uint32_t>(bytes)};
    case PgType::Bool:
        return std::int64_t{bytes[0] != 0};
    case PgType::Float8:
        return std::bit_cast<double>(readBig<std::uint64_t>(bytes));
    case PgType::Float4:
        return double{std::bit_cast<float>(readBig<std::uint32_t>(bytes))};
    case PgType::Numeric:
        return readNumeric(bytes);
    default:
        return std::string(bytes, static_cast<std::size_t>(PQgetlength(result, row, column)));
    }
}

} // namespace

PgType typeOf(const Value &value) {
    switch (value.index()) {
    case 1:
        return PgType::Int8;
    case 2:
        return PgType::Float8;
    case 3:
        return PgType::Text;
    case 4:
        return PgType::Bytea;
    default:
        return PgType::Unknown;
    }
}

PgParameters::PgParameters(const std::vector<Value> &values)
    : m_numbers(values.size())
    , m_pointers(values.size(), nullptr)
    , m_lengths(values.size(), 0)
    , m_formats(values.size(), 1) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Value &value = values[i];
        if (const auto *number = std::get_if<std::int64_t>(&value)) {
            writeBig(static_cast<std::uint64_t>(*number), m_numbers[i]);
            m_pointers[i] = m_numbers[i].data();
            m_lengths[i] = 8;
        } else if (const auto *real = std::get_if<double>(&value)) {
            writeBig(std::bit_cast<std::uint64_t>(*real), m_numbers[i]);
            m_pointers[i] = m_numbers[i].data();
            m_lengths[i] = 8;
        } else if (!std::holds_alternative<std::nullptr_t>(value)) {
            const auto *text = std::get_if<std::string_view>(&value);
            const std::string_view bytes = text ? *text : std::get<Blob>(value).bytes;
            m_pointers[i] = bytes.empty() ? "" : bytes.data();
            m_lengths[i] = static_cast<int>(bytes.size());
        }
    }
}

Rows rowsOf(const PGresult *result) {
    auto rows = std::make_shared<RowSet>();
    const int columns = PQnfields(result);
    const int count = PQntuples(result);
    rows->columns = static_cast<std::size_t>(columns);
    rows->cells.reserve(rows->columns * static_cast<std::size_t>(count));
    for (int row = 0; row < count; ++row) {
        for (int column = 0; column < columns; ++column)
            rows->add(cellOf(result, row, column));
    }
    return Rows(std::move(rows));
}

} // namespace hearth::store
