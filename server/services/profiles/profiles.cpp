// SPDX-License-Identifier: Apache-2.0
// See profiles.hpp.
#include "server/services/profiles/profiles.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/avatar_rules.hpp"
#include "server/services/directory/folding.hpp"
#include "server/store/profile_store.hpp"

#include <algorithm>
#include <mutex>

namespace hearth::services {
namespace {

constexpr std::size_t cachedProfiles = 20000;
constexpr std::size_t maxDisplayName = 256;
constexpr std::size_t maxAvatarUrl = 1000;
constexpr std::size_t maxFieldName = 255;
constexpr std::size_t maxProfile = 65536;

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::optional<std::string> textField(const json::object &fields, std::string_view name) {
    const auto *value = fields.if_contains(name);
    if (!value || !value->is_string())
        return std::nullopt;
    return std::string(view(value->get_string()));
}

/// The Common Namespaced Identifier Grammar (spec appendices).
bool isFieldName(std::string_view name) {
    const auto good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    };
    return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
           std::all_of(name.begin(), name.end(), good);
}

void requireText(std::string_view field, const json::value &value) {
    if (field != "displayname" && field != "avatar_url" && field != "m.tz")
        return;
    if (!value.is_string())
        throw invalidParam("'" + std::string(field) + "' must be a string");
    const auto text = view(value.get_string());
    if (field == "displayname" && characters(text) > maxDisplayName)
        throw invalidParam("Displayname is too long (max 256)");
    if (field == "avatar_url" && text.size() > maxAvatarUrl)
        throw invalidParam("Avatar URL is too long (max 1000)");
}

} // namespace

Profiles::Profiles(Accounts &accounts, const config::Current &settings)
    : m_accounts(accounts)
    , m_settings(settings) {}

ProfilePtr Profiles::find(store::UserNid user) {
    std::uint64_t generation = 0;
    {
        const std::shared_lock lock(m_mutex);
        const auto it = m_cache.find(user);
        if (it != m_cache.end())
            return it->second;
        generation = m_generation;
    }
    const auto rows = m_accounts.database().read(
        [&](store::Reader &reader) { return store::profiles::load(reader, user); });
    json::object fields;
    for (const auto &[field, text] : rows)
        fields[field] = json::parse(text);
    auto profile = std::make_shared<const json::object>(std::move(fields));
    const std::unique_lock lock(m_mutex);
    if (generation == m_generation) {
        if (m_cache.size() >= cachedProfiles)
            m_cache.clear();
        m_cache[user] = profile;
    }
    return profile;
}

store::UserNid Profiles::findUser(std::string_view userId) {
    const auto account = m_accounts.find(userId);
    return account ? account->nid : store::UserNid{};
}

ProfilePtr Profiles::get(std::string_view userId) {
    const auto account = m_accounts.find(userId);
    if (!account)
        throw notFound("Profile was not found");
    auto profile = find(account->nid);
    if (account->deactivated && profile->empty())
        throw notFound("Profile was not found");
    return profile;
}

MemberProfile Profiles::memberProfile(store::UserNid user) {
    const auto profile = find(user);
    return {textField(*profile, "displayname"), textField(*profile, "avatar_url")};
}

void Profiles::requireAllowed(const Requester &by, std::string_view userId,
                              std::string_view field) const {
    if (by.user.str() != userId && !by.admin)
        throw forbidden("Cannot set another user's profile");
    refuseSuspended(by);
    const auto settings = m_settings.get();
    if (by.admin)
        return;
    if (field == "displayname" && !settings->enableSetDisplayname)
        throw forbidden("Changing display name is disabled on this server");
    if (field == "avatar_url" && !settings->enableSetAvatarUrl)
        throw forbidden("Changing avatar is disabled on this server");
}

void Profiles::requireFieldName(std::string_view field) {
    if (field.size() > maxFieldName)
        throw Error(400, "M_KEY_TOO_LARGE", "The field's name is longer than 255 bytes");
    if (!isFieldName(field))
        throw invalidParam("The field's name does not follow the namespaced identifier grammar");
}

