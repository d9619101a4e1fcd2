// SPDX-License-Identifier: Apache-2.0
// EventReader: events by nid or id, from a byte-bounded cache or the database.
#pragma once

#include "server/services/rooms/stored_event.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

/// Thread-safe.
class EventReader {
public:
    EventReader(store::Database &database, std::size_t cacheBytes);
    ~EventReader();

    /// nullptr when unknown (or known only by reference).
    [[nodiscard]] StoredEventPtr find(store::EventNid nid);
    [[nodiscard]] StoredEventPtr find(std::string_view eventId);
    /// The event as its sender signed it, even if it was redacted: state resolution and the
    /// authorization rules read it so.
    [[nodiscard]] matrix::EventPtr asSent(const StoredEvent &event);
    /// In the order asked for; unknown ones are left out. One statement for all that are not
    /// cached.
    [[nodiscard]] StoredEvents load(std::span<const store::EventNid> nids);

    /// The first of them, as many as have so many bytes together, but at least one; for pages.
    /// They are counted (core/lane), and read in small portions, so that a page that is too much
    /// for the shared workers is not in memory before that is known.
    struct Part {
        StoredEvents events;
        std::size_t looked = 0; // at so many of the nids; less than there are when bytes ran out
    };
    [[nodiscard]] Part loadPart(std::span<const store::EventNid> nids, std::size_t mostBytes);

    /// The cache only; nullptr if not there.
    [[nodiscard]] StoredEventPtr peek(store::EventNid nid);
    /// Puts a fresh event in.
    void remember(StoredEventPtr event);
    /// Makes the next read see the database again (redaction, purge).
    void forget(store::EventNid nid);
    void forgetRoom(store::RoomNid room);
    /// The redacted form, as everybody sees it from now on.
    void redact(store::EventNid nid, store::EventNid by);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// What an event adds to an answer, roughly.
[[nodiscard]] std::size_t answerBytes(const StoredEvent &event);

/// The redacted form of an event as an Event.
[[nodiscard]] matrix::EventPtr redactedForm(const matrix::Event &event);

} // namespace hearth::services
