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
     QT_TRANSLATE_NOOP("LogAdvice", "Free some space. The server then goes on by itself.")},
    {"", "disk is full",
     QT_TRANSLATE_NOOP("LogAdvice", "Free some space. The server then goes on by itself.")},
    {"", "Permission denied",
     QT_TRANSLATE_NOOP("LogAdvice", "Make the data folder writable for the server.")},
    {"", "Too many open files",
     QT_TRANSLATE_NOOP("LogAdvice",
                       "Allow the server more open files (ulimit -n), then restart it.")},
    {"store", "connection to PostgreSQL was lost",
     QT_TRANSLATE_NOOP("LogAdvice", "Look whether the database server runs. The server connects "
                                    "again by itself.")},
    {"store", "write-ahead log",
     QT_TRANSLATE_NOOP("LogAdvice", "Nothing to do: it is tried again later.")},
    {"store", "checkpoint",
     QT_TRANSLATE_NOOP("LogAdvice", "Nothing to do: it is tried again later.")},
    {"store", "maintenance",
     QT_TRANSLATE_NOOP("LogAdvice", "Nothing to do: it is tried again later.")},
    {"store", "writing failed",
     QT_TRANSLATE_NOOP("LogAdvice", "Look whether the disk is full or the database is gone.")},
    {"daemon", "could not be written",
     QT_TRANSLATE_NOOP("LogAdvice", "Look whether the disk is full or the database is gone.")},
    {"config", "needs a restart",
     QT_TRANSLATE_NOOP("LogAdvice", "Restart the server when it suits everybody.")},
    {"config", "The old certificate stays",
     QT_TRANSLATE_NOOP("LogAdvice", "Check tls_certificate_path and tls_private_key_path.")},
    {"config", "", QT_TRANSLATE_NOOP("LogAdvice", "Correct hearthd.yaml.")},
    {"media", "cannot be started", QT_TRANSLATE_NOOP("LogAdvice", "Install Hearth again.")},
    {"media", "cannot be stored",
     QT_TRANSLATE_NOOP("LogAdvice", "Look whether the disk of the media folder is full.")},
    {"appservices", "did not take transaction",
     QT_TRANSLATE_NOOP("LogAdvice",
                       "Look whether the bridge runs. Messages wait and are sent when it "
                       "is back.")},
    {"appservices", "does not say",
     QT_TRANSLATE_NOOP("LogAdvice", "Look whether the bridge runs.")},
    {"accounts", "CAS server does not answer",
     QT_TRANSLATE_NOOP("LogAdvice", "Look whether the sign-in service runs.")},
    {"net", "could not be accepted",
     QT_TRANSLATE_NOOP("LogAdvice", "Nothing to do, unless it goes on.")},
    {"admin", "job",
     QT_TRANSLATE_NOOP("LogAdvice", "Start the job again. Its error stands in the line.")},
    {"rooms", "job",
     QT_TRANSLATE_NOOP("LogAdvice", "Start the job again. Its error stands in the line.")},
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