void Profiles::requireGoodValue(std::string_view field, const json::value &value) const {
    requireText(field, value);
    if (field == "avatar_url" && !value.get_string().empty())
        requireAvatarAllowed(*m_settings.get(), m_accounts.database(), view(value.get_string()));
}

void Profiles::set(const Requester &by, std::string_view userId, std::string_view field,
                   const std::optional<json::value> &value, bool propagate) {
    requireAllowed(by, userId, field);
    requireFieldName(field);
    if (value)
        requireGoodValue(field, *value);
    const auto account = m_accounts.get(userId);
    const bool member = field == "displayname" || field == "avatar_url";
    const bool empty = !value || (member && value->get_string().empty());
    json::object fields;
    bool same = false;
    m_accounts.database().write([&](store::Transaction &tx) {
        fields.clear();
        for (const auto &[name, text] : store::profiles::load(tx, account->nid))
            fields[name] = json::parse(text);
        const auto *before = fields.if_contains(field);
        same = empty ? before == nullptr : before && *before == *value;
        if (same)
            return;
        if (empty)
            fields.erase(field);
        else
            fields.insert_or_assign(field, *value);
        if (!empty && json::serialize(fields).size() > maxProfile)
            throw Error(400, "M_PROFILE_TOO_LARGE", "The profile would be larger than 64 KiB");
        write(tx, account->nid, fields, field);
    });
    if (!member || !propagate || same)
        return;
    for (ProfileListener *listener : m_listeners)
        listener->onProfileChanged(requesterFor(*account), textField(fields, "displayname"),
                                   textField(fields, "avatar_url"));
}

void Profiles::write(store::Transaction &tx, store::UserNid user, json::object fields,
                     std::string_view changed) {
    const auto position = tx.append({store::Stream::Profile, {}, user, 0});
    const auto *value = fields.if_contains(changed);
    std::optional<std::string> text;
    if (value)
        text = json::serialize(*value);
    store::profiles::set(tx, user, changed, text, position);
    remember(tx, user, std::move(fields));
}

/// Refreshes what is derived from a profile: copies, user directory, cache.
void Profiles::remember(store::Transaction &tx, store::UserNid user, json::object fields) {
    const auto displayName = textField(fields, "displayname");
    const auto avatarUrl = textField(fields, "avatar_url");
    store::profiles::setCopies(tx, user, displayName, avatarUrl);
    putIntoDirectory(tx, {user, tx.userId(user), displayName, avatarUrl});
    auto profile = std::make_shared<const json::object>(std::move(fields));
    tx.onCommit([this, user, profile] {
        const std::unique_lock lock(m_mutex);
        ++m_generation;
        m_cache[user] = profile;
    });
}

void Profiles::begin(store::Transaction &tx, store::UserNid user, const std::string &displayName) {
    json::object fields;
    if (!displayName.empty())
        fields["displayname"] = displayName;
    write(tx, user, std::move(fields), "displayname");
}

void Profiles::deactivated(store::Transaction &tx, store::UserNid user, bool erase) {
    store::user_directory::remove(tx, user);
    if (!erase)
        return;
    store::profiles::clear(tx, user);
    store::profiles::setCopies(tx, user, std::nullopt, std::nullopt);
    tx.append({store::Stream::Profile, {}, user, 0});
    tx.onCommit([this, user] {
        const std::unique_lock lock(m_mutex);
        ++m_generation;
        m_cache.erase(user);
    });
}

void Profiles::refresh(store::Transaction &tx, store::UserNid user) {
    store::user_directory::remove(tx, user); // what is there need not fit together any more
    const auto account = store::accounts::find(tx, user);
    if (account && !account->guest && !account->deactivated)
        reactivated(tx, user);
}

void Profiles::reactivated(store::Transaction &tx, store::UserNid user) {
    json::object fields;
    for (const auto &[name, text] : store::profiles::load(tx, user))
        fields[name] = json::parse(text);
    remember(tx, user, std::move(fields));
}

} // namespace hearth::services
