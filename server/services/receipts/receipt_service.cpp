// SPDX-License-Identifier: Apache-2.0
// ReceiptService (spec client-server, "Receipts" and "Fully read markers").
#include "server/services/receipts/receipt_service.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/account_data/account_data_service.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace hearth::services {

namespace {
constexpr int longestChain = 4; // events related to events related to …

std::string_view kindWord(store::ReceiptKind kind) {
    return kind == store::ReceiptKind::Read ? "m.read" : "m.read.private";
}
} // namespace

ReceiptService::ReceiptService(store::Database &database, Hub &hub, RoomMembers &members,
                               EventReader &events, AccountDataService &accountData,
                               const Clock &clock)
    : m_database(database)
    , m_hub(hub)
    , m_members(members)
    , m_events(events)
    , m_accountData(accountData)
    , m_clock(clock)
    , m_own(20000) {}

StoredEventPtr ReceiptService::parentOf(const StoredEvent &event, bool threadsOnly) {
    const json::object *relation = objectAt(event.event->content(), "m.relates_to");
    if (!relation || (threadsOnly && stringAt(*relation, "rel_type") != "m.thread"))
        return nullptr;
    const std::string_view id = stringAt(*relation, "event_id");
    if (id.empty() || stringAt(*relation, "rel_type").empty())
        return nullptr;
    StoredEventPtr parent = m_events.find(id);
    return parent && parent->room == event.room ? parent : nullptr;
}

store::EventNid ReceiptService::threadOf(const StoredEvent &event) {
    StoredEventPtr hold;
    const StoredEvent *at = &event;
    for (int i = 0; i < longestChain; ++i) {
        if (const StoredEventPtr root = parentOf(*at, true))
            return root->nid;
        StoredEventPtr parent = parentOf(*at, false);
        if (!parent)
            return {};
        hold = std::move(parent);
        at = hold.get();
    }
    return {};
}

bool ReceiptService::isThreadRoot(const StoredEvent &event) {
    return m_database.read([&](store::Reader &reader) {
        return store::sync::isThreadRoot(reader, event.room, event.nid);
    });
}

void ReceiptService::requireInThread(const StoredEvent &event, const std::string &thread) {
    const store::EventNid root = threadOf(event);
    if (thread == "main") {
        if (!root)
            return;
    } else {
        const StoredEventPtr wanted = m_events.find(thread);
        if (wanted && root == wanted->nid)
            return;
        // The root itself, and what is related to it, may be read within its thread too.
        StoredEventPtr hold;
        const StoredEvent *at = &event;
        for (int i = 0; wanted && !root && at && i < longestChain; ++i) {
            if (at->nid == wanted->nid && isThreadRoot(*at))
                return;
            hold = parentOf(*at, false);
            at = hold.get();
        }
    }
    throw invalidParam("The event is not related to the thread " + thread + ".");
}

void ReceiptService::markRead(const Requester &requester, store::RoomNid room,
                              store::ReceiptKind kind, const std::string &eventId,
                              const std::optional<std::string> &thread) {
    if (!m_members.isJoined(requester.userNid, room))
        throw forbidden("You are not in this room.");
    const StoredEventPtr event = m_events.find(eventId);
    if (!event || event->room != room)
        return; // an event that has not reached this server cannot be marked
    if (thread)
        requireInThread(*event, *thread);
    store::Receipt receipt;
    receipt.room = room;
    receipt.user = requester.userNid;
    receipt.kind = kind;
    if (thread && *thread == "main")
        receipt.thread = store::Receipt::mainTimeline;
    else if (thread)
        receipt.thread = m_events.find(*thread)->nid.value;
    receipt.event = event->nid;
    receipt.eventPos = event->pos;
    receipt.ts = m_clock.now();
    for (const store::Receipt &old : *own(requester.userNid, room)) {
        if (old.kind == kind && old.thread == receipt.thread && old.eventPos >= event->pos)
            return;
    }
    LiveReceipt live;
    live.user = requester.userNid;
    live.userId = requester.user.str();
    live.kind = kindWord(kind);
    live.thread = thread.value_or(std::string());
    live.eventId = eventId;
    live.ts = receipt.ts;
    m_database.write([&](store::Transaction &tx) {
        store::Receipt row = receipt;
        row.pos = m_hub.receiptChanged(tx, room, live);
        store::receipts::put(tx, row);
        for (const auto &listener : m_onMoved)
            listener(tx, row);
        tx.onCommit([this, row] {
            m_own.invalidate({row.user, row.room});
            // Only then: who is told looks at once, on another thread, and must not see what was.
            for (const auto &listener : m_afterMoved)
                listener(row);
        });
    });
}

void ReceiptService::markFullyRead(const Requester &requester, store::RoomNid room,
                                   const std::string &eventId) {
    if (!m_members.isJoined(requester.userNid, room))
        throw forbidden("You are not in this room.");
    const StoredEventPtr event = m_events.find(eventId);
    if (!event || event->room != room)
        throw Error(404, "M_UNKNOWN", "Could not find the event in the room");
    std::string old;
    try {
        old = stringAt(m_accountData.get(requester.userNid, room, "m.fully_read"), "event_id");
    } catch (const Error &) {
        old.clear(); // no marker yet
    }
    const StoredEventPtr before = old.empty() ? nullptr : m_events.find(old);
    if (before && before->pos >= event->pos)
        return;
    m_accountData.setTrusted(requester.userNid, room, "m.fully_read", {{"event_id", eventId}});
}

