// SPDX-License-Identifier: Apache-2.0
// The desktop program: builds everything in the order of dependence, top to bottom.
#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/core/settings.hpp"
#include "app/core/single_instance.hpp"
#include "app/history/history.hpp"
#include "app/models/recent_messages.hpp"
#include "app/platform/autostart.hpp"
#include "app/platform/end_signals.hpp"
#include "app/platform/keep_awake.hpp"
#include "translations/translations.hpp"
#include "ui/shell/desktop.hpp"
#include "ui/style/theme.hpp"

#include <QApplication>
#include <QCommandLineParser>

#include <memory>

using namespace Qt::StringLiterals;
using namespace hearth;

namespace {

/// What lives as long as the program, built once this is known to be the only instance.
class Program {
public:
    Program(QApplication &application, const app::Paths &paths, app::Settings &settings)
        : m_paths(paths)
        , m_profiles(paths.profilesFile())
        , m_secrets(app::makeSecretStore(paths))
        , m_history(paths.historyFile())
        , m_messages(&m_history)
        , m_theme(new ui::Theme(application)) // belongs to the application
        , m_desktop({m_paths, m_clock, settings, m_profiles, *m_secrets, m_history, m_messages,
                     m_autostart, *m_theme, &m_keepAwake}) {}

    ui::Desktop &desktop() { return m_desktop; }

private:
    const app::Paths &m_paths;
    app::SystemClock m_clock;
    app::ServerProfiles m_profiles;
    std::unique_ptr<app::SecretStore> m_secrets;
    app::History m_history; // before its users, so that it goes after them
    app::RecentMessages m_messages;
    app::Autostart m_autostart;
    app::KeepAwake m_keepAwake;
    ui::Theme *m_theme;
    ui::Desktop m_desktop;
};

} // namespace

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"Hearth"_s);
    QApplication::setApplicationVersion(QStringLiteral(HEARTH_VERSION));
    QApplication::setDesktopFileName(u"hearth"_s);

    const app::Paths paths = app::Paths::forThisUser();
    app::Settings settings(paths.settingsFile());
    installTranslations(application, settings.text(app::Setting::Language));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Run a Matrix server of your own."));
    const QCommandLineOption minimized(
        u"minimized"_s, QCoreApplication::translate("main", "Show only the tray icon."));
    parser.addOption(minimized);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(application);

    std::unique_ptr<Program> program;
    // Queued: the wish comes from a page of the window that is about to be built anew.
    QObject::connect(
        &settings, &app::Settings::changed, &application,
        [&](app::Setting setting) {
            if (setting != app::Setting::Language)
                return;
            installTranslations(application, settings.text(app::Setting::Language));
            if (program)
                program->desktop().retranslate();
        },
        Qt::QueuedConnection);
    app::SingleInstance instance(paths.runtimeDir);
    const auto run = [&] {
        program = std::make_unique<Program>(application, paths, settings);
        program->desktop().start(parser.isSet(minimized));
    };
    QObject::connect(&instance, &app::SingleInstance::becamePrimary, &application, run);
    QObject::connect(&instance, &app::SingleInstance::failed, &application,
                     [&](const QString &reason) {
                         qWarning("Going on without the guard against a second start: %s",
                                  qUtf8Printable(reason));
                         run();
                     });
    QObject::connect(&instance, &app::SingleInstance::handedOver, &application,
                     &QCoreApplication::quit, Qt::QueuedConnection);
    QObject::connect(&instance, &app::SingleInstance::activated, &application,
                     [&](const QStringList &) {
                         if (program)
                             program->desktop().activate();
                     });
    const app::EndSignals endSignals;
    QObject::connect(&endSignals, &app::EndSignals::arrived, &application, [&] {
        if (program)
            program->desktop().endNow();
        else
            QCoreApplication::quit();
    });
    instance.claim(QCoreApplication::arguments().mid(1));
    return QApplication::exec();
}
