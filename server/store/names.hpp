// SPDX-License-Identifier: Apache-2.0
// Names: the process's memory of which nid stands for which name. Only committed pairs get in.
// Thread-safe; bounded: each shard keeps two generations and drops the older when full.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hearth::store {

enum class NameKind { Server, User, Room, Type, StateKey, Event };
constexpr std::size_t nameKinds = 6;

/// Key of a state key: the type's nid and the text.
[[nodiscard]] std::string stateKeyName(std::int64_t typeNid, std::string_view stateKey);
[[nodiscard]] std::int64_t typeOfStateKeyName(std::string_view name);
[[nodiscard]] std::string_view textOfStateKeyName(std::string_view name);

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};

class Names {
public:
    explicit Names(std::size_t entriesPerKind = 32768);

    /// 0 when not known here.
    [[nodiscard]] std::int64_t find(NameKind kind, std::string_view name);
    [[nodiscard]] std::optional<std::string> nameOf(NameKind kind, std::int64_t nid);
    void add(NameKind kind, std::string_view name, std::int64_t nid);
    void clear(NameKind kind);

private:
    static constexpr std::size_t shardCount = 8;
    struct Generation {
        std::unordered_map<std::string, std::int64_t, TextHash, std::equal_to<>> byName;
        std::unordered_map<std::int64_t, std::string> byNid;
    };
    struct Shard {
        std::mutex mutex;
        Generation young;
        Generation old;
    };
    using Shards = std::array<Shard, shardCount>;

    static std::size_t shardOf(std::string_view name);
    static std::size_t shardOf(std::int64_t nid);
    void rotate(Shard &shard) const;

    std::size_t m_perShard;
    std::array<Shards, nameKinds> m_kinds; // a pair is kept in the shard of its name and of its nid
};

} // namespace hearth::store
