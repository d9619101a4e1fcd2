// SPDX-License-Identifier: Apache-2.0
// See blob_files.hpp.
#include "server/services/media/blob_files.hpp"

#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/core/log.hpp"
#include "server/crypto/hash.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace hearth::services {
namespace {

constexpr std::size_t readSize = 256 << 10;
constexpr std::int64_t handOverSize = 8 << 20;

class Descriptor {
public:
    explicit Descriptor(int value)
        : m_value(value) {}
    ~Descriptor() {
        if (m_value >= 0)
            ::close(m_value);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int get() const { return m_value; }
    [[nodiscard]] bool isOpen() const { return m_value >= 0; }

private:
    int m_value;
};

Error cannotStore(int code) {
    log::error("media", "A media file cannot be stored: {}", std::strerror(code));
    return code == ENOSPC || code == EDQUOT
               ? unavailable("The server's disk is full: nothing can be uploaded.")
               : unavailable("The server cannot store files at the moment.");
}

void writeAll(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR)
                continue;
            throw cannotStore(errno);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void syncPath(const std::string &path, int flags) {
    const Descriptor descriptor(::open(path.c_str(), flags | O_CLOEXEC));
    if (!descriptor.isOpen() || ::fsync(descriptor.get()) != 0)
        throw cannotStore(errno);
}

} // namespace

BlobWriter::BlobWriter(std::string path)
    : m_path(std::move(path))
    , m_descriptor(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
    if (m_descriptor < 0)
        throw cannotStore(errno);
}

BlobWriter::~BlobWriter() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (!m_path.empty())
        ::unlink(m_path.c_str());
}

void BlobWriter::write(std::string_view bytes) {
    writeAll(m_descriptor, bytes);
    m_digest.add(bytes);
    m_size += static_cast<std::int64_t>(bytes.size());
    if (m_size - m_handedOver >= handOverSize) {
        // The disk begins at once, so that the sync at the end does not have all of it to do.
        ::sync_file_range(m_descriptor, m_handedOver, m_size - m_handedOver, SYNC_FILE_RANGE_WRITE);
        m_handedOver = m_size;
    }
}

void BlobWriter::finish() {
    if (::fsync(m_descriptor) != 0)
        throw cannotStore(errno);
    ::close(std::exchange(m_descriptor, -1));
    m_sha256 = m_digest.finish();
}

BlobFiles::BlobFiles(std::string root)
    : m_root(std::move(root)) {
    std::filesystem::create_directories(m_root + "/blobs");
    std::filesystem::create_directories(m_root + "/tmp");
    // What an earlier run did not finish.
    for (const auto &entry : std::filesystem::directory_iterator(m_root + "/tmp")) {
        std::error_code ignored;
        std::filesystem::remove(entry.path(), ignored);
    }
}

std::string BlobFiles::path(std::string_view sha256) const {
    const std::string hex = hexEncode(sha256);
    return m_root + "/blobs/" + hex.substr(0, 2) + "/" + hex.substr(2, 2) + "/" + hex.substr(4);
}

std::string BlobFiles::temporaryPath() const {
    return m_root + "/tmp/" + crypto::randomToken(24);
}

std::unique_ptr<BlobWriter> BlobFiles::begin() const {
    return std::make_unique<BlobWriter>(temporaryPath());
}

std::string BlobFiles::keep(BlobWriter &writer) {
    if (::access(path(writer.m_sha256).c_str(), R_OK) != 0)
        moveIn(std::exchange(writer.m_path, {}), writer.m_sha256);
    return writer.m_sha256;
}

std::string BlobFiles::put(std::string_view bytes) {
    std::string sha256 = crypto::sha256(bytes);
    if (::access(path(sha256).c_str(), R_OK) == 0)
        return sha256;
    BlobWriter writer(temporaryPath());
    writer.write(bytes);
    writer.finish();
    return keep(writer);
}

std::string BlobFiles::adopt(const std::string &temporary, std::int64_t &size) {
    const Descriptor file(::open(temporary.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen())
        throw cannotStore(errno);
    crypto::Sha256 digest;
    size = 0;
    std::string part(readSize, '\0');
    while (const auto count = ::read(file.get(), part.data(), part.size())) {
        if (count < 0)
            throw cannotStore(errno);
        digest.add(std::string_view(part).substr(0, static_cast<std::size_t>(count)));
        size += count;
    }
    std::string sha256 = digest.finish();
    syncPath(temporary, O_RDONLY);
    moveIn(temporary, sha256);
    return sha256;
}

void BlobFiles::moveIn(const std::string &temporary, std::string_view sha256) {
    const std::string target = path(sha256);
    const std::string folder = target.substr(0, target.rfind('/'));
    std::error_code failure;
    const bool fresh = std::filesystem::create_directories(folder, failure);
    if (failure || ::rename(temporary.c_str(), target.c_str()) != 0) {
        const int code = failure ? failure.value() : errno;
        ::unlink(temporary.c_str());
        throw cannotStore(code);
    }
    // The names have to survive a power cut as well as the content.
    syncPath(folder, O_RDONLY | O_DIRECTORY);
    if (fresh) {
        syncPath(folder.substr(0, folder.rfind('/')), O_RDONLY | O_DIRECTORY);
        syncPath(m_root + "/blobs", O_RDONLY | O_DIRECTORY);
    }
}

void BlobFiles::remove(std::string_view sha256) {
    ::unlink(path(sha256).c_str());
}

} // namespace hearth::services
