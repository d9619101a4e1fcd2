// SPDX-License-Identifier: Apache-2.0
// hearthctl start, stop, restart, status, logs.
#include "app/hearthctl/context.hpp"
#include "app/supervisor/log_tail.hpp"
#include "app/supervisor/supervisor.hpp"

#include <QFileInfo>

namespace hearth::app::ctl {
namespace {

// The supervisor of --data-dir, attached; null after a failure was reported.
Supervisor *attached(Context &context) {
    const QString dir = context.dataDir();
    if (dir.isEmpty()) {
        context.failWith(QStringLiteral("Which server? Name its folder with --data-dir."), Usage);
        return nullptr;
    }
    auto *supervisor = new Supervisor(dir, context.paths.runtimeDir, context.clock, &context);
    supervisor->attach();
    if (supervisor->state() == ServerState::NotSetUp) {
        context.failWith(
            QStringLiteral("There is no server in %1. \"hearthctl setup\" makes one.").arg(dir));
        return nullptr;
    }
    return supervisor;
}

void reportRunning(Context &context, const ServerSnapshot &snapshot, bool ranBefore) {
    const QString address = snapshot.ready.baseUrl.toString();
    if (context.json())
        context.printJson({{QStringLiteral("state"), QStringLiteral("ready")},
                           {QStringLiteral("address"), address},
                           {QStringLiteral("pid"), snapshot.ready.pid},
                           {QStringLiteral("was_running"), ranBefore}});
    else
        context.print(ranBefore
                          ? QStringLiteral("The server is already running at %1.").arg(address)
                          : QStringLiteral("The server is running at %1.").arg(address));
    context.finish(Ok);
}

// Finishes when the server is ready, or says why it is not.
void waitUntilReady(Context &context, Supervisor *supervisor, bool ranBefore) {
    const auto look = [&context, supervisor, ranBefore](const ServerSnapshot &snapshot) {
        switch (snapshot.state) {
        case ServerState::Ready:
            supervisor->disconnect(&context);
            reportRunning(context, snapshot, ranBefore);
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
    Supervisor *supervisor = attached(context);
    if (supervisor == nullptr)
        return;
    const bool ranBefore = supervisor->snapshot().isRunning();
    if (!ranBefore)
        supervisor->start();
    waitUntilReady(context, supervisor, ranBefore);
}

void stop(Context &context) {
    Supervisor *supervisor = attached(context);
    if (supervisor == nullptr)
        return;
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
    QObject::connect(supervisor, &Supervisor::stopTakesLong, &context, [&context, supervisor] {
        if (context.has("force"))
            supervisor->kill();
        else
            context.failWith(QStringLiteral("The server has not ended after 20 seconds. "
                                            "\"hearthctl stop --force\" kills it."));
    });
    supervisor->stop();
}

void restart(Context &context) {
    Supervisor *supervisor = attached(context);
    if (supervisor == nullptr)
        return;
    supervisor->restart();
    waitUntilReady(context, supervisor, false);
}

void status(Context &context) {
    Supervisor *supervisor = attached(context);
    if (supervisor == nullptr)
        return;
    if (supervisor->state() != ServerState::Starting) {
        printStatus(context, supervisor->snapshot());
        return;
    }
    supervisor->setStartTimeout(std::chrono::seconds(5));
    QObject::connect(supervisor, &Supervisor::settled, &context,
                     [&context, supervisor] { printStatus(context, supervisor->snapshot()); });
}

void logs(Context &context) {
    const QString dir = context.dataDir();
    const QString file = dir + QStringLiteral("/logs/hearthd.log");
    if (dir.isEmpty() || !QFileInfo::exists(file)) {
        context.failWith(dir.isEmpty()
                             ? QStringLiteral("Which server? Name its folder with --data-dir.")
                             : QStringLiteral("There is no log in %1.").arg(dir));
        return;
    }
    const LogLevel least = logLevelFromName(context.text("level")).value_or(LogLevel::Debug);
    const int count = context.has("lines") ? context.text("lines").toInt() : 200;
    auto *tail = new LogTail(&context);
    QObject::connect(tail, &LogTail::lines, &context, [&context, least](const LogLines &lines) {
        for (const auto &line : lines) {
            if (line.level > least)
                continue;
            if (context.json()) {
                context.print(QString::fromUtf8(line.raw));
                continue;
            }
            const QString request =
                line.requestId.isEmpty() ? QString() : u'[' + line.requestId + QStringLiteral("] ");
            context.print(QStringLiteral("%1 %2 %3 %4%5")
                              .arg(QDateTime::fromMSecsSinceEpoch(line.timestampMs)
                                       .toString(Qt::ISODateWithMs),
                                   logLevelName(line.level).toUpper().leftJustified(5), line.module,
                                   request, line.message));
        }
    });
    if (!context.has("follow"))
        QObject::connect(tail, &LogTail::caughtUp, &context, [&context] { context.finish(Ok); });
    tail->follow(file, count);
}

} // namespace hearth::app::ctl
