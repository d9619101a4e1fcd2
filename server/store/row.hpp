// SPDX-License-Identifier: Apache-2.0
// Values that go into statements and rows that come out of them.
#pragma once

#include "server/store/nid.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace hearth::store {

/// Bytes, as opposed to text.
struct Blob {
    std::string_view bytes;
};

/// A parameter. Text and bytes are not copied: they must outlive the call.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Blob>;

inline Value toValue(std::nullptr_t) {
    return nullptr;
}
template <class T>
    requires std::is_integral_v<T>
Value toValue(T number) {
    return static_cast<std::int64_t>(number);
}
inline Value toValue(double number) {
    return number;
}
inline Value toValue(std::string_view text) {
    return text;
}
inline Value toValue(const std::string &text) {
    return std::string_view(text);
}
inline Value toValue(const char *text) {
    return std::string_view(text);
}
inline Value toValue(Blob blob) {
    return blob;
}
inline Value toValue(Position position) {
    return position.value;
}
template <class Tag>
Value toValue(Nid<Tag> nid) { // no nid is NULL
    if (!nid)
        return nullptr;
    return nid.value;
}
template <class T>
Value toValue(const std::optional<T> &maybe) {
    if (!maybe)
        return nullptr;
    return toValue(*maybe);
}

/// All rows of an answer in one allocation; Row is a cheap view that keeps it alive.
class RowSet {
public:
    using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
    std::size_t columns = 0;
    std::vector<Cell> cells; // row by row
    std::size_t bytes = 0;   // of memory, roughly

    /// Counts its bytes for the request that it is read for (noteBytes): may throw OtherLane.
    void add(Cell cell);
};

class Row {
public:
    Row(std::shared_ptr<const RowSet> set, std::size_t index)
        : m_set(std::move(set))
        , m_index(index) {}

    [[nodiscard]] bool isNull(std::size_t column) const {
        return std::holds_alternative<std::nullptr_t>(cell(column));
    }
    /// 0 for NULL.
    [[nodiscard]] std::int64_t integer(std::size_t column) const;
    [[nodiscard]] double real(std::size_t column) const;
    [[nodiscard]] bool boolean(std::size_t column) const { return integer(column) != 0; }
    /// Text or bytes; empty for NULL. Lives as long as the Row or its Rows.
    [[nodiscard]] std::string_view text(std::size_t column) const;
    [[nodiscard]] std::string string(std::size_t column) const { return std::string(text(column)); }
    [[nodiscard]] std::optional<std::int64_t> findInteger(std::size_t column) const;
    [[nodiscard]] std::optional<std::string> findString(std::size_t column) const;
    template <class N>
    [[nodiscard]] N nid(std::size_t column) const {
        return N{integer(column)};
    }
    [[nodiscard]] Position position(std::size_t column) const { return {integer(column)}; }

private:
    [[nodiscard]] const RowSet::Cell &cell(std::size_t column) const {
        return m_set->cells[m_index * m_set->columns + column];
    }
    std::shared_ptr<const RowSet> m_set;
    std::size_t m_index;
};

class Rows {
public:
    explicit Rows(std::shared_ptr<const RowSet> set)
        : m_set(std::move(set)) {}
    [[nodiscard]] std::size_t size() const {
        return m_set->columns == 0 ? 0 : m_set->cells.size() / m_set->columns;
    }
    [[nodiscard]] bool empty() const { return size() == 0; }
    /// Of memory, roughly.
    [[nodiscard]] std::size_t bytes() const { return m_set->bytes; }
    [[nodiscard]] Row operator[](std::size_t index) const { return {m_set, index}; }
    [[nodiscard]] Row front() const { return {m_set, 0}; }

    class Iterator {
    public:
        Iterator(const Rows *rows, std::size_t index)
            : m_rows(rows)
            , m_index(index) {}
        Row operator*() const { return (*m_rows)[m_index]; }
        Iterator &operator++() {
            ++m_index;
            return *this;
        }
        bool operator!=(const Iterator &other) const { return m_index != other.m_index; }

    private:
        const Rows *m_rows;
        std::size_t m_index;
    };
    [[nodiscard]] Iterator begin() const { return {this, 0}; }
    [[nodiscard]] Iterator end() const { return {this, size()}; }

private:
    std::shared_ptr<const RowSet> m_set;
};

} // namespace hearth::store
