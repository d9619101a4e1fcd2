// SPDX-License-Identifier: Apache-2.0
// Table search_word: the words of messages, names and topics, filled up when somebody searches.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hearth::store {

/// 0 content.body, 1 content.name, 2 content.topic
enum class SearchField : std::int64_t { Body = 0, Name = 1, Topic = 2 };

/// Up to where a room's events are indexed.
[[nodiscard]] Position searchedTo(Reader &reader, RoomNid room);
void setSearchedTo(Transaction &tx, RoomNid room, Position position);

struct Searchable {
    EventNid event{};
    Position pos{};
};
/// Messages, names and topics after a position, oldest first.
[[nodiscard]] std::vector<Searchable> searchable(Reader &reader, RoomNid room, Position after,
                                                 int limit);
struct SearchWord {
    std::string word;
    RoomNid room{};
    EventNid event{};
    SearchField field = SearchField::Body;
};
void insertWords(Transaction &tx, const std::vector<SearchWord> &words);

struct SearchHit {
    EventNid event{};
    RoomNid room{};
    Position pos{};
};
/// What is looked for: each term begins a word of the event (or is one, if it is exact).
struct SearchTerm {
    std::string text;
    bool exact = false;
};
/// Events with pos <= upTo that have all terms, newest first.
[[nodiscard]] std::vector<SearchHit> search(Reader &reader, const std::vector<SearchTerm> &terms,
                                            std::span<const RoomNid> rooms,
                                            const std::vector<SearchField> &fields, Position upTo,
                                            std::size_t limit);

} // namespace hearth::store
