// SPDX-License-Identifier: Apache-2.0
// See user_admin.hpp.
#include "server/services/admin/user_admin.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_null.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/accounts/passwords.hpp"
#include "server/services/profiles/profiles.hpp"
#include "server/services/sign_in/closing.hpp"
#include "server/services/sign_in/registration.hpp"
#include "server/services/sign_in/sign_in.hpp"
#include "server/store/device_store.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace hearth::services {
namespace {

json::object common(const store::Account &account) {
    return {{"name", account.userId},
            {"is_guest", account.guest},
            {"admin", account.admin},
            {"user_type", nullIfEmpty(account.userType)},
            {"deactivated", account.deactivated},
            {"erased", account.erased},
            {"shadow_banned", account.shadowBanned},
            {"locked", account.locked},
            {"suspended", account.suspended}};
}

void requireAddress(const std::string &medium, const std::string &address) {
    if (medium != "email" && medium != "msisdn")
        throw invalidParam("'" + medium + "' is not a valid value for 'medium'");
    const auto at = address.find('@');
    if (medium == "email" && (at == 0 || at == std::string::npos || at + 1 == address.size() ||
                              address.find('@', at + 1) != std::string::npos))
        throw unknownError("Unable to parse email address");
}

std::vector<store::Threepid> readThreepids(const json::array &list, Timestamp now) {
    std::vector<store::Threepid> out;
    for (const auto &row : list) {
        if (!row.is_object())
            throw badJson("'threepids' must be a list of objects");
        const std::string medium = getString(row.get_object(), "medium");
        const std::string address = getString(row.get_object(), "address");
        requireAddress(medium, address);
        store::Threepid threepid{medium, canonicalAddress(medium, address), now, now};
        const bool known = std::any_of(out.begin(), out.end(), [&](const auto &other) {
            return other.medium == threepid.medium && other.address == threepid.address;
        });
        if (!known)
            out.push_back(std::move(threepid));
    }
    return out;
}

std::vector<store::ExternalId> readExternalIds(const json::array &list) {
    std::vector<store::ExternalId> out;
    for (const auto &row : list) {
        if (!row.is_object())
            throw badJson("'external_ids' must be a list of objects");
        store::ExternalId id{getString(row.get_object(), "auth_provider"),
                             getString(row.get_object(), "external_id")};
        const bool known = std::any_of(out.begin(), out.end(), [&](const auto &other) {
            return other.provider == id.provider && other.id == id.id;
        });
        if (!known)
            out.push_back(std::move(id));
    }
    return out;
}

/// Text that may be null; Synapse has an error of its own for each member.
std::optional<std::string> optionalText(const json::object &body, const char *name,
                                        const Error &wrong) {
    const auto *value = body.if_contains(name);
    if (!value || value->is_null())
        return std::nullopt;
    if (!value->is_string())
        throw wrong;
    return std::string(view(value->get_string()));
}

/// Everything that can be wrong about the request is told before anything is changed.
void requireGoodBody(const config::Settings &settings, const Profiles &profiles,
                     const json::object &body, Timestamp now) {
    requireUserType(
        settings, optionalText(body, "user_type", unknownError("Invalid user type")).value_or(""));
    if (const auto password = optionalText(body, "password", unknownError("Invalid password"))) {
        if (password->empty() || password->size() > 512)
            throw unknownError("Invalid password");
        if (!settings.passwordConfig.localdbEnabled)
            throw forbidden("Passwords cannot be set on this server.");
    }
    for (const char *name : {"displayname", "avatar_url"})
        if (const auto text = optionalText(
                body, name, invalidParam("'" + std::string(name) + "' must be a string")))
            profiles.requireGoodValue(name, json::value(*text));
    for (const char *name : {"deactivated", "locked", "logout_devices"})
        if (const auto *value = body.if_contains(name);
            value && !value->is_null() && !value->is_bool())
            throw unknownError("'" + std::string(name) + "' parameter is not of type boolean");
    for (const char *name : {"admin", "suspended", "approved"})
        static_cast<void>(findBool(body, name));
    if (const auto *list = findArray(body, "threepids"))
        static_cast<void>(readThreepids(*list, now));
    if (const auto *list = findArray(body, "external_ids"))
        static_cast<void>(readExternalIds(*list));
    if (findBool(body, "deactivated").value_or(false) && findBool(body, "locked").value_or(false))
        throw unknownError("An user can't be deactivated and locked");
}

} // namespace

void requireUserType(const config::Settings &settings, std::string_view type) {
    const auto &extra = settings.userTypes.extraUserTypes;
    if (!type.empty() && type != "bot" && type != "support" &&
        std::find(extra.begin(), extra.end(), type) == extra.end())
        throw unknownError("Invalid user type");
}

