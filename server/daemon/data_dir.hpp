// SPDX-License-Identifier: Apache-2.0
// The data folder: who owns it, whether it can be written, and small files in it.
#pragma once

#include <string>
#include <string_view>

namespace hearth::daemon {

/// hearthd.lock, locked as long as this lives; other programs read the ready line from it.
class LockFile {
public:
    /// Throws Fatal already_running with the other's pid.
    explicit LockFile(const std::string &dataDir);
    ~LockFile();
    LockFile(const LockFile &) = delete;
    LockFile &operator=(const LockFile &) = delete;
    void write(std::string_view content);

private:
    int m_descriptor = -1;
};

/// Makes the folder if need be and proves that it takes a file. Throws Fatal data_dir_unwritable
/// or disk_full.
void requireWritable(const std::string &folder);
/// Throws Fatal. Never readable by others than the owner.
void writePrivateFile(const std::string &path, std::string_view content);
[[nodiscard]] std::string readFile(const std::string &path);

} // namespace hearth::daemon
