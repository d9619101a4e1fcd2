// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/data_dir.hpp"

#include "server/core/json.hpp"
#include "server/daemon/fatal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace hearth::daemon {
namespace {

Fatal writeFailure(const std::string &path, int error) {
    if (error == ENOSPC || error == EDQUOT)
        return {"disk_full", fmt::format("The disk that holds {} is full.", path),
                "Free some space, then start again."};
    return {"data_dir_unwritable",
            fmt::format("{} cannot be written: {}.", path, std::strerror(error)),
            "Give the user that runs hearthd the right to write there, or choose another folder."};
}

/// 0 or errno.
int writeAll(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t count = ::write(descriptor, content.data(), content.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 ? errno : ENOSPC;
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

long otherPid(const std::string &content) {
    boost::system::error_code error;
    const json::value value = json::parse(content, error);
    if (error || !value.is_object())
        return 0;
    const json::value *pid = value.as_object().if_contains("pid");
    return pid && pid->is_int64() ? static_cast<long>(pid->as_int64()) : 0;
}

} // namespace

std::string readFile(const std::string &path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

LockFile::LockFile(const std::string &dataDir) {
    const std::string path = (std::filesystem::path(dataDir) / "hearthd.lock").string();
    m_descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_descriptor < 0)
        throw writeFailure(path, errno);
    if (::flock(m_descriptor, LOCK_EX | LOCK_NB) == 0)
        return;
    ::close(m_descriptor);
    m_descriptor = -1;
    throw Fatal("already_running",
                fmt::format("Another hearthd already runs with the folder {}.", dataDir),
                "Stop it first, or use the one that runs.")
        .ownedBy(otherPid(readFile(path)));
}

LockFile::~LockFile() {
    if (m_descriptor < 0)
        return;
    // The file stays (removing it would race with the next start), but names nobody any more.
    if (::ftruncate(m_descriptor, 0) == 0)
        ::fsync(m_descriptor);
    ::close(m_descriptor);
}

void LockFile::write(std::string_view content) {
    if (::ftruncate(m_descriptor, 0) != 0 || ::lseek(m_descriptor, 0, SEEK_SET) != 0)
        throw writeFailure("hearthd.lock", errno);
    if (const int error = writeAll(m_descriptor, content))
        throw writeFailure("hearthd.lock", error);
}

void requireWritable(const std::string &folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throw writeFailure(folder, error.value());
    const std::string probe = (std::filesystem::path(folder) / ".write-test").string();
    const int descriptor = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0)
        throw writeFailure(folder, errno);
    // A folder may take new names on a full disk, so some content has to fit, too.
    int failure = writeAll(descriptor, std::string(64 << 10, 'x'));
    if (failure == 0 && ::fsync(descriptor) != 0)
        failure = errno;
    ::close(descriptor);
    ::unlink(probe.c_str());
    if (failure != 0)
        throw writeFailure(folder, failure);
}

void writePrivateFile(const std::string &path, std::string_view content) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        throw writeFailure(path, errno);
    int failure = writeAll(descriptor, content);
    if (failure == 0 && ::fsync(descriptor) != 0)
        failure = errno;
    ::close(descriptor);
    if (failure != 0)
        throw writeFailure(path, failure);
}

} // namespace hearth::daemon
