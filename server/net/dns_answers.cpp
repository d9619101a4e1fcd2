// SPDX-License-Identifier: Apache-2.0
#include "server/net/dns_answers.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <optional>

namespace hearth::net {
namespace {

constexpr std::int64_t longestTtl = 7LL * 24 * 3600;
constexpr std::size_t mostRecords = 100;
constexpr std::uint16_t srvType = 33;
constexpr std::uint16_t internetClass = 1;

/// A place in a message; reading past the end is an error that is seen at the end.
class Cursor {
public:
    explicit Cursor(std::span<const unsigned char> message)
        : m_message(message) {}
    std::uint32_t number(std::size_t bytes) {
        std::uint32_t out = 0;
        for (std::size_t i = 0; i < bytes && take(1); ++i)
            out = (out << 8U) | m_message[m_at - 1];
        return out;
    }
    std::uint16_t shortNumber() { return static_cast<std::uint16_t>(number(2)); }
    std::string name() {
        char *text = nullptr;
        long used = 0;
        if (!m_good || m_at >= m_message.size() ||
            ares_expand_name(m_message.data() + m_at, m_message.data(),
                             static_cast<int>(m_message.size()), &text, &used) != ARES_SUCCESS) {
            m_good = false;
            return {};
        }
        std::string out(text);
        ares_free_string(text);
        m_at += static_cast<std::size_t>(used);
        return out.empty() ? "." : out;
    }
    bool take(std::size_t bytes) {
        m_good = m_good && bytes <= m_message.size() - m_at;
        if (m_good)
            m_at += bytes;
        return m_good;
    }
    [[nodiscard]] bool good() const { return m_good; }
    [[nodiscard]] std::size_t at() const { return m_at; }
    void go(std::size_t at) { m_at = at; }

private:
    std::span<const unsigned char> m_message;
    std::size_t m_at = 0;
    bool m_good = true;
};

} // namespace

http::NameStatus nameStatus(int code) {
    switch (code) {
    case ARES_SUCCESS:
        return http::NameStatus::Found;
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
    case ARES_EBADNAME:
        return http::NameStatus::None;
    default:
        return http::NameStatus::Failed;
    }
}

http::ServiceAnswer readServices(std::span<const unsigned char> message) {
    http::ServiceAnswer out;
    Cursor cursor(message);
    cursor.take(4);
    const std::uint16_t questions = cursor.shortNumber();
    const std::uint16_t answers = cursor.shortNumber();
    cursor.take(4);
    for (std::uint16_t i = 0; i < questions && cursor.good(); ++i) {
        static_cast<void>(cursor.name());
        cursor.take(4);
    }
    out.ttlSeconds = longestTtl;
    for (std::uint16_t i = 0; i < answers && cursor.good() && out.records.size() < mostRecords;
         ++i) {
        static_cast<void>(cursor.name());
        const std::uint16_t type = cursor.shortNumber();
        const std::uint16_t kind = cursor.shortNumber();
        const std::int64_t ttl = cursor.number(4);
        const std::uint16_t length = cursor.shortNumber();
        const std::size_t begin = cursor.at();
        if (!cursor.take(length))
            break;
        out.ttlSeconds = std::min(out.ttlSeconds, ttl); // of aliases on the way too
        if (type != srvType || kind != internetClass)
            continue;
        cursor.go(begin);
        http::ServiceRecord record;
        record.priority = cursor.shortNumber();
        record.weight = cursor.shortNumber();
        record.port = cursor.shortNumber();
        record.target = cursor.name();
        cursor.go(begin + length);
        if (cursor.good())
            out.records.push_back(std::move(record));
    }
    if (!cursor.good())
        return {};
    out.status = out.records.empty() ? http::NameStatus::None : http::NameStatus::Found;
    return out;
}

http::AddressAnswer readAddresses(const ares_addrinfo &info) {
    http::AddressAnswer out;
    out.ttlSeconds = longestTtl;
    for (const ares_addrinfo_node *node = info.nodes; node; node = node->ai_next) {
        std::array<char, INET6_ADDRSTRLEN> text{};
        const void *address = nullptr;
        if (node->ai_family == AF_INET)
            address = &reinterpret_cast<const sockaddr_in *>(node->ai_addr)->sin_addr;
        else if (node->ai_family == AF_INET6)
            address = &reinterpret_cast<const sockaddr_in6 *>(node->ai_addr)->sin6_addr;
        if (!address || out.addresses.size() >= mostRecords ||
            !inet_ntop(node->ai_family, address, text.data(), text.size()))
            continue;
        out.addresses.emplace_back(text.data());
        out.ttlSeconds = std::min<std::int64_t>(out.ttlSeconds, std::max(0, node->ai_ttl));
    }
    out.status = out.addresses.empty() ? http::NameStatus::None : http::NameStatus::Found;
    return out;
}

} // namespace hearth::net
