// SPDX-License-Identifier: Apache-2.0
// THE table of advice: the module and a piece of hearthd's own words; the first that fits counts.
#include "ui/common/log_advice.hpp"

#include "app/core/log_line.hpp"

#include <QCoreApplication>

#include <array>

namespace hearth::ui {
namespace {

struct Row {
    const char *module; ///< "" = any
    const char *piece;  ///< "" = any
    const char *advice;
};

constexpr std::array<Row, 21> rows{{
    {"", "No space left",
     QT_TRANSLATE_NOOP("LogAdvice", "Free up some space. The server then carries on by "
                                    "itself.")},
    {"", "disk is full",
     QT_TRANSLATE_NOOP("LogAdvice", "Free up some space. The server then carries on by "
                                    "itself.")},
    {"", "Permission denied",
     QT_TRANSLATE_NOOP("LogAdvice", "Make the data folder writable for the server.")},
    {"", "Too many open files",
     QT_TRANSLATE_NOOP("LogAdvice",
                       "Allow the server more open files (ulimit -n), then restart it.")},
    {"store", "connection to PostgreSQL was lost",
     QT_TRANSLATE_NOOP("LogAdvice", "Check that the database server is running. The server "
                                    "reconnects by itself.")},
    {"store", "write-ahead log",
     QT_TRANSLATE_NOOP("LogAdvice", "Nothing to do: the server tries again later.")},
    {"store", "checkpoint",
     QT_TRANSLATE_NOOP("LogAdvice", "Nothing to do: the server tries again later.")},
    {"store", "maintenance",
     QT_TRANSLATE_NOOP("LogAdvice", "Nothing to do: the server tries again later.")},
    {"store", "writing failed",
     QT_TRANSLATE_NOOP("LogAdvice", "Check whether the disk is full or the database is gone.")},
    {"daemon", "could not be written",
     QT_TRANSLATE_NOOP("LogAdvice", "Check whether the disk is full or the database is gone.")},
    {"config", "needs a restart",
     QT_TRANSLATE_NOOP("LogAdvice", "Restart the server when it suits everyone.")},
    {"config", "The old certificate stays",
     QT_TRANSLATE_NOOP("LogAdvice", "Check tls_certificate_path and tls_private_key_path.")},
    {"config", "", QT_TRANSLATE_NOOP("LogAdvice", "Correct hearthd.yaml.")},
    {"media", "cannot be started", QT_TRANSLATE_NOOP("LogAdvice", "Reinstall Hearth.")},
    {"media", "cannot be stored",
     QT_TRANSLATE_NOOP("LogAdvice", "Check whether the media folder's disk is full.")},
    {"appservices", "did not take transaction",
     QT_TRANSLATE_NOOP("LogAdvice",
                       "Check that the bridge is running. Messages wait and are sent once it "
                       "is back.")},
    {"appservices", "does not say",
     QT_TRANSLATE_NOOP("LogAdvice", "Check that the bridge is running.")},
    {"accounts", "CAS server does not answer",
     QT_TRANSLATE_NOOP("LogAdvice", "Check that the sign-in service is running.")},
    {"net", "could not be accepted",
     QT_TRANSLATE_NOOP("LogAdvice", "Nothing to do, unless it keeps happening.")},
    {"admin", "job",
     QT_TRANSLATE_NOOP("LogAdvice", "Start the job again. The line contains its error.")},
    {"rooms", "job",
     QT_TRANSLATE_NOOP("LogAdvice", "Start the job again. The line contains its error.")},
}};

} // namespace

QString logAdvice(const app::LogLine &line) {
    if (line.level > app::LogLevel::Warn)
        return {};
    for (const auto &row : rows) {
        const QLatin1String module(row.module);
        if ((module.isEmpty() || line.module == module) &&
            line.message.contains(QLatin1String(row.piece)))
            return QCoreApplication::translate("LogAdvice", row.advice);
    }
    return {};
}

} // namespace hearth::ui
