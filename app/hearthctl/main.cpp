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

constexpr std::array<Command, 8> commands{{
    {"setup", hearth::app::ctl::setup,
     "setup --data-dir DIR --server-name NAME [--admin-name NAME] [--password-stdin] [--port N]"},
    {"start", hearth::app::ctl::start, "start --data-dir DIR"},
    {"stop", hearth::app::ctl::stop, "stop --data-dir DIR [--force]"},
    {"restart", hearth::app::ctl::restart, "restart --data-dir DIR"},
    {"status", hearth::app::ctl::status, "status [--data-dir DIR]"},
    {"logs", hearth::app::ctl::logs, "logs [--follow] [--level LEVEL] [--lines N]"},
    {"users", hearth::app::ctl::users,
     "users list|create|deactivate|lock|unlock|reset-password|set-admin [NAME]"},
    {"rooms", hearth::app::ctl::rooms, "rooms list|show|delete [ROOM]"},
}};

QString help() {
    QString text = QStringLiteral("Sets up, runs and administers a Matrix server.\n\nCommands:\n");
    for (const auto &command : commands)
        text += QStringLiteral("  hearthctl ") + QLatin1String(command.help) + u'\n';
    text += QStringLiteral("\nPasswords are read from standard input, never from the command line."
                           "\nusers and rooms use the sign-in that setup or the program stored, or "
                           "--user NAME.");
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
    context.addOptions();
    context.options.process(adjusted(QCoreApplication::arguments()));
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
