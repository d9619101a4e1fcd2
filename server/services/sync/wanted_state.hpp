// SPDX-License-Identifier: Apache-2.0
// WantedState: which state of a room a sliding sync wants (MSC4186, required_state).
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace hearth::services {

/// Immutable. One for all the rooms that it is wanted of: rooms hold pointers.
class WantedState {
public:
    /// Type → keys; "*", "$ME", "$LAZY".
    using Keys = std::set<std::string, std::less<>>;
    using Types = std::map<std::string, Keys, std::less<>>;
    using Ptr = std::shared_ptr<const WantedState>;

    explicit WantedState(Types types);
    /// Never null.
    [[nodiscard]] static const Ptr &nothing();

    [[nodiscard]] bool empty() const { return m_size == 0; }
    /// How many pairs.
    [[nodiscard]] std::size_t size() const { return m_size; }
    /// Roughly what it takes in memory.
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }
    /// Not for members that are only wanted lazily.
    [[nodiscard]] bool wants(std::string_view type, std::string_view key,
                             std::string_view self) const;
    /// Whether the pair is there as it is.
    [[nodiscard]] bool has(std::string_view type, std::string_view key) const;
    /// The keys of one type, as they are.
    [[nodiscard]] const Keys &keysOf(std::string_view type) const;
    [[nodiscard]] const Types &types() const { return m_types; }

private:
    Types m_types;
    std::size_t m_size = 0;
    std::size_t m_bytes = 0;
};

/// Puts together what several wishes want, each combination once: rooms share the result. One
/// thread at a time.
class WantedUnions {
public:
    /// One of the two if it holds the other.
    [[nodiscard]] WantedState::Ptr unite(const WantedState::Ptr &a, const WantedState::Ptr &b);

private:
    // The second of each keeps what the addresses stand for.
    std::map<std::pair<WantedState::Ptr, WantedState::Ptr>, WantedState::Ptr> m_known;
};

} // namespace hearth::services
