// SPDX-License-Identifier: Apache-2.0
#include "server/net/response_writer.hpp"

namespace hearth::net {
namespace {

bool breaksLine(std::string_view text) {
    return text.find_first_of("\r\n\0", 0, 3) != text.npos;
}

} // namespace

std::uint64_t bodyLength(const http::Response &response) {
    if (const auto *text = std::get_if<std::string>(&response.body))
        return text->size();
    if (const auto *file = std::get_if<http::FileBody>(&response.body))
        return file->before.size() + file->length + file->after.size();
    std::uint64_t total = 0;
    for (const auto &piece : std::get<http::Pieces>(response.body))
        total += piece->size();
    return total;
}

std::string responseHead(const http::Response &response, std::string_view date, bool keepAlive) {
    std::string head;
    head.reserve(640);
    head += "HTTP/1.1 ";
    head += std::to_string(response.status);
    head += ' ';
    head += http::reasonPhrase(response.status);
    head += "\r\nServer: hearthd\r\nDate: ";
    head += date;
    if (response.status != 204 && response.status != 304) {
        head += "\r\nContent-Length: ";
        head += std::to_string(bodyLength(response));
    }
    if (!keepAlive)
        head += "\r\nConnection: close";
    for (const auto &[name, value] : response.headers.items()) {
        if (breaksLine(name) || breaksLine(value))
            continue;
        head += "\r\n";
        head += name;
        head += ": ";
        head += value;
    }
    head += "\r\n\r\n";
    return head;
}

} // namespace hearth::net
