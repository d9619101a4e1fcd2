// SPDX-License-Identifier: Apache-2.0
#include "app/hearthctl/options.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hearth::app::ctl {
namespace {

struct Option {
    const char *name;
    const char *help;
    const char *value; ///< null = a switch
};

constexpr std::array<Option, 45> all{{
    {"data-dir", "Data folder of the server.", "folder"},
    {"server", "Address of a server without local data folder.", "url"},
    {"user", "Administrator to sign in as; asks for the password.", "name"},
    {"json", "Answer in JSON.", nullptr},
    {"server-name", "setup: name of the server, e.g. example.org or localhost.", "name"},
    {"admin", "setup: name of the first administrator; users create: make an administrator.",
     nullptr},
    {"admin-name", "setup: name of the first administrator (default: admin).", "name"},
    {"port", "setup: port to listen on (default: 8008).", "port"},
    {"listen-everywhere", "setup: listen on all addresses, not only on this computer.", nullptr},
    {"public-baseurl", "setup: address under which clients reach the server.", "url"},
    {"password-stdin", "Take the new password from standard input instead of making one up.",
     nullptr},
    {"display-name", "users create, edit, rename-device: the name to show.", "name"},
    {"keep-devices", "users reset-password: do not sign the devices out.", nullptr},
    {"erase", "users deactivate: also mark the account as erased.", nullptr},
    {"off", "set-admin, block: take it back.", nullptr},
    {"all", "users sign-out-device: every device.", nullptr},
    {"messages", "users rate-limit: messages a second, 0 = no limit.", "count"},
    {"burst", "users rate-limit: messages at once.", "count"},
    {"search", "list: part of the name; logs: part of the line.", "text"},
    {"limit", "list: how many at most (default: 100).", "count"},
    {"from", "list: how many to skip.", "count"},
    {"sort", "list: column, e.g. name, creation_ts, joined_members.", "column"},
    {"descending", "list: the last first.", nullptr},
    {"deactivated", "users list: yes, no or any (default: any).", "which"},
    {"locked", "users list: yes, no or any (default: any).", "which"},
    {"guests", "users list: yes, no or any (default: any).", "which"},
    {"admins", "users list: yes, no or any (default: any).", "which"},
    {"public", "rooms list: in the directory: yes, no or any (default: any).", "which"},
    {"empty", "rooms list: without members: yes, no or any (default: any).", "which"},
    {"block", "rooms delete: let nobody join again.", nullptr},
    {"no-purge", "rooms delete: keep the room's data.", nullptr},
    {"force-purge", "rooms delete: purge even if somebody could not be removed.", nullptr},
    {"message", "rooms delete: what the new room says.", "text"},
    {"new-room-user", "rooms delete: move the people to a new room of this account.", "name"},
    {"new-room-name", "rooms delete: name of the new room.", "text"},
    {"no-wait", "rooms delete: do not wait for the end.", nullptr},
    {"follow", "logs: go on with new lines.", nullptr},
    {"level", "logs: error, warn, info or debug (default: debug).", "level"},
    {"lines", "logs: how many old lines (default: 200).", "count"},
    {"request", "logs: only lines of this request.", "id"},
    {"token-stdin", "connect: take an access token from standard input.", nullptr},
    {"sso", "connect: sign in with a browser on this computer.", nullptr},
    {"proxy", "reach: print the lines for a reverse proxy, nginx or caddy.", "kind"},
    {"force", "stop, restart: kill the server if it does not end within 20 seconds.", nullptr},
    {"timeout", "start, restart: seconds to wait (default: 60).", "seconds"},
}};

template <class T, std::size_t N>
std::optional<T> find(const std::array<std::pair<const char *, T>, N> &words, const QString &word) {
    const auto found = std::find_if(words.begin(), words.end(), [&](const auto &one) {
        return word == QLatin1String(one.first);
    });
    return found == words.end() ? std::nullopt : std::optional<T>(found->second);
}
} // namespace

void addOptions(QCommandLineParser &parser) {
    for (const auto &option : all)
        parser.addOption(
            QCommandLineOption(QLatin1String(option.name), QLatin1String(option.help),
                               option.value != nullptr ? QLatin1String(option.value) : QString()));
    parser.addHelpOption();
    parser.addVersionOption();
}

std::optional<Filter> filterFrom(const QString &word) {
    static constexpr std::array<std::pair<const char *, Filter>, 3> words{
        {{"yes", Filter::Yes}, {"no", Filter::No}, {"any", Filter::Any}}};
    return find(words, word);
}

std::optional<UserOrder> userOrderFrom(const QString &word) {
    static constexpr std::array<std::pair<const char *, UserOrder>, 8> words{
        {{"name", UserOrder::Name},
         {"displayname", UserOrder::DisplayName},
         {"admin", UserOrder::Admin},
         {"creation_ts", UserOrder::Created},
         {"last_seen_ts", UserOrder::LastSeen},
         {"deactivated", UserOrder::Deactivated},
         {"locked", UserOrder::Locked},
         {"user_type", UserOrder::UserType}}};
    return find(words, word);
}

std::optional<RoomOrder> roomOrderFrom(const QString &word) {
    static constexpr std::array<std::pair<const char *, RoomOrder>, 10> words{
        {{"name", RoomOrder::Name},
         {"canonical_alias", RoomOrder::CanonicalAlias},
         {"joined_members", RoomOrder::JoinedMembers},
         {"joined_local_members", RoomOrder::JoinedLocalMembers},
         {"version", RoomOrder::Version},
         {"creator", RoomOrder::Creator},
         {"encryption", RoomOrder::Encryption},
         {"join_rules", RoomOrder::JoinRules},
         {"public", RoomOrder::Published},
         {"state_events", RoomOrder::StateEvents}}};
    return find(words, word);
}

} // namespace hearth::app::ctl
