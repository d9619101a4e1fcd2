// SPDX-License-Identifier: Apache-2.0
// hearthctl start, stop, restart, status, logs.
#include "app/core/futures.hpp"
#include "app/hearthctl/context.hpp"
#include "app/hearthctl/output.hpp"
#include "app/supervisor/log_tail.hpp"
#include "app/supervisor/supervisor.hpp"

#include <QFileInfo>

namespace hearth::app::ctl {
namespace {

// The supervisor of --data-dir, attached; not called after a failure, which is reported.
void withServer(Context &context, const std::function<void(Supervisor *)> &then) {
    const QString dir = context.dataDir();
    if (dir.isEmpty()) {
        context.failWith(QStringLiteral("Which server? Name its folder with --data-dir."), Usage);
        return;
    }
    const auto patience = context.number("timeout", 60, 1);
    if (!patience)
        return;
    auto *supervisor = new Supervisor(dir, context.paths.runtimeDir, context.clock, &context);
    supervisor->setStartTimeout(std::chrono::seconds(*patience));
    onAnswer(supervisor->attach(), &context, [&context, supervisor, dir, then](Done) {
        const auto &failure = supervisor->snapshot().failure;
        if (failure.code == StartFailure::Code::FolderSilent)
            context.failWith(failure, {});
        else if (supervisor->state() == ServerState::NotSetUp)
            context.failWith(
                QStringLiteral("There is no server in %1. \"hearthctl setup\" makes one.")
                    .arg(dir));
        else
            then(supervisor);
    });
}

enum class Wish { Start, Restart };

void reportRunning(Context &context, const ServerSnapshot &snapshot, Wish wish, bool ranBefore) {
    const QString address = snapshot.ready.baseUrl.toString();
    if (context.json())
        context.printJson({{QStringLiteral("state"), QStringLiteral("ready")},
                           {QStringLiteral("address"), address},
                           {QStringLiteral("pid"), snapshot.ready.pid},
                           {QStringLiteral("was_running"), ranBefore}});
    else
        context.print((!ranBefore ? QStringLiteral("The server is running at %1.")
                       : wish == Wish::Start
                           ? QStringLiteral("The server is already running at %1.")
                           : QStringLiteral("The server was restarted and is running at %1."))
                          .arg(address));
    context.finish(Ok);
}

// Finishes when the server is ready, or says why it is not.
void waitUntilReady(Context &context, Supervisor *supervisor, Wish wish, bool ranBefore) {
    const auto look = [&context, supervisor, wish, ranBefore](const ServerSnapshot &snapshot) {
        switch (snapshot.state) {
        case ServerState::Ready:
            supervisor->disconnect(&context);
            reportRunning(context, snapshot, wish, ranBefore);
            break;
        case ServerState::Crashed:
        case ServerState::GaveUp:
        case ServerState::Unreachable: {
            supervisor->disconnect(&context);
            const ServerSnapshot kept = snapshot;
            supervisor->cancelRestart();
            context.failWith(kept.failure, kept.lastLogLines);
            break;
        }
        default:
            break;
        }
    };
    QObject::connect(supervisor, &Supervisor::changed, &context, look);
    look(supervisor->snapshot());
}

void forceIfAsked(Context &context, Supervisor *supervisor) {
    QObject::connect(supervisor, &Supervisor::stopTakesLong, &context, [&context, supervisor] {
        if (context.has("force"))
            supervisor->kill();
        else
            context.failWith(QStringLiteral("The server has not ended after 20 seconds. "
                                            "\"hearthctl stop --force\" kills it."));
    });
}

QString stateName(ServerState state) {
    switch (state) {
    case ServerState::NotSetUp:
        return QStringLiteral("not_set_up");
    case ServerState::Stopped:
        return QStringLiteral("stopped");
    case ServerState::Starting:
        return QStringLiteral("starting");
    case ServerState::Ready:
        return QStringLiteral("ready");
    case ServerState::Stopping:
        return QStringLiteral("stopping");
    case ServerState::Crashed:
        return QStringLiteral("crashed");
    case ServerState::GaveUp:
        return QStringLiteral("gave_up");
    case ServerState::Unreachable:
        return QStringLiteral("unreachable");
    }
    return {};
}

void printStatus(Context &context, const ServerSnapshot &snapshot) {
    const bool ready = snapshot.state == ServerState::Ready;
    const QString started = snapshot.startedAt.toString(Qt::ISODate);
    if (context.json()) {
        QJsonObject object{{QStringLiteral("state"), stateName(snapshot.state)}};
        if (snapshot.isRunning()) {
            object.insert(QStringLiteral("address"), snapshot.ready.baseUrl.toString());
            object.insert(QStringLiteral("server_name"), snapshot.ready.serverName);
            object.insert(QStringLiteral("version"), snapshot.ready.version);
            object.insert(QStringLiteral("pid"), snapshot.ready.pid);
            object.insert(QStringLiteral("started"), started);
        }
        if (!snapshot.failure.message.isEmpty())
            object.insert(QStringLiteral("problem"), snapshot.failure.message);
        context.printJson(object);
    } else if (ready) {
        context.print(QStringLiteral("The server %1 is running at %2 (hearthd %3, process %4, "
                                     "since %5).")
                          .arg(snapshot.ready.serverName, snapshot.ready.baseUrl.toString(),
                               snapshot.ready.version)
                          .arg(snapshot.ready.pid)
                          .arg(started));
    } else if (snapshot.isRunning()) {
        context.print(QStringLiteral("The server runs (process %1) but is not well: %2")
                          .arg(snapshot.ready.pid)
                          .arg(snapshot.failure.message));
    } else {
        context.print(QStringLiteral("The server is stopped."));
    }
    context.finish(ready ? Ok : NotRunning);
}
} // namespace

void start(Context &context) {
    withServer(context, [&context](Supervisor *supervisor) {
        const bool ranBefore = supervisor->snapshot().isRunning();
        if (!ranBefore)
            supervisor->start();
        QObject::connect(
            supervisor, &Supervisor::changed, &context, [&context](const ServerSnapshot &snapshot) {
                if (snapshot.state == ServerState::Stopped)
                    context.failWith(QStringLiteral("The server was stopped before it was ready."));
            });
        waitUntilReady(context, supervisor, Wish::Start, ranBefore);
    });
}

void stop(Context &context) {
    withServer(context, [&context](Supervisor *supervisor) {
        const auto stopped = [&context] {
            if (context.json())
                context.printJson({{QStringLiteral("state"), QStringLiteral("stopped")}});
            else
                context.print(QStringLiteral("The server is stopped."));
            context.finish(Ok);
        };
        if (!supervisor->snapshot().isRunning()) {
            stopped();
            return;
        }
        QObject::connect(supervisor, &Supervisor::changed, &context,
                         [stopped](const ServerSnapshot &snapshot) {
                             if (snapshot.state == ServerState::Stopped)
                                 stopped();
                         });
        forceIfAsked(context, supervisor);
        supervisor->stop();
    });
}

void restart(Context &context) {
    withServer(context, [&context](Supervisor *supervisor) {
        forceIfAsked(context, supervisor);
        const bool ranBefore = supervisor->snapshot().isRunning();
        supervisor->restart();
        waitUntilReady(context, supervisor, Wish::Restart, ranBefore);
    });
}

void status(Context &context) {
    withServer(context, [&context](Supervisor *supervisor) {
        if (supervisor->state() != ServerState::Starting) {
            printStatus(context, supervisor->snapshot());
            return;
        }
        supervisor->setStartTimeout(std::chrono::seconds(5));
        QObject::connect(supervisor, &Supervisor::settled, &context,
                         [&context, supervisor] { printStatus(context, supervisor->snapshot()); });
    });
}

void figures(Context &context) {
    context.withApi([&context](AdminApi &api) {
        context.await<ServerStatus>(api.status(), [&context](const ServerStatus &status) {
            const QStringList lines{
                fact("Server",
                     QStringLiteral("%1, hearthd %2, since %3")
                         .arg(status.serverName, status.version, timeText(status.startedMs))),
                fact("Accounts", QStringLiteral("%1, %2 active within 7 days")
                                     .arg(status.users)
                                     .arg(status.usersActive7d)),
                fact("Rooms", QString::number(status.rooms)),
                fact("Messages", status.messagesTotal < 0 ? QStringLiteral("not known")
                                                          : QStringLiteral("%1, %2 today")
                                                                .arg(status.messagesTotal)
                                                                .arg(status.messagesToday)),
                fact(
                    "Events",
                    QStringLiteral("%1, %2 today").arg(status.eventsTotal).arg(status.eventsToday)),
                fact("Memory", bytesText(status.memoryBytes)),
                fact("Processor", QStringLiteral("%1 s").arg(status.cpuSeconds, 0, 'f', 1)),
                fact("Database", bytesText(status.databaseBytes)),
                fact("Media", bytesText(status.mediaBytes)),
                fact("Disk",
                     QStringLiteral("%1 free of %2")
                         .arg(bytesText(status.diskFreeBytes), bytesText(status.diskTotalBytes)))};
            context.answer(toJson(status), lines.join(u'\n'));
        });
    });
}

namespace {
void printLine(const Context &context, const LogLine &line) {
    if (context.json()) {
        context.print(QString::fromUtf8(line.raw));
        return;
    }
    QString request;
    if (!line.requestId.isEmpty())
        request = u'[' + line.requestId + QStringLiteral("] ");
    context.print(
        QStringLiteral("%1 %2 %3 ")
            .arg(QDateTime::fromMSecsSinceEpoch(line.timestampMs).toString(Qt::ISODateWithMs),
                 logLevelName(line.level).toUpper().leftJustified(5), line.module) +
        request + line.message);
}
} // namespace

void logs(Context &context) {
    const QString dir = context.dataDir();
    const QString file = dir + QStringLiteral("/logs/hearthd.log");
    if (dir.isEmpty()) {
        context.failWith(QStringLiteral("Which server? Name its folder with --data-dir."), Usage);
        return;
    }
    if (!QFileInfo::exists(file) && !context.has("follow")) {
        context.failWith(QStringLiteral("There is no log in %1.").arg(dir));
        return;
    }
    const auto level = logLevelFromName(context.text("level"));
    if (context.has("level") && !level) {
        context.failWith(QStringLiteral("There is no level \"%1\". Use error, warn, info or debug.")
                             .arg(context.text("level")),
                         Usage);
        return;
    }
    const auto count = context.number("lines", 200);
    if (!count)
        return;
    const QString part = context.text("search");
    const QString request = context.text("request");
    auto *tail = new LogTail(&context);
    QObject::connect(
        tail, &LogTail::lines, &context,
        [&context, least = level.value_or(LogLevel::Debug), part, request](const LogLines &lines) {
            for (const auto &line : lines) {
                const bool wanted = line.level <= least &&
                                    line.message.contains(part, Qt::CaseInsensitive) &&
                                    (request.isEmpty() || line.requestId == request);
                if (wanted)
                    printLine(context, line);
            }
        });
    if (!context.has("follow"))
        QObject::connect(tail, &LogTail::caughtUp, &context, [&context] { context.finish(Ok); });
    tail->follow(file, *count);
}

} // namespace hearth::app::ctl
