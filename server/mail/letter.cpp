// SPDX-License-Identifier: Apache-2.0
#include "server/mail/letter.hpp"

#include "server/core/base64.hpp"
#include "server/crypto/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace hearth::mail {
namespace {

constexpr std::size_t lineLength = 76;
constexpr std::size_t bytesInWord = 42; // 56 letters of base64 and 12 around them: below 75

std::string padded(std::string base64) {
    base64.append((4 - base64.size() % 4) % 4, '=');
    return base64;
}

bool isPlain(std::string_view text) {
    return text.find("=?") == text.npos &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string withoutControls(std::string_view text) {
    std::string out(text);
    std::replace_if(
        out.begin(), out.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return out;
}

/// Name <address>, the name quoted or encoded.
std::string mailboxText(const Mailbox &box) {
    const std::string address = withoutControls(box.address);
    if (box.name.empty())
        return "<" + address + ">";
    const std::string name = withoutControls(box.name);
    if (!isPlain(name) || name.size() > lineLength / 2)
        return encodedHeader(name) + "\r\n <" + address + ">";
    std::string quoted;
    for (const char c : name) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return "\"" + quoted + "\" <" + address + ">";
}

std::string part(std::string_view type, std::string_view text) {
    return fmt::format("Content-Type: {}; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n",
                       type, quotedPrintable(text));
}

} // namespace

std::string encodedHeader(std::string_view raw) {
    const std::string text = withoutControls(raw);
    if (isPlain(text) && text.size() <= lineLength - 12)
        return text;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(text.size(), at + bytesInWord);
        // A letter of several bytes stays in one word.
        while (end < text.size() && end > at + 1 &&
               (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        if (!out.empty())
            out += "\r\n ";
        out += "=?utf-8?B?" + padded(base64Encode(text.substr(at, end - at))) + "?=";
        at = end;
    }
    return out;
}

std::string quotedPrintable(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    std::size_t column = 0;
    const auto put = [&](std::string_view piece) {
        if (column + piece.size() > lineLength - 1) {
            out += "=\r\n";
            column = 0;
        }
        out += piece;
        column += piece.size();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r')
            continue;
        if (c == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        const bool atEnd = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
        const bool plain =
            (c > 0x20 && c < 0x7F && c != '=') || ((c == ' ' || c == '\t') && !atEnd);
        if (plain) {
            put({&c, 1});
        } else {
            const auto byte = static_cast<unsigned char>(c);
            const std::array<char, 3> code{'=', digits[byte >> 4U], digits[byte & 15U]};
            put({code.data(), code.size()});
        }
    }
    return out;
}

std::string mailDate(Timestamp when) {
    static constexpr const char *days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char *months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = when / 1000;
    std::tm at{};
    ::gmtime_r(&seconds, &at);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[at.tm_wday], at.tm_mday,
                       months[at.tm_mon], at.tm_year + 1900, at.tm_hour, at.tm_min, at.tm_sec);
}

std::string toMime(const Letter &letter) {
    std::string out;
    const auto header = [&](std::string_view name, std::string_view value) {
        out += fmt::format("{}: {}\r\n", name, value);
    };
    header("Date", mailDate(letter.date));
    header("From", mailboxText(letter.from));
    header("To", "<" + withoutControls(letter.to) + ">");
    header("Subject", encodedHeader(letter.subject));
    header("Message-ID", "<" + withoutControls(letter.messageId) + ">");
    header("MIME-Version", "1.0");
    // RFC 3834: nobody's holiday note is wanted in answer.
    header("Auto-Submitted", "auto-generated");
    header("X-Auto-Response-Suppress", "All");
    if (!letter.unsubscribe.empty()) { // RFC 2369 and 8058
        header("List-Unsubscribe", "<" + withoutControls(letter.unsubscribe) + ">");
        header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    if (letter.html.empty())
        return out + part("text/plain", letter.text);
    const std::string boundary = "=_" + crypto::randomToken(30);
    header("Content-Type", fmt::format("multipart/alternative;\r\n boundary=\"{}\"", boundary));
    out += fmt::format("\r\n--{0}\r\n{1}--{0}\r\n{2}--{0}--\r\n", boundary,
                       part("text/plain", letter.text), part("text/html", letter.html));
    return out;
}

} // namespace hearth::mail
