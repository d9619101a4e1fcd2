// SPDX-License-Identifier: Apache-2.0
// Event: one immutable PDU (spec server-server, "PDUs"), shared between threads. It keeps the bytes
// and what the rules read; the rest is parsed when somebody asks.
#pragma once

#include "server/core/json.hpp"
#include "server/core/result.hpp"
#include "server/matrix/ids.hpp"
#include "server/matrix/room_version.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::crypto {
class SigningKey;
}

namespace hearth::matrix {

enum class Membership { None, Invite, Join, Knock, Leave, Ban };
[[nodiscard]] std::string_view toString(Membership membership);
[[nodiscard]] std::optional<Membership> parseMembership(std::string_view text);

/// Value of m.room.join_rules; Private also stands for rules that nobody knows.
enum class JoinRule { Public, Invite, Knock, Restricted, KnockRestricted, Private };
[[nodiscard]] std::optional<JoinRule> parseJoinRule(std::string_view text);

enum class HistoryVisibility { Invited, Joined, Shared, WorldReadable };
[[nodiscard]] std::optional<HistoryVisibility> parseHistoryVisibility(std::string_view text);

struct CreateContent;
struct PowerLevelContent;
class Event;
using EventPtr = std::shared_ptr<const Event>;

class Event {
public:
    /// Checks shape and size for the room version; computes the event id for v3+.
    [[nodiscard]] static Result<EventPtr> parse(const RoomVersion &version, json::object pdu);
    /// For what our own database gives back: no checks. For v1 and v2 the PDU holds the id as well.
    [[nodiscard]] static EventPtr trusted(const RoomVersion &version, EventId id,
                                          const json::object &pdu);
    /// The same from what json() gave; nullptr if that is damaged.
    [[nodiscard]] static EventPtr stored(const RoomVersion &version, EventId id, std::string json);

    [[nodiscard]] const RoomVersion &version() const { return *m_version; }
    /// Canonical JSON of the whole PDU with hashes and signatures, without event_id for v3+,
    /// without unsigned.
    [[nodiscard]] std::string_view json() const { return m_json; }
    /// The same, parsed anew at each call.
    [[nodiscard]] json::object pdu() const;
    [[nodiscard]] const EventId &id() const { return m_id; }
    /// For a v12 create event: derived from the event id.
    [[nodiscard]] const RoomId &roomId() const { return m_roomId; }
    [[nodiscard]] const UserId &sender() const { return m_sender; }
    [[nodiscard]] std::string_view type() const { return m_type; }
    [[nodiscard]] bool isState() const { return m_stateKey.has_value(); }
    [[nodiscard]] const std::optional<std::string> &stateKey() const { return m_stateKey; }
    [[nodiscard]] bool is(std::string_view type, std::string_view stateKey) const {
        return m_type == type && m_stateKey && *m_stateKey == stateKey;
    }
    /// Parsed at the first call.
    [[nodiscard]] const json::object &content() const;
    /// Canonical JSON of the content.
    [[nodiscard]] std::string_view contentJson() const { return textOf(m_contentPart); }
    [[nodiscard]] std::int64_t depth() const { return m_depth; }
    [[nodiscard]] std::int64_t originServerTs() const { return m_originServerTs; }
    /// Parsed at each call, like the next.
    [[nodiscard]] std::vector<EventId> prevEvents() const { return references(m_prevPart); }
    [[nodiscard]] std::vector<EventId> authEvents() const { return references(m_authPart); }
    /// Whether the PDU itself names the room; a v12 create event does not.
    [[nodiscard]] bool hasRoomId() const { return m_hasRoomId; }
    /// The event that this m.room.redaction redacts (top level before v11, content from v11).
    [[nodiscard]] std::optional<EventId> redacts() const;
    /// Membership in the content of an m.room.member event; None for others.
    [[nodiscard]] Membership membership() const { return m_membership; }