std::shared_ptr<const std::vector<store::Receipt>> ReceiptService::own(store::UserNid user,
                                                                       store::RoomNid room) {
    return m_own.get({user, room}, [&] {
        return std::make_shared<const std::vector<store::Receipt>>(m_database.read(
            [&](store::Reader &reader) { return store::receipts::ofUser(reader, room, user); }));
    });
}

json::object ReceiptService::content(const std::vector<LiveReceipt> &receipts,
                                     const std::unordered_set<std::string> &ignored) {
    json::object content;
    const auto inside = [](json::object &in, const std::string &name) -> json::object & {
        json::value &value = in[name];
        if (!value.is_object())
            value = json::object();
        return value.as_object();
    };
    // Of several of one user only the newest holds.
    std::map<std::tuple<std::string_view, std::string_view, std::string_view>, const LiveReceipt *>
        newest;
    for (const LiveReceipt &receipt : receipts) {
        const LiveReceipt *&kept = newest[{receipt.userId, receipt.kind, receipt.thread}];
        if (!kept || kept->pos <= receipt.pos)
            kept = &receipt;
    }
    for (const LiveReceipt &receipt : receipts) {
        if (ignored.contains(receipt.userId) ||
            newest[{receipt.userId, receipt.kind, receipt.thread}] != &receipt)
            continue;
        json::object data{{"ts", receipt.ts}};
        if (!receipt.thread.empty())
            data["thread_id"] = receipt.thread;
        inside(inside(content, receipt.eventId), receipt.kind)[receipt.userId] = std::move(data);
    }
    return content;
}

void ReceiptService::prepareOwn(store::UserNid user, std::span<const store::RoomNid> rooms) {
    std::vector<UserInRoom> keys;
    for (const store::RoomNid room : rooms)
        keys.push_back({user, room});
    m_own.prepare(keys, [&](const std::vector<UserInRoom> &missing) {
        std::vector<store::RoomNid> asked;
        std::unordered_map<UserInRoom, std::vector<store::Receipt>> found;
        for (const UserInRoom &key : missing) {
            asked.push_back(key.room);
            found[key];
        }
        for (store::Receipt &receipt : m_database.read([&](store::Reader &reader) {
                 return store::receipts::ofUser(reader, asked, user);
             }))
            found[{user, receipt.room}].push_back(receipt);
        std::unordered_map<UserInRoom, std::shared_ptr<const std::vector<store::Receipt>>> out;
        for (auto &[key, receipts] : found)
            out[key] = std::make_shared<const std::vector<store::Receipt>>(std::move(receipts));
        return out;
    });
}

bool ReceiptService::fromTail(store::RoomNid room, store::UserNid viewer, store::Position after,
                              store::Position upTo, std::vector<LiveReceipt> &out) const {
    if (!m_hub.receipts(room, after.value, upTo.value, out)) {
        out.clear();
        return false;
    }
    std::erase_if(out, [&](const LiveReceipt &receipt) {
        return receipt.kind == "m.read.private" && receipt.user != viewer;
    });
    return true;
}

namespace {
LiveReceipt toLive(store::Reader &reader, const store::Receipt &row) {
    LiveReceipt live;
    live.pos = row.pos;
    live.user = row.user;
    live.userId = reader.userId(row.user);
    live.kind = kindWord(row.kind);
    if (row.thread == store::Receipt::mainTimeline)
        live.thread = "main";
    else if (row.thread != store::Receipt::unthreaded)
        live.thread = reader.eventId(store::EventNid{row.thread});
    live.eventId = reader.eventId(row.event);
    live.ts = row.ts;
    return live;
}
} // namespace

std::vector<LiveReceipt> ReceiptService::changed(store::RoomNid room, store::UserNid viewer,
                                                 store::Position after, store::Position upTo) {
    std::vector<LiveReceipt> out;
    if (fromTail(room, viewer, after, upTo, out))
        return out;
    m_database.read([&](store::Reader &reader) {
        for (const store::Receipt &row : store::receipts::ofRoom(reader, room, viewer, after, upTo))
            out.push_back(toLive(reader, row));
    });
    return out;
}

std::unordered_map<store::RoomNid, std::vector<LiveReceipt>>
ReceiptService::all(std::span<const store::RoomNid> rooms, store::UserNid viewer,
                    store::Position upTo) {
    std::unordered_map<store::RoomNid, std::vector<LiveReceipt>> out;
    std::vector<store::RoomNid> missing;
    for (const store::RoomNid room : rooms)
        if (!fromTail(room, viewer, {}, upTo, out[room]))
            missing.push_back(room);
    if (missing.empty())
        return out;
    m_database.read([&](store::Reader &reader) {
        for (const store::Receipt &row : store::receipts::ofRooms(reader, missing, viewer, upTo))
            out[row.room].push_back(toLive(reader, row));
    });
    return out;
}

} // namespace hearth::services
