// SPDX-License-Identifier: Apache-2.0
// PersistentMap: an immutable hash trie. set() and erase() give a new map that shares all but a few
// nodes with the old one, so a snapshot costs one pointer even in a room of 100,000 members.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::services {

/// Value is shared and immutable; it has a member `key()` that gives its std::string_view key.
template <class Value>
class PersistentMap {
public:
    using Ptr = std::shared_ptr<const Value>;

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }

    /// nullptr when absent. Lives as long as this map.
    [[nodiscard]] const Value *find(std::string_view key) const { return findShared(key).get(); }
    [[nodiscard]] const Ptr &findShared(std::string_view key) const {
        static const Ptr none;
        std::uint64_t hash = hashOf(key);
        const Node *node = m_root.get();
        while (node) {
            for (const Ptr &value : node->values)
                if (value->key() == key)
                    return value;
            node = node->child(hash & mask);
            hash >>= bits;
        }
        return none;
    }

    [[nodiscard]] PersistentMap set(Ptr value) const {
        PersistentMap result;
        const std::uint64_t hash = hashOf(value->key());
        bool added = false;
        result.m_root = insert(m_root.get(), hash, 0, std::move(value), added);
        result.m_size = m_size + (added ? 1U : 0U);
        return result;
    }
    [[nodiscard]] PersistentMap erase(std::string_view key) const {
        PersistentMap result = *this;
        if (!find(key))
            return result;
        result.m_root = remove(m_root.get(), hashOf(key), key);
        --result.m_size;
        return result;
    }

    /// visit(const Ptr &) in no particular order.
    template <class Visit>
    void forEach(Visit &&visit) const {
        if (m_root)
            walk(*m_root, visit);
    }

    [[nodiscard]] bool sameAs(const PersistentMap &other) const { return m_root == other.m_root; }

private:
    static constexpr unsigned bits = 4;
    static constexpr std::uint64_t mask = 15;
    static constexpr std::size_t bucket = 8; // values a node holds before it grows children
    static constexpr unsigned maxDepth = 64 / bits;

    struct Node {
        std::vector<Ptr> values;
        std::uint16_t present = 0;
        std::vector<std::shared_ptr<const Node>> children; // those present, in slot order
        [[nodiscard]] std::size_t place(std::uint64_t slot) const {
            const auto below = static_cast<std::uint16_t>(present & ((1U << slot) - 1U));
            return static_cast<std::size_t>(std::popcount(below));
        }
        [[nodiscard]] const Node *child(std::uint64_t slot) const {
            return present & (1U << slot) ? children[place(slot)].get() : nullptr;
        }
    };
    using NodePtr = std::shared_ptr<const Node>;

    static std::uint64_t hashOf(std::string_view key) {
        std::uint64_t hash = std::hash<std::string_view>{}(key);
        hash ^= hash >> 32U;
        return hash * 0x9E3779B97F4A7C15ULL;
    }

    static NodePtr insert(const Node *old, std::uint64_t hash, unsigned depth, Ptr value,
                          bool &added) {
        auto node = old ? std::make_shared<Node>(*old) : std::make_shared<Node>();
        for (Ptr &held : node->values)
            if (held->key() == value->key()) {
                held = std::move(value);
                return node;
            }
        const std::uint64_t slot = hash & mask;
        const bool full = node->values.size() >= bucket && depth < maxDepth;
        if (!full && !node->child(slot)) {
            node->values.push_back(std::move(value));
            added = true;
            return node;
        }
        const std::size_t at = node->place(slot);
        const Node *below = node->child(slot);
        NodePtr child = insert(below, hash >> bits, depth + 1, std::move(value), added);
        if (below) {
            node->children[at] = std::move(child);
        } else {
            node->children.insert(node->children.begin() + static_cast<std::ptrdiff_t>(at),
                                  std::move(child));
            node->present = static_cast<std::uint16_t>(node->present | (1U << slot));
        }
        return node;
    }

    static NodePtr remove(const Node *old, std::uint64_t hash, std::string_view key) {
        auto node = std::make_shared<Node>(*old);
        for (auto it = node->values.begin(); it != node->values.end(); ++it)
            if ((*it)->key() == key) {
                node->values.erase(it);
                return node;
            }
        const std::size_t at = node->place(hash & mask);
        node->children[at] = remove(node->children[at].get(), hash >> bits, key);
        return node;
    }

    template <class Visit>
    static void walk(const Node &node, Visit &visit) {
        for (const Ptr &value : node.values)
            visit(value);
        for (const NodePtr &child : node.children)
            walk(*child, visit);
    }

    NodePtr m_root;
    std::size_t m_size = 0;
};

} // namespace hearth::services
