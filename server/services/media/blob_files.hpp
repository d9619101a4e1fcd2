// SPDX-License-Identifier: Apache-2.0
// BlobFiles: files named by the SHA-256 of their content. put() returns when the content is
// durable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hearth::services {

/// Thread-safe. Layout: <root>/blobs/ab/cd/<rest of the digest in hex>, <root>/tmp.
class BlobFiles {
public:
    /// Makes the folders; throws std::runtime_error if it cannot.
    explicit BlobFiles(std::string root);

    /// Gives the 32 bytes of the digest. Throws 503 when the disk is full or fails.
    [[nodiscard]] std::string put(std::string_view bytes);
    /// Same for a file under temporaryPath(), which is moved away; also gives its size.
    [[nodiscard]] std::string adopt(const std::string &temporary, std::int64_t &size);
    [[nodiscard]] std::string path(std::string_view sha256) const;
    /// A fresh name in the folder for unfinished files.
    [[nodiscard]] std::string temporaryPath() const;
    void remove(std::string_view sha256);
    [[nodiscard]] const std::string &root() const { return m_root; }

private:
    void moveIn(const std::string &temporary, std::string_view sha256);
    std::string m_root;
};

} // namespace hearth::services
