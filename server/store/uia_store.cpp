// SPDX-License-Identifier: Apache-2.0
// See uia_store.hpp.
#include "server/store/uia_store.hpp"

namespace hearth::store {
namespace {

json::object parseObject(std::string_view text) {
    auto value = json::parse({text.data(), text.size()});
    return std::move(value.as_object());
}

RegistrationToken readToken(const Row &row) {
    return {row.string(0), row.findInteger(1), row.integer(2), row.integer(3), row.findInteger(4)};
}

constexpr const char *tokenColumns =
    "SELECT token, uses_allowed, pending, completed, expires_ts FROM registration_token ";

} // namespace

std::optional<UiaSession> uia::find(Reader &reader, std::string_view id) {
    const auto row = reader.queryOne(
        "SELECT created_ts, method, uri, client_body, completed, server_values, user_nid "
        "FROM ui_auth_session WHERE session_id = $1",
        id);
    if (!row)
        return std::nullopt;
    UiaSession out;
    out.id = id;
    out.created = row->integer(0);
    out.operation = row->string(1) + " " + row->string(2);
    out.body = parseObject(row->text(3));
    out.completed = parseObject(row->text(4));
    out.data = parseObject(row->text(5));
    out.user = row->nid<UserNid>(6);
    return out;
}

void uia::insert(Transaction &tx, const UiaSession &session) {
    const auto space = session.operation.find(' ');
    tx.post("INSERT INTO ui_auth_session (session_id, created_ts, method, uri, description, "
            "client_body, completed, server_values, user_nid) "
            "VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8)",
            session.id, session.created, session.operation.substr(0, space),
            session.operation.substr(space + 1), json::serialize(session.body),
            json::serialize(session.completed), json::serialize(session.data), session.user);
}

void uia::update(Transaction &tx, const UiaSession &session) {
    tx.post("UPDATE ui_auth_session SET client_body = $2, completed = $3, server_values = $4, "
            "user_nid = $5 WHERE session_id = $1",
            session.id, json::serialize(session.body), json::serialize(session.completed),
            json::serialize(session.data), session.user);
}

bool uia::remove(Transaction &tx, std::string_view id) {
    return tx.exec("DELETE FROM ui_auth_session WHERE session_id = $1", id) == 1;
}

std::int64_t uia::count(Reader &reader, UserNid user) {
    const auto row =
        user ? reader.queryOne("SELECT COUNT(*) FROM ui_auth_session WHERE user_nid = $1", user)
             : reader.queryOne("SELECT COUNT(*) FROM ui_auth_session WHERE user_nid IS NULL");
    return row->integer(0);
}

namespace {

constexpr const char *sessionColumns =
    "SELECT session_id, server_values, user_nid FROM ui_auth_session ";

void forget(Transaction &tx, const Rows &sessions) {
    for (const auto row : sessions) {
        const auto data = parseObject(row.text(1));
        const auto *token = data.if_contains("registration_token");
        // The use of one that made an account is no longer pending.
        if (token && token->is_string() && row.isNull(2))
            tx.post("UPDATE registration_token SET pending = pending - 1 WHERE token = $1 AND "
                    "pending > 0",
                    std::string_view(token->get_string().data(), token->get_string().size()));
        tx.post("DELETE FROM ui_auth_session WHERE session_id = $1", row.string(0));
    }
}

} // namespace

void uia::removeBefore(Transaction &tx, Timestamp before) {
    forget(tx, tx.query(sessionColumns + std::string("WHERE created_ts < $1"), before));
}

void uia::removeOldest(Transaction &tx, UserNid user, std::int64_t howMany) {
    const std::string select = sessionColumns;
    const std::string oldest = "ORDER BY created_ts, session_id LIMIT ";
    forget(tx, user ? tx.query(select + "WHERE user_nid = $1 " + oldest + "$2", user, howMany)
                    : tx.query(select + "WHERE user_nid IS NULL " + oldest + "$1", howMany));
}

void uia::removeOfUser(Transaction &tx, UserNid user) {
    tx.post("DELETE FROM ui_auth_session WHERE user_nid = $1", user);
}

std::vector<RegistrationToken> registration_tokens::list(Reader &reader) {
    std::vector<RegistrationToken> out;
    for (const auto row : reader.query(tokenColumns + std::string("ORDER BY token")))
        out.push_back(readToken(row));
    return out;
}

std::optional<RegistrationToken> registration_tokens::find(Reader &reader, std::string_view token) {
    const auto row = reader.queryOne(tokenColumns + std::string("WHERE token = $1"), token);
    if (!row)
        return std::nullopt;
    return readToken(*row);
}

bool registration_tokens::create(Transaction &tx, const RegistrationToken &token) {
    return tx.exec("INSERT INTO registration_token (token, uses_allowed, pending, completed, "
                   "expires_ts) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (token) DO NOTHING",
                   token.token, token.usesAllowed, token.pending, token.completed,
                   token.expires) == 1;
}

void registration_tokens::update(Transaction &tx, const RegistrationToken &token) {
    tx.post("UPDATE registration_token SET uses_allowed = $2, pending = $3, completed = $4, "
            "expires_ts = $5 WHERE token = $1",
            token.token, token.usesAllowed, token.pending, token.completed, token.expires);
}

bool registration_tokens::remove(Transaction &tx, std::string_view token) {
    return tx.exec("DELETE FROM registration_token WHERE token = $1", token) > 0;
}

} // namespace hearth::store
