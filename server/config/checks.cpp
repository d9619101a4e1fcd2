// SPDX-License-Identifier: Apache-2.0
#include "server/config/checks.hpp"

#include "server/config/value_checks.hpp"
#include "server/core/web_address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <set>
#include <utility>
#include <vector>

namespace hearth::config {
namespace {

/// 4 or 6; 0 if the text is no IP address.
int addressFamily(const std::string &text) {
    std::array<unsigned char, sizeof(in6_addr)> out{};
    if (::inet_pton(AF_INET, text.c_str(), out.data()) == 1)
        return 4;
    return ::inet_pton(AF_INET6, text.c_str(), out.data()) == 1 ? 6 : 0;
}

bool isNetwork(const std::string &text) {
    const auto slash = text.find('/');
    const int family = addressFamily(text.substr(0, slash));
    if (family == 0 || slash == text.npos)
        return family != 0;
    int prefix = -1;
    const char *const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, prefix);
    return error == std::errc() && stop == end && prefix >= 0 && prefix <= (family == 4 ? 32 : 128);
}

/// 192.0.2.1, 192.0.2.1:53, 2001:db8::1 or [2001:db8::1]:53
bool isDnsServer(const std::string &text) {
    if (addressFamily(text) != 0)
        return true;
    const auto colon = text.rfind(':');
    std::string host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    const char *const end = text.data() + text.size();
    return colon != text.npos && addressFamily(host) != 0 &&
           std::from_chars(text.data() + colon + 1, end, port).ptr == end && port != 0;
}

void checkNetworks(const Settings &settings, const Complain &complain) {
    const auto check = [&](const char *key, const std::vector<std::string> &list) {
        for (const std::string &entry : list)
            if (!isNetwork(entry))
                complain(key,
                         fmt::format("\"{}\" in {} is no network such as 10.0.0.0/8, fe80::/10 "
                                     "or a single IP address.",
                                     entry, key));
    };
    check("ip_range_blacklist", settings.ipRangeBlacklist);
    check("ip_range_whitelist", settings.ipRangeWhitelist);
    check("url_preview_ip_range_blacklist", settings.urlPreviewIpRangeBlacklist);
    check("url_preview_ip_range_whitelist", settings.urlPreviewIpRangeWhitelist);
    if (settings.federationIpRangeBlacklist)
        check("federation_ip_range_blacklist", *settings.federationIpRangeBlacklist);
    for (const std::string &entry : settings.dnsServers)
        if (!isDnsServer(entry))
            complain("dns_servers",
                     fmt::format("\"{}\" in dns_servers is no IP address, with or without a port.",
                                 entry));
}

void checkListeners(const Settings &settings,
                    const std::function<void(int line, std::string message)> &complain) {
    std::set<std::pair<std::string, std::int64_t>> taken;
    for (const Listener &listener : settings.listeners) {
        if (listener.bindAddresses.empty())
            complain(listener.line, "A listener needs at least one address in bind_addresses.");
        for (const std::string &address : listener.bindAddresses) {
            if (address != "localhost" && addressFamily(address) == 0)
                complain(listener.line,
                         fmt::format("\"{}\" in bind_addresses is no IP address.", address));
            else if (listener.port != 0 && !taken.emplace(address, listener.port).second)
                complain(listener.line,
                         fmt::format("Two listeners have port {} of {}.", listener.port, address));
        }
    }
}

void checkNames(const Settings &settings, const Complain &complain) {
    for (const std::string &room : settings.autoJoinRooms)
        if (!room.starts_with('#') && !room.starts_with('!'))
            complain("auto_join_rooms",
                     fmt::format("\"{}\" in auto_join_rooms is no room: write an alias such as "
                                 "#lobby:{}.",
                                 room, settings.serverName));
    for (const TrustedKeyServer &server : settings.trustedKeyServers)
        if (!isServerName(server.serverName))
            complain(
                "trusted_key_servers",
                fmt::format("\"{}\" in trusted_key_servers is no server name.", server.serverName));
    for (const std::string &uri : settings.turnUris)
        if (!uri.starts_with("turn:") && !uri.starts_with("turns:") && !uri.starts_with("stun:") &&
            !uri.starts_with("stuns:"))
            complain("turn_uris",
                     fmt::format("\"{}\" in turn_uris must start with turn: or turns:.", uri));
    for (const OldSigningKey &key : settings.oldSigningKeys)
        if (!key.keyId.starts_with("ed25519:"))
            complain(
                "old_signing_keys",
                fmt::format("\"{}\" in old_signing_keys must start with ed25519:.", key.keyId));
}

bool startsWithWebScheme(std::string_view address) {
    std::string scheme(address.substr(0, address.find("://")));
    std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return address.find("://") != address.npos && (scheme == "https" || scheme == "http");
}

void checkAddresses(const Settings &settings, const Complain &complain) {
    const std::string &base = settings.publicBaseurl;
    const auto address = WebAddress::parse(base);
    // Schemes are the same in either case (RFC 3986, 3.1).
    if (!base.empty() && !startsWithWebScheme(base))
        complain("public_baseurl", "public_baseurl must start with https:// or http://.");
    else if (!base.empty() && (!address || address->host.empty() || !address->rest.empty() ||
                               base.find_first_of("\"<>") != base.npos))
        complain("public_baseurl",
                 "public_baseurl must be an address such as https://matrix.example.org/.");
    if (!settings.adminContact.empty() && !settings.adminContact.starts_with("mailto:"))
        complain("admin_contact", "admin_contact must start with mailto:.");
}

/// As beginnings of text, as Synapse takes them, these would match foreign hosts too; whoever moves
/// the file back there must not be open to them.
void checkClients(const Settings &settings, const Complain &complain) {
    for (const std::string &entry : settings.ssoClientWhitelist) {
        const auto address = WebAddress::parse(entry);
        const auto host = entry.find("://");
        if (!address || address->host.empty() || !address->userinfo.empty())
            complain("sso.client_whitelist",
                     fmt::format("\"{}\" in sso.client_whitelist is no address of a client such as "
                                 "https://client.example/.",
                                 entry));
        else if (entry.find('/', host + 3) == entry.npos)
            complain("sso.client_whitelist",
                     fmt::format("\"{}\" in sso.client_whitelist also begins addresses of foreign "
                                 "hosts such as {}.evil.example: write a slash after the host.",
                                 entry, entry));
    }
}

void checkFilesExist(const Settings &settings, const Complain &complain) {
    const auto check = [&](const char *key, const std::string &file) {
        std::error_code error;
        if (!std::filesystem::exists(file, error) || std::filesystem::is_directory(file, error))
            complain(key, fmt::format("There is no file {}.", file));
    };
    for (const std::string &file : settings.federationCustomCaList)
        check("federation_custom_ca_list", file);
    for (const std::string &file : settings.appServiceConfigFiles)
        check("app_service_config_files", file);
}

} // namespace

