// SPDX-License-Identifier: Apache-2.0
// BlobFiles: files named by the SHA-256 of their content. put() returns when the content is
// durable.
#pragma once

#include "server/crypto/hash.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace hearth::services {

/// A file on its way into BlobFiles, written piece by piece. Removed again unless it was kept.
/// One thread at a time.
class BlobWriter {
public:
    /// Throws 503 like write() and finish() when the disk is full or fails.
    explicit BlobWriter(std::string path);
    ~BlobWriter();
    BlobWriter(const BlobWriter &) = delete;
    BlobWriter &operator=(const BlobWriter &) = delete;

    void write(std::string_view bytes);
    /// The content is durable (its name is not yet).
    void finish();
    [[nodiscard]] std::int64_t size() const { return m_size; }

private:
    friend class BlobFiles;
    std::string m_path; // empty: moved away
    int m_descriptor = -1;
    std::int64_t m_size = 0;
    std::int64_t m_handedOver = 0; // to the disk, in the background
    crypto::Sha256 m_digest;
    std::string m_sha256; // after finish()
};

/// Thread-safe. Layout: <root>/blobs/ab/cd/<rest of the digest in hex>, <root>/tmp.
class BlobFiles {
public:
    /// Makes the folders; throws std::runtime_error if it cannot.
    explicit BlobFiles(std::string root);

    [[nodiscard]] std::unique_ptr<BlobWriter> begin() const;
    /// Moves a finished file to its place; gives the 32 bytes of the digest.
    [[nodiscard]] std::string keep(BlobWriter &writer);
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