UserAdmin::UserAdmin(Accounts &accounts, Closing &closing, Passwords &passwords, Profiles &profiles,
                     Registration &registration, Sessions &sessions,
                     const config::Current &settings, const Clock &clock)
    : m_accounts(accounts)
    , m_closing(closing)
    , m_passwords(passwords)
    , m_profiles(profiles)
    , m_registration(registration)
    , m_sessions(sessions)
    , m_settings(settings)
    , m_clock(clock) {}

json::object UserAdmin::show(std::string_view userId) {
    m_sessions.flushSeen();
    const auto account = m_accounts.get(userId);
    json::object out = common(*account);
    const auto profile = m_profiles.memberProfile(account->nid);
    out["displayname"] = orNull(profile.displayName);
    out["avatar_url"] = orNull(profile.avatarUrl);
    out["creation_ts"] = account->created / 1000; // seconds here, as Synapse has it
    out["appservice_id"] = nullIfEmpty(account->appservice);
    out["consent_server_notice_sent"] = nullptr;
    out["consent_version"] = nullIfEmpty(account->consentVersion);
    out["consent_ts"] = nullptr;
    json::array threepids;
    json::array externalIds;
    m_accounts.database().read([&](store::Reader &reader) {
        for (const auto &threepid : store::accounts::threepids(reader, account->nid))
            threepids.push_back(json::object{{"medium", threepid.medium},
                                             {"address", threepid.address},
                                             {"added_at", threepid.added},
                                             {"validated_at", threepid.validated}});
        for (const auto &id : store::accounts::externalIds(reader, account->nid))
            externalIds.push_back(
                json::object{{"auth_provider", id.provider}, {"external_id", id.id}});
        const auto seen = store::accounts::lastSeen(reader, account->nid);
        out["last_seen_ts"] = orNull(seen);
    });
    out["threepids"] = std::move(threepids);
    out["external_ids"] = std::move(externalIds);
    return out;
}

json::object UserAdmin::list(const store::AccountFilter &filter) {
    m_sessions.flushSeen();
    std::int64_t total = 0;
    const auto rows = m_accounts.database().read(
        [&](store::Reader &reader) { return store::accounts::list(reader, filter, total); });
    json::array users;
    for (const auto &row : rows) {
        json::object user = common(row.account);
        user["displayname"] = orNull(row.displayName);
        user["avatar_url"] = orNull(row.avatarUrl);
        user["creation_ts"] = row.account.created;
        user["last_seen_ts"] = orNull(row.lastSeen);
        if (filter.figures) { // not in Synapse's answer; named as in its other lists
            user["device_count"] = row.devices;
            user["media_length"] = row.mediaBytes;
        }
        users.push_back(std::move(user));
    }
    json::object out{{"users", std::move(users)}, {"total", total}};
    const std::int64_t next = filter.from + static_cast<std::int64_t>(rows.size());
    if (next < total && !rows.empty())
        out["next_token"] = std::to_string(next);
    return out;
}

bool UserAdmin::put(const Requester &by, const std::string &userId, const json::object &body) {
    if (!m_accounts.isLocal(userId))
        throw unknownError("This endpoint can only be used with local users");
    requireGoodBody(*m_settings.get(), m_profiles, body, m_clock.now());
    if (body.contains("password"))
        Passwords::prepare();
    auto account = m_accounts.find(userId);
    const bool fresh = !account;
    if (fresh) {
        create(userId, body);
        account = m_accounts.get(userId);
        json::object rest = body;
        for (const char *done :
             {"password", "admin", "user_type", "displayname", "threepids", "external_ids"})
            rest.erase(done);
        change(by, account, rest);
    } else {
        change(by, account, body);
    }
    return fresh;
}

void UserAdmin::create(const std::string &userId, const json::object &body) {
    services::NewAccount wanted;
    wanted.localpart = std::string(matrix::localpart(userId));
    m_registration.requireUsable(*wanted.localpart, nullptr);
    if (const auto password = findString(body, "password"))
        wanted.passwordHash = m_passwords.hash(*password);
    wanted.displayName = findString(body, "displayname");
    wanted.admin = findBool(body, "admin").value_or(false);
    wanted.userType = findString(body, "user_type").value_or("");
    wanted.more = [&](store::Transaction &tx, store::UserNid user) {
        setIdentities(tx, user, body);
    };
    static_cast<void>(m_registration.create(wanted, Proof::none()));
}

void UserAdmin::setProfile(const Requester &by, const std::string &userId,
                           const json::object &body) {
    for (const auto &[member, field] :
         {std::pair{"displayname", "displayname"}, std::pair{"avatar_url", "avatar_url"}}) {
        if (!body.contains(member))
            continue;
        const auto text = findString(body, member);
        std::optional<json::value> value;
        if (text)
            value = json::value(*text);
        m_profiles.set(by, userId, field, value);
    }
}