bool isServerName(std::string_view name) {
    // spec appendices, "Server Name": host name, IPv4 or [IPv6], and perhaps a port.
    if (name.empty() || name.size() > 230)
        return false;
    std::string_view host = name;
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        if (end == host.npos)
            return false;
        std::string_view rest = host.substr(end + 1);
        return host.substr(1, end - 1).find_first_not_of("0123456789abcdefABCDEF:.") == host.npos &&
               (rest.empty() || (rest.starts_with(':') && rest.size() > 1 &&
                                 rest.find_first_not_of("0123456789", 1) == rest.npos));
    }
    if (const auto colon = host.find(':'); colon != host.npos) {
        const std::string_view port = host.substr(colon + 1);
        if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != port.npos)
            return false;
        host = host.substr(0, colon);
    }
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
    });
}

void checkValues(const Settings &settings, const Complain &complain,
                 const std::function<void(int line, std::string message)> &complainAt) {
    checkAddresses(settings, complain);
    checkNetworks(settings, complain);
    checkListeners(settings, complainAt);
    checkNames(settings, complain);
    checkClients(settings, complain);
    checkPreviews(settings, complain);
    checkRooms(settings, complain);
    checkSignIn(settings, complain);
    checkFilesExist(settings, complain);
}

} // namespace hearth::config
