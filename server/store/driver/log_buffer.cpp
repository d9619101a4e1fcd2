// SPDX-License-Identifier: Apache-2.0
// The buffering layer for SQLite's write-ahead log.
#include "server/store/driver/log_buffer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <string>

namespace hearth::store {
namespace {

constexpr std::size_t maxBuffered = 128u << 10;
// SQLite's system layer takes less than 128 KiB at a time.
constexpr std::size_t maxWrite = 64u << 10;

/// An open log. SQLite's own file object lies behind it in the same memory.
struct LogFile {
    sqlite3_file base; // first: SQLite sees only this
    std::string *pending;
    sqlite3_int64 offset; // of the first pending byte
};

constexpr std::size_t innerOffset = (sizeof(LogFile) + alignof(std::max_align_t) - 1) /
                                    alignof(std::max_align_t) * alignof(std::max_align_t);

LogFile *self(sqlite3_file *file) {
    return reinterpret_cast<LogFile *>(file);
}

sqlite3_file *inner(sqlite3_file *file) {
    return reinterpret_cast<sqlite3_file *>(reinterpret_cast<char *>(file) + innerOffset);
}

int flush(sqlite3_file *file) {
    LogFile *log = self(file);
    if (log->pending->empty())
        return SQLITE_OK;
    int code = SQLITE_OK;
    for (std::size_t at = 0; code == SQLITE_OK && at < log->pending->size(); at += maxWrite) {
        const auto size = std::min(maxWrite, log->pending->size() - at);
        code = inner(file)->pMethods->xWrite(inner(file), log->pending->data() + at,
                                             static_cast<int>(size),
                                             log->offset + static_cast<sqlite3_int64>(at));
    }
    // After a failure SQLite rolls back and writes the same place anew.
    log->pending->clear();
    return code;
}

int closeLog(sqlite3_file *file) {
    const int flushed = flush(file);
    delete self(file)->pending;
    const int code = inner(file)->pMethods->xClose(inner(file));
    return code != SQLITE_OK ? code : flushed;
}

int readLog(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    if (const int code = flush(file); code != SQLITE_OK)
        return code;
    return inner(file)->pMethods->xRead(inner(file), bytes, count, offset);
}

int writeLog(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    LogFile *log = self(file);
    const auto end = log->offset + static_cast<sqlite3_int64>(log->pending->size());
    if (!log->pending->empty() && (offset != end || log->pending->size() >= maxBuffered)) {
        if (const int code = flush(file); code != SQLITE_OK)
            return code;
    }
    if (log->pending->empty())
        log->offset = offset;
    try {
        log->pending->append(static_cast<const char *>(bytes), static_cast<std::size_t>(count));
    } catch (const std::bad_alloc &) {
        return SQLITE_IOERR_NOMEM;
    }
    return SQLITE_OK;
}

int truncateLog(sqlite3_file *file, sqlite3_int64 size) {
    if (const int code = flush(file); code != SQLITE_OK)
        return code;
    return inner(file)->pMethods->xTruncate(inner(file), size);
}

int syncLog(sqlite3_file *file, int flags) {
    if (const int code = flush(file); code != SQLITE_OK)
        return code;
    return inner(file)->pMethods->xSync(inner(file), flags);
}

int sizeOfLog(sqlite3_file *file, sqlite3_int64 *size) {
    if (const int code = flush(file); code != SQLITE_OK)
        return code;
    return inner(file)->pMethods->xFileSize(inner(file), size);
}

int lockLog(sqlite3_file *file, int level) {
    return inner(file)->pMethods->xLock(inner(file), level);
}
int unlockLog(sqlite3_file *file, int level) {
    return inner(file)->pMethods->xUnlock(inner(file), level);
}
int checkReservedLock(sqlite3_file *file, int *out) {
    return inner(file)->pMethods->xCheckReservedLock(inner(file), out);
}
int control(sqlite3_file *file, int operation, void *argument) {
    return inner(file)->pMethods->xFileControl(inner(file), operation, argument);
}
int sectorSize(sqlite3_file *file) {
    return inner(file)->pMethods->xSectorSize(inner(file));
}
int characteristics(sqlite3_file *file) {
    return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}

const sqlite3_io_methods logMethods = {
    1,       closeLog,  readLog,           writeLog, truncateLog, syncLog,         sizeOfLog,
    lockLog, unlockLog, checkReservedLock, control,  sectorSize,  characteristics, nullptr,
    nullptr, nullptr,   nullptr,           nullptr,  nullptr};

sqlite3_vfs *systemVfs() {
    static sqlite3_vfs *const vfs = sqlite3_vfs_find(nullptr);
    return vfs;
}

int openFile(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags) {
    sqlite3_vfs *const system = systemVfs();
    if ((flags & SQLITE_OPEN_WAL) == 0)
        return system->xOpen(system, name, file, flags, outFlags);
    file->pMethods = nullptr; // stays so if opening fails
    const int code = system->xOpen(system, name, inner(file), flags, outFlags);
    if (code != SQLITE_OK)
        return code;
    LogFile *log = self(file);
    log->pending = new std::string;
    log->offset = 0;
    log->base.pMethods = &logMethods;
    return SQLITE_OK;
}

} // namespace

const char *logBufferVfs() {
    static sqlite3_vfs layer = [] {
        sqlite3_vfs copy = *systemVfs();
        copy.zName = "hearth-log";
        copy.szOsFile = static_cast<int>(innerOffset) + systemVfs()->szOsFile;
        copy.pNext = nullptr;
        copy.xOpen = openFile;
        return copy;
    }();
    static const int registered = sqlite3_vfs_register(&layer, 0);
    return registered == SQLITE_OK ? layer.zName : nullptr;
}

} // namespace hearth::store