void UserAdmin::setIdentities(store::Transaction &tx, store::UserNid user,
                              const json::object &body) {
    if (const auto *list = findArray(body, "threepids")) {
        auto wanted = readThreepids(*list, m_clock.now());
        for (const auto &old : store::accounts::threepids(tx, user)) {
            const auto same = std::find_if(wanted.begin(), wanted.end(), [&](const auto &threepid) {
                return threepid.medium == old.medium && threepid.address == old.address;
            });
            if (same == wanted.end())
                store::accounts::removeThreepid(tx, user, old.medium, old.address);
            else
                wanted.erase(same); // when it was added, and proven, stays known
        }
        for (const auto &threepid : wanted)
            store::accounts::addThreepid(tx, user, threepid);
    }
    if (const auto *list = findArray(body, "external_ids")) {
        const auto ids = readExternalIds(*list);
        for (const auto &id : ids) {
            const auto owner = store::accounts::findByExternalId(tx, id.provider, id.id);
            if (owner && owner != user)
                throw Error(409, "M_UNKNOWN", "External id is already in use.");
        }
        store::accounts::setExternalIds(tx, user, ids);
    }
}

void UserAdmin::change(const Requester &by, const AccountPtr &account, const json::object &body) {
    const auto deactivate = findBool(body, "deactivated");
    const auto admin = findBool(body, "admin");
    if (admin && !*admin && account->nid == by.userNid && account->admin)
        throw unknownError("You may not demote yourself.");
    // What may be refused comes first, and what belongs to the account's row with it.
    m_accounts.database().write([&](store::Transaction &tx) {
        setIdentities(tx, account->nid, body);
        m_accounts.change(tx, account->nid, [&](store::Account &row) {
            row.admin = admin.value_or(row.admin);
            row.locked = findBool(body, "locked").value_or(row.locked);
            row.suspended = findBool(body, "suspended").value_or(row.suspended);
            row.approved = findBool(body, "approved").value_or(row.approved);
            if (body.contains("user_type"))
                row.userType = findString(body, "user_type").value_or("");
        });
    });
    setProfile(by, account->userId, body);
    const auto password = findString(body, "password");
    if (deactivate && *deactivate && !account->deactivated) {
        m_closing.deactivate(account->nid, false, Proof::none());
        return;
    }
    if (deactivate && !*deactivate && account->deactivated) {
        m_closing.reactivate(account->nid, password.value_or(""));
        return;
    }
    if (password)
        m_closing.setPassword(account->nid, *password,
                              findBool(body, "logout_devices").value_or(true), Proof::none());
}

void UserAdmin::set(std::string_view userId, bool store::Account::*flag, bool value) {
    if (!m_accounts.isLocal(userId))
        throw unknownError("Only local users can be changed.");
    const auto account = m_accounts.get(userId);
    m_accounts.change(account->nid, [&](store::Account &row) { row.*flag = value; });
}

void UserAdmin::setAdmin(const Requester &by, std::string_view userId, bool value) {
    if (userId == by.user.str() && !value)
        throw unknownError("You may not demote yourself.");
    set(userId, &store::Account::admin, value);
}

json::object UserAdmin::whois(std::string_view userId) {
    const auto account = m_accounts.get(userId);
    m_sessions.flushSeen();
    const auto connections = m_accounts.database().read(
        [&](store::Reader &reader) { return store::devices::connections(reader, account->nid); });
    json::array list;
    for (const auto &connection : connections)
        list.push_back(json::object{{"ip", connection.ip},
                                    {"last_seen", connection.lastSeen},
                                    {"user_agent", connection.userAgent}});
    // Synapse puts the connections of all devices under one empty device id; tools rely on it.
    json::array sessions;
    sessions.push_back(json::object{{"connections", std::move(list)}});
    return {{"user_id", account->userId},
            {"devices", json::object{{"", json::object{{"sessions", std::move(sessions)}}}}}};
}

std::string UserAdmin::loginAs(const Requester &by, std::string_view userId,
                               std::optional<Timestamp> validUntil) {
    const auto account = m_accounts.get(userId);
    if (account->nid == by.userNid)
        throw unknownError("Cannot use admin API to login as self");
    if (account->deactivated)
        throw unknownError("The account is deactivated");
    SignInOptions options;
    options.withoutDevice = true;
    options.puppeteer = by.userNid;
    options.expires = validUntil;
    return m_sessions.signIn(account->nid, options, Proof::none()).accessToken;
}

void UserAdmin::setRateOverride(std::string_view userId,
                                const std::optional<store::RateOverride> &value) {
    const auto account = m_accounts.get(userId);
    m_accounts.database().write([&](store::Transaction &tx) {
        store::accounts::setRateOverride(tx, account->nid, value);
        m_accounts.forgetAfter(tx, account->nid);
    });
}

} // namespace hearth::services
