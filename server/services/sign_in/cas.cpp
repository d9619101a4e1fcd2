// SPDX-License-Identifier: Apache-2.0
// See cas.hpp.
#include "server/services/sign_in/cas.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/log.hpp"
#include "server/services/sign_in/registration.hpp"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <memory>

namespace hearth::services {
namespace {

constexpr const char *provider = "cas";
constexpr std::int64_t timeoutMs = 15'000;
constexpr std::int64_t keptFor = 60'000;
constexpr const char *ticketPath = "_matrix/client/r0/login/cas/ticket";

struct FreeDocument {
    void operator()(xmlDoc *document) const { xmlFreeDoc(document); }
};

std::string toString(const xmlChar *text) {
    std::string out;
    for (; text && *text != 0; ++text)
        out += static_cast<char>(*text);
    return out;
}

std::string textOf(const xmlNode *node) {
    std::string out;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            out += toString(child->content);
    return out;
}

const xmlNode *childNamed(const xmlNode *node, const char *name) {
    for (const xmlNode *child = node ? node->children : nullptr; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE && toString(child->name) == name)
            return child;
    return nullptr;
}

Error refused(int status, const char *message) {
    return {status, status == 401 ? "M_UNAUTHORIZED" : "M_FORBIDDEN", message};
}

} // namespace

std::optional<CasUser> parseCasAnswer(const std::string &xml) {
    // Nothing is loaded from elsewhere, and entities stay what they are.
    const std::unique_ptr<xmlDoc, FreeDocument> document(
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
    if (!document)
        return std::nullopt;
    const xmlNode *root = xmlDocGetRootElement(document.get());
    if (!root || toString(root->name) != "serviceResponse")
        return std::nullopt;
    const xmlNode *success = childNamed(root, "authenticationSuccess");
    const xmlNode *name = childNamed(success, "user");
    if (!name)
        return std::nullopt;
    CasUser out;
    out.name = textOf(name);
    if (out.name.empty())
        return std::nullopt;
    const xmlNode *attributes = childNamed(success, "attributes");
    for (const xmlNode *row = attributes ? attributes->children : nullptr; row; row = row->next)
        if (row->type == XML_ELEMENT_NODE)
            out.attributes.emplace(toString(row->name), textOf(row));
    return out;
}

std::string localpartFor(std::string_view name) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char given : name) {
        const char c = given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given;
        const bool usual = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
                           c == '-' || c == '/' || c == '+' || (c == '_' && !out.empty());
        if (usual) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '=';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

bool Cas::enabled() const {
    const auto settings = m_settings.get();
    return settings->cas.enabled && !settings->cas.serverUrl.empty() &&
           !settings->publicBaseurl.empty();
}

std::string Cas::serviceUrl(std::string_view parameter, std::string_view value) const {
    return m_settings.get()->publicBaseurl + ticketPath + "?" + std::string(parameter) + "=" +
           http::percentEncode(value);
}

std::string Cas::loginUrl(std::string_view parameter, std::string_view value) const {
    return m_settings.get()->cas.serverUrl +
           "/login?service=" + http::percentEncode(serviceUrl(parameter, value));
}

AccountPtr Cas::accountOf(const std::string &ticket, std::string_view parameter,
                          std::string_view value) {
    const auto settings = m_settings.get();
    http::OutgoingRequest request;
    request.maxBytes = 64 << 10;
    request.timeoutMs = timeoutMs;
    request.url = settings->cas.serverUrl +
                  (settings->cas.protocolVersion == 3 ? "/p3/proxyValidate" : "/proxyValidate") +
                  "?ticket=" + http::percentEncode(ticket) +
                  "&service=" + http::percentEncode(serviceUrl(parameter, value));
    request.reach = http::OutgoingRequest::Reach::Trusted;
    const auto answer = m_answers.take(request.url, [this, request](auto answered) {
        m_client.send(request, [answered](http::IncomingResponse response) {
            answered(std::move(response), keptFor);
        });
    });
    if (!answer || !answer->ok()) {
        log::warn("accounts", "The CAS server does not answer: {}",
                  !answer               ? "nobody waited for it"
                  : answer->status == 0 ? answer->error
                                        : std::to_string(answer->status));
        throw unavailable("The CAS server does not answer.");
    }
    const auto user = parseCasAnswer(answer->body);
    if (!user)
        throw refused(401, "The CAS server did not confirm the sign-in.");
    for (const auto &[name, wanted] : settings->cas.requiredAttributes) {
        const auto [begin, end] = user->attributes.equal_range(name);
        const bool good = std::any_of(begin, end, [&, &expected = wanted](const auto &attribute) {
            return !expected || attribute.second == *expected;
        });
        if (!good)
            throw refused(403, "You are not allowed to sign in here.");
    }
    const auto account = findOrMake(*user);
    if (account->deactivated)
        throw Error(403, "M_USER_DEACTIVATED", "This account has been deactivated");
    return account;
}

/// Numbers are the names of guests.
std::string Cas::numericName(const std::string &localpart) const {
    const auto settings = m_settings.get();
    if (!settings->cas.allowNumericIds)
        throw refused(403, "Names that are numbers cannot be used on this server.");
    return settings->cas.numericIdsPrefix + localpart;
}

AccountPtr Cas::findOrMake(const CasUser &user) {
    const auto settings = m_settings.get();
    const auto linked = m_accounts.database().read([&](store::Reader &reader) {
        return store::accounts::findByExternalId(reader, provider, user.name);
    });
    const auto name = user.attributes.find(settings->cas.displaynameAttribute);
    if (auto account = m_accounts.find(linked)) {
        if (settings->ssoUpdateProfileInformation && name != user.attributes.end() &&
            !account->deactivated)
            m_registration.rename(*account, name->second);
        return account;
    }
    std::string localpart = localpartFor(user.name);
    if (std::all_of(localpart.begin(), localpart.end(),
                    [](char c) { return c >= '0' && c <= '9'; }))
        localpart = numericName(localpart);
    const std::string userId = m_accounts.fullId(localpart);
    NewAccount fresh;
    if (!m_accounts.find(userId)) {
        if (!settings->cas.enableRegistration)
            throw refused(403, "There is no account for you on this server.");
        m_registration.requireUsable(localpart, nullptr);
        fresh.localpart = localpart;
        if (name != user.attributes.end())
            fresh.displayName = name->second;
    }
    // Somebody who signs in twice at once for the first time gets one account.
    return m_registration.findOrCreate(
        [&](store::Transaction &tx) -> std::variant<store::Account, NewAccount> {
            const auto link = [&](store::UserNid account) {
                auto ids = store::accounts::externalIds(tx, account);
                ids.push_back({provider, user.name});
                store::accounts::setExternalIds(tx, account, ids);
            };
            if (const auto known = store::accounts::findByExternalId(tx, provider, user.name))
                if (auto account = store::accounts::find(tx, known))
                    return *std::move(account);
            const auto nid = tx.internUser(userId);
            auto account = store::accounts::find(tx, nid);
            if (!account && !fresh.localpart)
                throw refused(403, "There is no account for you on this server.");
            link(nid);
            if (account)
                return *std::move(account);
            return fresh;
        });
}

bool Cas::isLinked(store::UserNid user) const {
    const auto ids = m_accounts.database().read(
        [&](store::Reader &reader) { return store::accounts::externalIds(reader, user); });
    return std::any_of(ids.begin(), ids.end(),
                       [](const store::ExternalId &id) { return id.provider == provider; });
}

} // namespace hearth::services
