// SPDX-License-Identifier: Apache-2.0
// hearthctl setup: the wizard's "Run on this computer" without a window.
#include "app/core/futures.hpp"
#include "app/hearthctl/context.hpp"
#include "app/hearthctl/output.hpp"
#include "app/setup/local_setup.hpp"
#include "app/supervisor/supervisor.hpp"

#include <QDir>
#include <QFileInfo>

#include <array>

namespace hearth::app::ctl {
namespace {

struct Explanation {
    AnswerProblem problem;
    const char *sentence; ///< %1 = the answer
    QString (*answer)(const SetupAnswers &);
};

QString sentence(AnswerProblem problem, const SetupAnswers &answers) {
    using Answers = const SetupAnswers &;
    constexpr auto none = [](Answers) { return QString(); };
    constexpr auto server = [](Answers all) { return all.serverName; };
    constexpr auto port = [](Answers all) { return QString::number(all.port); };
    constexpr auto folder = [](Answers all) { return all.dataDir; };
    constexpr auto admin = [](Answers all) { return all.adminName; };
    constexpr auto url = [](Answers all) { return all.publicBaseUrl; };
    constexpr auto badName = "\"%1\" is no server name. Use a domain such as example.org, or "
                             "localhost to try it out.";
    constexpr auto badUser = "\"%1\" is no user name. Use small letters, digits and . _ = - / +";
    using Problem = AnswerProblem;
    static const std::array<Explanation, 15> all{{
        {Problem::Empty, "An answer is missing.", none},
        {Problem::BadServerName, badName, server},
        {Problem::ServerNameIsUrl, badName, server},
        {Problem::ServerNameIsIp,
         "\"%1\" is an IP address. Use a domain such as example.org: it stays when the server "
         "moves.",
         server},
        {Problem::BadPort, "The port must be a number from 0 to 65535.", none},
        {Problem::PrivilegedPort,
         "Port %1 may be used by the system's administrator only. Choose one from 1024 on with "
         "--port.",
         port},
        {Problem::PortTaken, "Port %1 is taken by another program. Choose another one with --port.",
         port},
        {Problem::FolderIsFile, "%1 is a file, not a folder.", folder},
        {Problem::FolderNotWritable,
         "The folder %1 cannot be written. Choose another one with --data-dir.", folder},
        {Problem::FolderNotEmpty,
         "The folder %1 has other files in it. Choose an empty one with --data-dir.", folder},
        {Problem::FolderHasOther,
         "The folder %1 holds a server of another name. Name it with --server-name, or choose "
         "another folder with --data-dir.",
         folder},
        {Problem::BadUserName, badUser, admin},
        {Problem::UserNameTooLong, badUser, admin},
        {Problem::PasswordTooShort, "The password is shorter than 10 characters.", none},
        {Problem::BadUrl, "\"%1\" is no address. Use one such as https://matrix.example.org", url},
    }};
    for (const auto &one : all) {
        if (one.problem == problem)
            return QString::fromLatin1(one.sentence)
                .replace(QStringLiteral("%1"), one.answer(answers));
    }
    return QStringLiteral("An answer cannot be used.");
}

// The first answer that cannot be used; warnings do not stop a command.
AnswerProblem firstProblem(const SetupAnswers &answers) {
    const bool fresh = !QFileInfo::exists(answers.dataDir + QStringLiteral("/hearthd.yaml"));
    QList<AnswerProblem> problems{checkServerName(answers.serverName),
                                  checkDataDir(answers.dataDir, answers.serverName),
                                  checkUserName(answers.adminName, answers.serverName),
                                  checkPassword(answers.adminPassword, answers.adminName)};
    if (fresh)
        problems << checkPort(answers.port, answers.listenEverywhere);
    if (!answers.publicBaseUrl.isEmpty())
        problems << checkPublicBaseUrl(answers.publicBaseUrl);
    for (const auto problem : problems) {
        if (problem != AnswerProblem::None && !isWarning(problem))
            return problem;
    }
    return AnswerProblem::None;
}

void printReady(Context &context, const ClientFacts &facts, const QString &dataDir,
                const QString &newPassword) {
    const QString address = facts.homeserver.toString();
    if (context.json()) {
        QJsonObject object{
            {QStringLiteral("state"), QStringLiteral("ready")},
            {QStringLiteral("address"), address},
            {QStringLiteral("server_name"), facts.serverName},
            {QStringLiteral("user_id"), facts.userId},
            {QStringLiteral("data_dir"), dataDir},
            {QStringLiteral("sign_in_storage"), storageName(context.secrets->storage())}};
        if (!newPassword.isEmpty())
            object.insert(QStringLiteral("password"), newPassword);
        context.printJson(object);
        return;
    }
    context.print(QStringLiteral("The server %1 is set up and running.").arg(facts.serverName));
    context.print(QStringLiteral("Address:       %1").arg(address));
    context.print(QStringLiteral("Administrator: %1").arg(facts.userId));
    if (!newPassword.isEmpty())
        context.print(QStringLiteral("Password:      %1   (again: hearthctl servers password)")
                          .arg(newPassword));
    context.print(QStringLiteral("Data folder:   %1").arg(dataDir));
    context.print(storageSentence(context.secrets->storage()));
    context.print(QStringLiteral(
                      "To sign in, open a Matrix app such as Element (%1), choose \"Edit\" beside "
                      "the server's "
                      "name,\nenter the address above, then the administrator's name and password.")
                      .arg(facts.webClientLink.toString()));
    if (facts.onlyHere)
        context.print(QStringLiteral("The address works on this computer only."));
}

// A second run finds the profile of the first and makes sure that the server runs.
void sayAlreadySetUp(Context &context, Supervisor *supervisor, const ServerProfile &profile) {
    const auto look = [&context, supervisor, profile](const ServerSnapshot &snapshot) {
        if (snapshot.state == ServerState::Ready) {
            supervisor->disconnect(&context);
            const QString address = snapshot.ready.baseUrl.toString();
            if (context.json())
                context.printJson({{QStringLiteral("state"), QStringLiteral("ready")},
                                   {QStringLiteral("already_set_up"), true},
                                   {QStringLiteral("address"), address},
                                   {QStringLiteral("user_id"), profile.userId},
                                   {QStringLiteral("data_dir"), profile.dataDir}});
            else
                context.print(QStringLiteral("The server %1 is already set up and running at %2. "
                                             "Its administrator is %3.")
                                  .arg(profile.serverName, address, profile.userId));
            context.finish(Ok);
        } else if (snapshot.state == ServerState::GaveUp ||
                   snapshot.state == ServerState::Crashed ||
                   snapshot.state == ServerState::Unreachable) {
            supervisor->disconnect(&context);
            const ServerSnapshot kept = snapshot;
            supervisor->cancelRestart();
            context.failWith(kept.failure, kept.lastLogLines);
        }
    };
    onAnswer(supervisor->attach(), &context, [&context, supervisor, look](Done) {
        QObject::connect(supervisor, &Supervisor::changed, &context, look);
        if (!supervisor->snapshot().isRunning())
            supervisor->start();
        look(supervisor->snapshot());
    });
}

void reportFailure(Context &context, const LocalSetup &setup, SetupStep step) {
    const SetupProgress &progress = setup.progress(step);
    if (progress.failure.code != StartFailure::Code::None) {
        context.failWith(progress.failure, progress.log);
        return;
    }
    if (step == SetupStep::SignIn && progress.error.kind == ApiError::Kind::Forbidden) {
        context.failWith(QStringLiteral("The account %1 exists already, with another password. "
                                        "Write it to standard input with --password-stdin, or "
                                        "choose another name with --admin.")
                             .arg(setup.answers().adminId()));
        return;
    }
    context.failWith(progress.error);
}
} // namespace

void setup(Context &context) {
    SetupAnswers answers;
    if (context.has("server-name"))
        answers.serverName = context.text("server-name");
    if (context.has("admin-name"))
        answers.adminName = context.text("admin-name");
    if (context.has("port")) {
        bool ok = false;
        answers.port = context.text("port").toInt(&ok);
        if (!ok)
            answers.port = -1;
    }
    answers.listenEverywhere = context.has("listen-everywhere");
    answers.publicBaseUrl = context.text("public-baseurl");
    answers.dataDir = context.has("data-dir") ? context.dataDir()
                                              : context.paths.defaultDataDir(answers.serverName);
    auto *supervisor =
        new Supervisor(answers.dataDir, context.paths.runtimeDir, context.clock, &context);
    const bool hasConfig = QFileInfo::exists(supervisor->configFile());
    if (const auto profile = findByDataDir(context.profiles->all(), answers.dataDir);
        profile && hasConfig) {
        sayAlreadySetUp(context, supervisor, *profile);
        return;
    }
    const bool given = context.has("password-stdin");
    answers.adminPassword = context.newPassword();
    answers.passwordMadeUp = !given;
    const QString newPassword = given ? QString() : answers.adminPassword;
    if (const auto problem = firstProblem(answers); problem != AnswerProblem::None) {
        context.failWith(sentence(problem, answers), Usage);
        return;
    }
    auto *local =
        new LocalSetup(answers, *supervisor, *context.profiles, *context.secrets, &context);
    QObject::connect(local, &LocalSetup::finished, &context, [&context, local, newPassword] {
        const bool isNew = !local->progress(SetupStep::CreateAdmin).wasDone;
        printReady(context, local->facts(), local->answers().dataDir,
                   isNew ? newPassword : QString());
        context.finish(Ok);
    });
    QObject::connect(local, &LocalSetup::failed, &context,
                     [&context, local](SetupStep step) { reportFailure(context, *local, step); });
    local->run();
}

} // namespace hearth::app::ctl
