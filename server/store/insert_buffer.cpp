// SPDX-License-Identifier: Apache-2.0
// Multi-row inserts in chunks whose sizes are few, so that prepared statements are reused.
#include "server/store/insert_buffer.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace hearth::store {
namespace {

constexpr std::array<std::size_t, 8> chunkSizes{64, 32, 16, 8, 4, 3, 2, 1};
constexpr std::size_t mostRows = 256;       // of one statement, before it is written
constexpr std::size_t mostStatements = 64;  // remembered between batches
constexpr std::size_t blockBytes = 1 << 16; // of texts

std::string textOf(std::string_view head, std::size_t columns, std::size_t rows,
                   std::string_view tail) {
    std::string sql(head);
    sql += " VALUES ";
    std::size_t number = 1;
    for (std::size_t row = 0; row < rows; ++row) {
        sql += row == 0 ? "(" : ", (";
        for (std::size_t column = 0; column < columns; ++column) {
            if (column > 0)
                sql += ", ";
            sql += '$';
            sql += std::to_string(number++);
        }
        sql += ')';
    }
    sql += tail;
    return sql;
}

bool isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Whether the word occurs, not only as part of a longer name.
bool names(std::string_view sql, std::string_view word) {
    for (auto at = sql.find(word); at != std::string_view::npos; at = sql.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !isNamePart(sql[at - 1])) && (end == sql.size() || !isNamePart(sql[end])))
            return true;
    }
    return false;
}

/// The table of "INSERT INTO table (…" or "UPDATE table …".
std::string_view tableOf(std::string_view sql) {
    for (const std::string_view start : {"INSERT INTO ", "UPDATE "})
        if (sql.starts_with(start))
            sql.remove_prefix(start.size());
    return sql.substr(0, sql.find_first_of(" ("));
}

} // namespace

InsertBuffer::Statement &InsertBuffer::statementFor(std::string_view head, std::size_t columns,
                                                    std::string_view tail) {
    for (Statement &known : m_statements)
        if (known.head == head && known.tail == tail)
            return known;
    if (m_statements.size() >= mostStatements)
        std::erase_if(m_statements, [](const Statement &one) { return one.values.empty(); });
    m_statements.push_back(
        {std::string(head), std::string(tail), std::string(tableOf(head)), columns});
    return m_statements.back();
}

std::string_view InsertBuffer::keep(std::string_view text) {
    if (text.empty())
        return {};
    if (text.size() > m_room) {
        m_room = std::max(blockBytes, text.size());
        m_used = 0;
        m_blocks.push_back(std::make_unique<char[]>(m_room));
    }
    char *place = m_blocks.back().get() + m_used;
    std::memcpy(place, text.data(), text.size());
    m_used += text.size();
    m_room -= text.size();
    return {place, text.size()};
}

void InsertBuffer::add(Connection &connection, std::string_view head, std::size_t columns,
                       const std::vector<Value> &values, std::string_view tail) {
    Statement &statement = statementFor(head, columns, tail);
    for (const Value &value : values) {
        if (const auto *text = std::get_if<std::string_view>(&value))
            statement.values.emplace_back(keep(*text));
        else if (const auto *blob = std::get_if<Blob>(&value))
            statement.values.emplace_back(Blob{keep(blob->bytes)});
        else
            statement.values.push_back(value);
    }
    m_rows += values.size() / columns;
    if (statement.values.size() >= mostRows * columns)
        write(connection, statement);
    if (m_rows == 0)
        forgetTexts();
}

void InsertBuffer::move(std::string_view sql, std::int64_t key, std::int64_t from,
                        std::int64_t to) {
    for (Move &waiting : m_moves)
        if (waiting.key == key && waiting.to == from && waiting.sql == sql) {
            waiting.to = to;
            return;
        }
    m_moves.push_back({std::string(sql), key, from, to});
}

void InsertBuffer::writeMoves(Connection &connection) {
    for (const Move &move : m_moves)
        connection.post(move.sql, {move.key, move.from, move.to});
    m_moves.clear();
}

void InsertBuffer::write(Connection &connection, Statement &statement) {
    const std::size_t rows = statement.values.size() / statement.columns;
    const std::size_t most = connection.rowsInOneInsert();
    std::size_t done = 0;
    while (done < rows) {
        const std::size_t count =
            *std::find_if(chunkSizes.begin(), chunkSizes.end(),
                          [&](std::size_t size) { return size <= std::min(most, rows - done); });
        const auto first =
            statement.values.begin() + static_cast<std::ptrdiff_t>(done * statement.columns);
        const std::vector<Value> part(
            first, first + static_cast<std::ptrdiff_t>(count * statement.columns));
        std::string &text = statement.texts[count];
        if (text.empty())
            text = textOf(statement.head, statement.columns, count, statement.tail);
        connection.post(text, part);
        done += count;
    }
    m_rows -= rows;
    statement.values.clear();
}

void InsertBuffer::flush(Connection &connection) {
    for (Statement &statement : m_statements)
        write(connection, statement);
    forgetTexts();
    writeMoves(connection); // perhaps of rows that were just inserted
}

void InsertBuffer::flushFor(Connection &connection, std::string_view sql) {
    const bool moves = std::any_of(m_moves.begin(), m_moves.end(),
                                   [&](const Move &move) { return names(sql, tableOf(move.sql)); });
    if (moves) {
        flush(connection);
        return;
    }
    if (m_rows == 0)
        return;
    for (Statement &statement : m_statements)
        if (!statement.values.empty() && names(sql, statement.table))
            write(connection, statement);
    if (m_rows == 0)
        forgetTexts();
}

void InsertBuffer::clear() {
    for (Statement &statement : m_statements)
        statement.values.clear();
    m_rows = 0;
    m_moves.clear();
    forgetTexts();
}

void InsertBuffer::forgetTexts() {
    // One block stays for the next batch, unless a single text made it a big one.
    if (m_blocks.size() > 1 || m_used + m_room > blockBytes)
        m_blocks.clear();
    m_used = 0;
    m_room = m_blocks.empty() ? 0 : blockBytes;
}

} // namespace hearth::store
