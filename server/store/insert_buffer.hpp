// SPDX-License-Identifier: Apache-2.0
// InsertBuffer: new rows of a batch, gathered by statement, so that many operations share a few
// multi-row inserts, and a value that moves on and on is written once. A statement that names a
// table is preceded by the rows waiting for it.
#pragma once

#include "server/store/driver/connection.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

/// Of the writer thread.
class InsertBuffer {
public:
    /// head: "INSERT INTO t (a, b)"; tail: "" or " ON CONFLICT … DO NOTHING" (rows of one statement
    /// may not meet each other). values: row by row; texts are copied. Very many rows of one
    /// statement are written at once.
    void add(Connection &connection, std::string_view head, std::size_t columns,
             const std::vector<Value> &values, std::string_view tail);
    /// sql: "UPDATE t SET v = $3 WHERE k = $1 AND v = $2". A step that goes on from one that still
    /// waits becomes one with it.
    void move(std::string_view sql, std::int64_t key, std::int64_t from, std::int64_t to);

    /// Writes everything.
    void flush(Connection &connection);
    /// Writes the rows of tables that sql names.
    void flushFor(Connection &connection, std::string_view sql);
    /// Forgets what was not written.
    void clear();

private:
    struct Statement {
        std::string head;
        std::string tail;
        std::string table;
        std::size_t columns = 0;
        std::vector<Value> values{};
        std::map<std::size_t, std::string> texts{}; // by rows
    };
    struct Move {
        std::string sql;
        std::int64_t key = 0;
        std::int64_t from = 0;
        std::int64_t to = 0;
    };
    void writeMoves(Connection &connection);
    Statement &statementFor(std::string_view head, std::size_t columns, std::string_view tail);
    [[nodiscard]] std::string_view keep(std::string_view text);
    void write(Connection &connection, Statement &statement);
    void forgetTexts();

    std::vector<Statement> m_statements;
    std::size_t m_rows = 0;
    std::vector<Move> m_moves;
    std::vector<std::unique_ptr<char[]>> m_blocks; // the texts; the last one is being filled
    std::size_t m_used = 0;                        // of the last block
    std::size_t m_room = 0;
};

} // namespace hearth::store
