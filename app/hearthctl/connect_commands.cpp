// SPDX-License-Identifier: Apache-2.0
// hearthctl probe, connect, reach: servers that run already, and the way from a domain to one.
#include "app/api/single_sign_on.hpp"
#include "app/hearthctl/context.hpp"
#include "app/hearthctl/output.hpp"
#include "app/setup/public_reach.hpp"
#include "app/setup/remote_setup.hpp"

#include <array>

namespace hearth::app::ctl {
namespace {
using Verdict = ProbeResult::Verdict;

struct VerdictRow {
    Verdict verdict;
    const char *name; ///< in JSON
    const char *what; ///< %1 is the address
    const char *whatToDo;
};

constexpr std::array<VerdictRow, 8> verdicts{{
    {Verdict::Usable, "usable", "A Matrix server answers at %1.", ""},
    {Verdict::BadAddress, "bad_address", "This is not an address of a server.",
     "Write a domain as in example.org, or an address as in https://matrix.example.org."},
    {Verdict::Unreachable, "unreachable", "Nothing answers at %1.",
     "Check the spelling, that the server runs, and that this computer has a network."},
    {Verdict::CertificateWrong, "certificate_wrong", "The certificate of %1 can't be trusted.",
     "Check the date of this computer and the name. If both are right, the certificate has to be "
     "renewed on the server."},
    {Verdict::NotMatrix, "not_matrix", "What answers at %1 is not a Matrix server.",
     "Check the spelling. The server may have another address than the site."},
    {Verdict::TooOld, "too_old", "The Matrix server at %1 is too old for Hearth.",
     "Update the server first: Matrix 1.1 and, of Synapse, version 1.94 or newer."},
    {Verdict::NoAdminApi, "no_admin_api",
     "The Matrix server at %1 lets nobody administer it from here.",
     "Let the reverse proxy pass /_synapse/admin on, at least for this computer."},
    {Verdict::NotAdministrator, "not_administrator", "This account is not an administrator of %1.",
     "Sign in with an account that is one."},
}};

const VerdictRow &rowOf(Verdict verdict) {
    for (const auto &row : verdicts) {
        if (row.verdict == verdict)
            return row;
    }
    return verdicts[0];
}

QString place(const ProbeResult &result) {
    return result.baseUrl.isEmpty() ? result.serverName : result.baseUrl.toDisplayString();
}

QJsonObject toJson(const ProbeResult &result) {
    return {{QStringLiteral("verdict"), QLatin1String(rowOf(result.verdict).name)},
            {QStringLiteral("address"), result.baseUrl.toString()},
            {QStringLiteral("server_name"), result.serverName},
            {QStringLiteral("software"), result.software.name},
            {QStringLiteral("version"), result.software.version},
            {QStringLiteral("password"), result.ways.password},
            {QStringLiteral("sso"), result.ways.sso},
            {QStringLiteral("encrypted"), result.isEncrypted},
            {QStringLiteral("details"), result.error.serverText}};
}

void failWith(Context &context, const ProbeResult &result) {
    const auto &row = rowOf(result.verdict);
    const QString what = QString::fromUtf8(row.what).replace(QStringLiteral("%1"), place(result));
    if (context.json()) {
        auto object = toJson(result);
        object.insert(QStringLiteral("error"), what);
        context.printJson(object);
        context.finish(Failed);
        return;
    }
    context.failWith(what + QStringLiteral("\nWhat to do: ") + QString::fromUtf8(row.whatToDo));
}

void signInTo(Context &context, RemoteSetup *setup) {
    using Way = Credentials::Way;
    if (context.has("token-stdin")) {
        setup->signIn({Way::Token, {}, context.readSecret(QStringLiteral("Access token"))});
        return;
    }
    if (context.has("user")) {
        setup->signIn(
            {Way::Password, context.text("user"),
             context.readSecret(QStringLiteral("Password of %1").arg(context.text("user")))});
        return;
    }
    auto *sso = new SingleSignOn(
        {QStringLiteral("Hearth"), QStringLiteral("You are signed in. Close this page."),
         QStringLiteral("This page is no answer to a sign-in that hearthctl waits for.")},
        &context);
    QObject::connect(sso, &SingleSignOn::arrived, setup, [setup](const QString &loginToken) {
        setup->signIn({Way::LoginToken, {}, loginToken});
    });
    QObject::connect(sso, &SingleSignOn::timedOut, &context, [&context] {
        context.failWith(QStringLiteral("Nobody came back from the browser."));
    });
    const QUrl link = sso->begin(setup->found().baseUrl);
    if (link.isEmpty()) {
        context.failWith(QStringLiteral("This computer lets nobody wait for a browser. Use "
                                        "--token-stdin."));
        return;
    }
    context.printError(QStringLiteral("Open this in a browser on this computer:\n%1")
                           .arg(QString::fromLatin1(link.toEncoded())));
}

PublicAddress addressFrom(const ServerStatus &status, const QUrl &local) {
    PublicAddress address;
    address.serverName = status.serverName;
    address.publicUrl = status.publicBaseUrl.isEmpty()
                            ? QUrl(QStringLiteral("https://") + status.serverName)
                            : QUrl(status.publicBaseUrl).adjusted(QUrl::StripTrailingSlash);
    address.localUrl = local;
    return address;
}

void reportReach(Context &context, const PublicAddress &address, const ReachResult &result) {
    static constexpr std::array addresses{"reached", "unreachable", "certificate_wrong",
                                          "not_matrix", "other_server"};
    static constexpr std::array wellKnowns{"not_needed", "found", "missing", "elsewhere"};
    const auto addressName = QLatin1String(addresses.at(static_cast<size_t>(result.address)));
    const auto wellKnownName = QLatin1String(wellKnowns.at(static_cast<size_t>(result.wellKnown)));
    if (context.json())
        context.printJson({{QStringLiteral("reachable"), result.isReachable()},
                           {QStringLiteral("public_address"), address.publicUrl.toString()},
                           {QStringLiteral("address"), addressName},
                           {QStringLiteral("well_known"), wellKnownName}});
    else
        context.print((result.isReachable()
                           ? QStringLiteral("%1 leads to this server.")
                           : QStringLiteral("Not reachable yet: %1 (address: %2, well-known "
                                            "file of %3: %4).\n\"hearthctl reach --proxy "
                                            "nginx\" prints the lines for a reverse proxy."))
                          .replace(QStringLiteral("%1"), address.publicUrl.toString())
                          .replace(QStringLiteral("%2"), addressName)
                          .replace(QStringLiteral("%3"), address.serverName)
                          .replace(QStringLiteral("%4"), wellKnownName));
    context.finish(result.isReachable() ? Ok : Failed);
}
} // namespace

void probe(Context &context) {
    auto *probe = new ServerProbe(&context);
    QObject::connect(probe, &ServerProbe::done, &context, [&context](const ProbeResult &result) {
        if (result.verdict != Verdict::Usable) {
            failWith(context, result);
            return;
        }
        context.answer(
            toJson(result),
            QStringLiteral("%1 %2 answers at %3. Sign-in: %4access token.")
                .arg(result.software.name.isEmpty() ? QStringLiteral("A Matrix server")
                                                    : result.software.name,
                     result.software.version, result.baseUrl.toString(),
                     QString((result.ways.password ? QStringLiteral("password, ") : QString()) +
                             (result.ways.sso ? QStringLiteral("single sign-on, ") : QString()))));
    });
    probe->run(context.argument(1));
}

void connectTo(Context &context) {
    const int ways =
        int(context.has("user")) + int(context.has("token-stdin")) + int(context.has("sso"));
    if (context.argument(1).isEmpty() || ways != 1) {
        context.failWith(QStringLiteral("Where, and how? hearthctl connect ADDRESS with --user "
                                        "NAME, --token-stdin or --sso."),
                         Usage);
        return;
    }
    auto *setup = new RemoteSetup(*context.profiles, *context.secrets, &context);
    QObject::connect(setup, &RemoteSetup::probed, &context,
                     [&context, setup](const ProbeResult &result) {
                         if (result.verdict == Verdict::Usable)
                             signInTo(context, setup);
                         else
                             failWith(context, result);
                     });
    QObject::connect(setup, &RemoteSetup::refused, &context,
                     [&context, setup](const ApiError &error) {
                         const auto verdict = verdictOf(error);
                         if (!verdict) {
                             context.failWith(error);
                             return;
                         }
                         auto result = setup->found();
                         result.verdict = *verdict;
                         result.error = error;
                         failWith(context, result);
                     });
    QObject::connect(setup, &RemoteSetup::finished, &context, [&context](const QString &id) {
        const auto profile = context.profiles->find(id).value_or(ServerProfile{});
        const auto storage = context.secrets->storage();
        context.answer({{QStringLiteral("user_id"), profile.userId},
                        {QStringLiteral("server_name"), profile.serverName},
                        {QStringLiteral("address"), profile.baseUrl.toString()},
                        {QStringLiteral("sign_in_storage"), storageName(storage)}},
                       QStringLiteral("Connected to %1 at %2 as %3.\n%4")
                           .arg(profile.serverName, profile.baseUrl.toString(), profile.userId,
                                storageSentence(storage)));
    });
    setup->probe(context.argument(1));
}

void reach(Context &context) {
    const QString proxy = context.text("proxy");
    if (context.has("proxy") && proxy != u"nginx" && proxy != u"caddy") {
        context.failWith(QStringLiteral("--proxy wants nginx or caddy, not \"%1\".").arg(proxy),
                         Usage);
        return;
    }
    context.withApi([&context, proxy](AdminApi &api) {
        context.await<ServerStatus>(api.status(), [&context, proxy](const ServerStatus &status) {
            const auto address = addressFrom(status, context.address());
            if (!proxy.isEmpty()) {
                context.print(proxy == u"nginx" ? nginxConfiguration(address)
                                                : caddyConfiguration(address));
                context.finish(Ok);
                return;
            }
            auto *probe = new PublicReach(&context);
            QObject::connect(probe, &PublicReach::done, &context,
                             [&context, address](const ReachResult &result) {
                                 reportReach(context, address, result);
                             });
            probe->run(address);
        });
    });
}

} // namespace hearth::app::ctl
