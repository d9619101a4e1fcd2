// SPDX-License-Identifier: Apache-2.0
// Tables mail, address_proof, address_proof_token and pusher_throttle.
#include "server/store/mail_store.hpp"

namespace hearth::store {
namespace {

AddressProof toProof(const Row &row) {
    AddressProof out;
    out.id = row.string(0);
    out.address = row.string(1);
    out.purpose = row.string(2);
    out.secretHash = row.string(3);
    out.sendAttempt = row.integer(4);
    out.nextLink = row.findString(5);
    out.created = row.integer(6);
    out.validated = row.findInteger(7);
    return out;
}

constexpr const char *proofColumns =
    "SELECT session_id, address, purpose, secret_hash, send_attempt, next_link, created_ts, "
    "validated_ts FROM address_proof WHERE ";

} // namespace

void mails::add(Transaction &tx, const QueuedMail &mail) {
    tx.post(
        "INSERT INTO mail (mail_nid, kind, address, user_nid, lang, data, proof_id, message_id, "
        "created_ts, attempts, next_ts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tx.next("mail"), mail.kind, mail.address, mail.user, mail.lang, mail.data, mail.proof,
        mail.messageId, mail.created, mail.attempts, mail.next);
}

std::vector<QueuedMail> mails::due(Reader &reader, Timestamp now, std::int64_t limit) {
    std::vector<QueuedMail> out;
    for (const Row row :
         reader.query("SELECT mail_nid, kind, address, user_nid, lang, data, proof_id, message_id, "
                      "created_ts, attempts, next_ts FROM mail WHERE next_ts <= $1 "
                      "ORDER BY next_ts LIMIT $2",
                      now, limit))
        out.push_back({row.integer(0), row.string(1), row.string(2), row.nid<UserNid>(3),
                       row.string(4), row.string(5), row.findString(6), row.string(7),
                       row.integer(8), row.integer(9), row.integer(10)});
    return out;
}

std::optional<Timestamp> mails::nextDue(Reader &reader) {
    const auto row = reader.queryOne("SELECT MIN(next_ts) FROM mail");
    return row ? row->findInteger(0) : std::nullopt;
}

std::int64_t mails::count(Reader &reader) {
    return reader.queryOne("SELECT COUNT(*) FROM mail")->integer(0);
}

void mails::setNext(Transaction &tx, std::int64_t id, std::int64_t attempts, Timestamp next) {
    tx.post("UPDATE mail SET attempts = $2, next_ts = $3 WHERE mail_nid = $1", id, attempts, next);
}

void mails::makeDue(Transaction &tx, Timestamp now) {
    tx.post("UPDATE mail SET next_ts = $1 WHERE next_ts > $1", now);
}

void mails::remove(Transaction &tx, std::int64_t id) {
    tx.post("DELETE FROM mail WHERE mail_nid = $1", id);
}

void mails::removeOfProof(Transaction &tx, std::string_view proof) {
    tx.post("DELETE FROM mail WHERE proof_id = $1", proof);
}

std::optional<AddressProof> proofs::find(Reader &reader, std::string_view id) {
    const auto row = reader.queryOne(proofColumns + std::string("session_id = $1"), id);
    if (!row)
        return std::nullopt;
    return toProof(*row);
}

std::optional<AddressProof> proofs::findOpen(Reader &reader, std::string_view address,
                                             std::string_view purpose,
                                             std::string_view secretHash) {
    const auto row = reader.queryOne(proofColumns + std::string("address = $1 AND purpose = $2 AND "
                                                                "secret_hash = $3 AND validated_ts "
                                                                "IS NULL"),
                                     address, purpose, Blob{secretHash});
    if (!row)
        return std::nullopt;
    return toProof(*row);
}

void proofs::put(Transaction &tx, const AddressProof &proof) {
    tx.post("INSERT INTO address_proof (session_id, address, purpose, secret_hash, send_attempt, "
            "next_link, created_ts, validated_ts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
            "ON CONFLICT (session_id) DO UPDATE SET send_attempt = $5, next_link = $6, "
            "validated_ts = $8",
            proof.id, proof.address, proof.purpose, Blob{proof.secretHash}, proof.sendAttempt,
            proof.nextLink, proof.created, proof.validated);
}

void proofs::setValidated(Transaction &tx, std::string_view id, Timestamp when) {
    tx.post("UPDATE address_proof SET validated_ts = $2 WHERE session_id = $1", id, when);
}

void proofs::addToken(Transaction &tx, std::string_view id, std::string_view hash,
                      Timestamp expires) {
    tx.post("INSERT INTO address_proof_token (session_id, token_hash, expires_ts) "
            "VALUES ($1, $2, $3)",
            id, Blob{hash}, expires);
}

std::optional<Timestamp> proofs::tokenExpiry(Reader &reader, std::string_view id,
                                             std::string_view hash) {
    const auto row = reader.queryOne("SELECT expires_ts FROM address_proof_token "
                                     "WHERE session_id = $1 AND token_hash = $2",
                                     id, Blob{hash});
    if (!row)
        return std::nullopt;
    return row->integer(0);
}

void proofs::remove(Transaction &tx, std::string_view id) {
    mails::removeOfProof(tx, id);
    tx.post("DELETE FROM address_proof_token WHERE session_id = $1", id);
    tx.post("DELETE FROM address_proof WHERE session_id = $1", id);
}

void proofs::removeBefore(Transaction &tx, Timestamp created) {
    tx.post("DELETE FROM mail WHERE proof_id IN (SELECT session_id FROM address_proof WHERE "
            "created_ts < $1)",
            created);
    tx.post("DELETE FROM address_proof_token WHERE session_id IN (SELECT session_id FROM "
            "address_proof WHERE created_ts < $1)",
            created);
    tx.post("DELETE FROM address_proof WHERE created_ts < $1", created);
}

std::vector<PusherThrottle> throttles::ofPusher(Reader &reader, std::int64_t pusher) {
    std::vector<PusherThrottle> out;
    for (const Row row : reader.query("SELECT room_nid, last_sent_ts, throttle_ms FROM "
                                      "pusher_throttle WHERE pusher_nid = $1",
                                      pusher))
        out.push_back({row.nid<RoomNid>(0), row.integer(1), row.integer(2)});
    return out;
}

void throttles::put(Transaction &tx, std::int64_t pusher, const PusherThrottle &throttle) {
    tx.post("INSERT INTO pusher_throttle (pusher_nid, room_nid, last_sent_ts, throttle_ms) "
            "VALUES ($1, $2, $3, $4) ON CONFLICT (pusher_nid, room_nid) DO UPDATE SET "
            "last_sent_ts = $3, throttle_ms = $4",
            pusher, throttle.room, throttle.lastSent, throttle.throttleMs);
}

void throttles::removeOrphans(Transaction &tx) {
    tx.post("DELETE FROM pusher_throttle WHERE NOT EXISTS (SELECT 1 FROM pusher WHERE "
            "pusher.pusher_nid = pusher_throttle.pusher_nid)");
}

} // namespace hearth::store