    // What the authorization rules read of an event, parsed once.
    /// Of an m.room.join_rules event; Invite, the default, for others.
    [[nodiscard]] JoinRule joinRule() const { return m_joinRule; }
    /// Of an m.room.history_visibility event; Shared, the default, for others.
    [[nodiscard]] HistoryVisibility historyVisibility() const { return m_historyVisibility; }
    /// Only m.room.create and m.room.power_levels state events have these; else nullptr.
    [[nodiscard]] const std::shared_ptr<const CreateContent> &create() const { return m_create; }
    [[nodiscard]] const std::shared_ptr<const PowerLevelContent> &powerLevels() const {
        return m_powerLevels;
    }
    /// Rough size in memory.
    [[nodiscard]] std::size_t bytes() const;

    Event(const Event &) = delete;
    Event &operator=(const Event &) = delete;
    ~Event();

private:
    friend class EventMaker; // of local events, which need no parsing
    struct Part {
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
    };
    Event();
    void readFields(const json::object &pdu);
    void readFacets(const json::object &content);
    /// Where content and references stand in m_json; false if it is not canonical.
    [[nodiscard]] bool findParts();
    [[nodiscard]] std::string_view textOf(Part part) const {
        return std::string_view(m_json).substr(part.begin, part.size);
    }
    [[nodiscard]] std::vector<EventId> references(Part part) const;

    const RoomVersion *m_version = nullptr;
    std::string m_json;
    Part m_contentPart;
    Part m_prevPart;
    Part m_authPart;
    mutable std::atomic<const json::object *> m_content{nullptr};
    EventId m_id;
    RoomId m_roomId;
    UserId m_sender;
    std::string m_type;
    std::optional<std::string> m_stateKey;
    std::int64_t m_depth = 0;
    std::int64_t m_originServerTs = 0;
    bool m_hasRoomId = false;
    Membership m_membership = Membership::None;
    JoinRule m_joinRule = JoinRule::Invite;
    HistoryVisibility m_historyVisibility = HistoryVisibility::Shared;
    std::shared_ptr<const CreateContent> m_create;
    std::shared_ptr<const PowerLevelContent> m_powerLevels;
};

/// The content of a local event, written once: neither the room's lock nor a second attempt pays
/// for it.
struct DraftContent {
    /// Failure code "bad_event": a number that the room version does not allow.
    [[nodiscard]] static Result<DraftContent>
    make(const RoomVersion &version, std::string_view type, const json::object &content);
    std::string json;     // canonical
    std::string redacted; // canonical, of what redaction leaves
};

/// What a local event is made from; build() adds hashes, signature and id.
struct EventDraft {
    RoomId roomId; // empty for a v12 create event
    UserId sender;
    std::string type;
    std::optional<std::string> stateKey;
    json::object content;
    std::optional<EventId> redacts; // placed where the room version wants it
    std::int64_t depth = 1;
    std::int64_t originServerTs = 0;
    std::vector<EventId> prevEvents;
    std::vector<EventId> authEvents;
    /// v1 and v2 only: reference hashes (32 bytes) of the named events, by event id. Those that
    /// are not known are left out of the PDU.
    std::unordered_map<EventId, std::string> referenceHashes;
};

/// Failure code "too_large" (M_TOO_LARGE) or "bad_event" (M_BAD_JSON). For v1 and v2 the id is
/// made from eventIdLocalpart, which the caller makes random.
[[nodiscard]] Result<EventPtr> buildEvent(const RoomVersion &version, EventDraft draft,
                                          std::string_view serverName,
                                          const crypto::SigningKey &key,
                                          std::string_view eventIdLocalpart = {});
/// The same with the content made before from `fields`; the draft's is not looked at, and `redacts`
/// is in the fields already where the room version wants it there.
[[nodiscard]] Result<EventPtr> buildEvent(const RoomVersion &version, const EventDraft &draft,
                                          const json::object &fields, const DraftContent &content,
                                          std::string_view serverName,
                                          const crypto::SigningKey &key,
                                          std::string_view eventIdLocalpart = {});

/// The PDU with everything removed that redaction removes (spec, "Redactions" of each version).
[[nodiscard]] json::object redact(const RoomVersion &version, const json::object &pdu);

/// Serialised size limits: 65,536 bytes the event, 255 bytes each key.
inline constexpr std::size_t maxEventBytes = 65536;
inline constexpr std::size_t maxEventKeyBytes = 255;
inline constexpr std::size_t maxPrevEvents = 20;
inline constexpr std::size_t maxAuthEvents = 10;

} // namespace hearth::matrix
