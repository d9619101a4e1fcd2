// SPDX-License-Identifier: Apache-2.0
// hearthctl: set up, run and administer a server without a window.
#include "app/hearthctl/context.hpp"

#include <QCoreApplication>
#include <QTimer>

#include <array>
#include <cstdio>

namespace {
using hearth::app::ctl::Context;

struct Command {
    const char *name;
    void (*run)(Context &);
    const char *help;
};

constexpr std::array<Command, 15> commands{{
    {"setup", hearth::app::ctl::setup,
     "setup --data-dir DIR --server-name NAME [--admin-name NAME] [--password-stdin] [--port N]"},
    {"start", hearth::app::ctl::start, "start [--data-dir DIR]"},
    {"stop", hearth::app::ctl::stop, "stop [--data-dir DIR] [--force]"},
    {"restart", hearth::app::ctl::restart, "restart [--data-dir DIR] [--force]"},
    {"status", hearth::app::ctl::status, "status [--data-dir DIR]"},
    {"figures", hearth::app::ctl::figures, "figures"},
    {"logs", hearth::app::ctl::logs, "logs [--follow] [--level LEVEL] [--search TEXT] [--lines N]"},
    {"users", hearth::app::ctl::users,
     "users list|show|create|edit|reset-password|set-admin|lock|unlock|suspend|unsuspend|\n"
     "                  shadow-ban|lift-shadow-ban|deactivate|devices|rename-device|\n"
     "                  sign-out-device|rate-limit|rooms [NAME]"},
    {"rooms", hearth::app::ctl::rooms,
     "rooms list|show|members|block|unblock|block-status|make-admin|delete|deletion [ROOM]"},
    {"sign-in", hearth::app::ctl::signIn, "sign-in --user NAME [--data-dir DIR | --server URL]"},
    {"sign-out", hearth::app::ctl::signOut, "sign-out"},
    {"servers", hearth::app::ctl::servers,
     "servers [password | start-with-hearth yes|no] [--data-dir DIR]"},
    {"probe", hearth::app::ctl::probe, "probe ADDRESS"},
    {"connect", hearth::app::ctl::connectTo, "connect ADDRESS --user NAME | --token-stdin | --sso"},
    {"reach", hearth::app::ctl::reach, "reach [--data-dir DIR] [--proxy nginx|caddy]"},
}};

QString help() {
    QString text = QStringLiteral("Sets up, runs and administers a Matrix server.\n\nCommands:\n");
    for (const auto &command : commands)
        text += QStringLiteral("  hearthctl ") + QLatin1String(command.help) + u'\n';
    text += QStringLiteral("\nPasswords are asked for, or read from standard input (one line each, "
                           "first that of --user),\nnever taken from the command line. users and "
                           "rooms use the sign-in that setup, sign-in or the\nprogram stored, or "
                           "--user NAME. Ends with 0 done, 1 failed, 2 wrong call, 3 not running.");
    return text;
}

// "--admin NAME" names the first administrator at setup and is a switch elsewhere.
QStringList adjusted(QStringList arguments) {
    if (!arguments.contains(QStringLiteral("setup")))
        return arguments;
    for (auto &argument : arguments) {
        if (argument == u"--admin" || argument.startsWith(QStringLiteral("--admin=")))
            argument.replace(0, 7, QStringLiteral("--admin-name"));
    }
    return arguments;
}
} // namespace

int main(int argc, char **argv) {
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("hearthctl"));
    QCoreApplication::setApplicationVersion(QStringLiteral(HEARTH_VERSION));
    Context context;
    context.options.setApplicationDescription(help());
    if (!context.options.parse(adjusted(QCoreApplication::arguments()))) {
        context.printError(QStringLiteral("hearthctl: ") + context.options.errorText());
        return hearth::app::ctl::Usage;
    }
    if (context.has("version"))
        context.options.showVersion();
    if (context.has("help"))
        context.options.showHelp();
    const QString name = context.argument(0);
    for (const auto &command : commands) {
        if (name == QLatin1String(command.name)) {
            QTimer::singleShot(0, &context, [&context, run = command.run] { run(context); });
            return QCoreApplication::exec();
        }
    }
    std::fprintf(stderr, "%s\n", qUtf8Printable(context.options.helpText()));
    return hearth::app::ctl::Usage;
}
