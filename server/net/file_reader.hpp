// SPDX-License-Identifier: Apache-2.0
// FileReader: reads a FileBody part by part on a worker thread, so that io threads never wait for
// the disk. One thread at a time.
#pragma once

#include "server/http/message.hpp"

#include <cstdint>
#include <string>

namespace hearth::net {

class FileReader {
public:
    explicit FileReader(http::FileBody body)
        : m_body(std::move(body)) {}
    ~FileReader();
    FileReader(const FileReader &) = delete;
    FileReader &operator=(const FileReader &) = delete;

    [[nodiscard]] bool open();
    /// Fills part(); empty at the end. False on errors.
    bool readPart();
    [[nodiscard]] std::string &part() { return m_part; }
    /// All of the body was read.
    [[nodiscard]] bool complete() const { return m_begun && m_read == m_body.length; }

private:
    http::FileBody m_body;
    int m_descriptor = -1;
    std::uint64_t m_read = 0; // of the file
    bool m_begun = false;
    std::string m_part;
};

} // namespace hearth::net
