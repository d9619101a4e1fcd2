// SPDX-License-Identifier: Apache-2.0
// JsonPieces: JSON text put together from own text and shared pieces that are not copied.
#pragma once

#include "server/core/json.hpp"
#include "server/matrix/canonical_json.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::services {

using Pieces = std::vector<std::shared_ptr<const std::string>>;

class JsonPieces {
public:
    void text(std::string_view text) { m_text += text; }
    void value(const json::value &value) { m_text += json::serialize(value); }
    void string(std::string_view text) { matrix::appendJsonString(m_text, text); }
    void number(std::int64_t number) { m_text += std::to_string(number); }
    /// {"events":[…]}
    void events(const json::array &events) {
        m_text += R"({"events":)";
        m_text += events.empty() ? "[]" : json::serialize(events);
        m_text += '}';
    }
    /// "name":
    void key(std::string_view name) {
        string(name);
        m_text += ':';
    }
    void share(std::shared_ptr<const std::string> piece) {
        constexpr std::size_t worthSharing = 256;
        if (piece->size() < worthSharing) {
            m_text += *piece;
            return;
        }
        flush();
        m_pieces.push_back(std::move(piece));
    }
    void append(JsonPieces other) {
        for (auto &piece : other.m_pieces) {
            flush();
            m_pieces.push_back(std::move(piece));
        }
        m_text += other.m_text;
    }
    [[nodiscard]] bool empty() const { return m_text.empty() && m_pieces.empty(); }
    [[nodiscard]] Pieces take() {
        flush();
        return std::move(m_pieces);
    }

private:
    void flush() {
        if (!m_text.empty())
            m_pieces.push_back(std::make_shared<const std::string>(std::move(m_text)));
        m_text.clear();
    }
    std::string m_text;
    Pieces m_pieces;
};

/// Members of an object one after the other: writes the commas.
class JsonMembers {
public:
    explicit JsonMembers(JsonPieces &out)
        : m_out(out) {
        m_out.text("{");
    }
    JsonPieces &operator()(std::string_view name) {
        m_out.text(m_first ? "" : ",");
        m_first = false;
        m_out.key(name);
        return m_out;
    }
    void close() { m_out.text("}"); }
    [[nodiscard]] bool empty() const { return m_first; }

private:
    JsonPieces &m_out;
    bool m_first = true;
};

} // namespace hearth::services
