// SPDX-License-Identifier: Apache-2.0
// hearthctl sign-in, sign-out, servers: the sign-in that users and rooms use from then on, in the
// same places as the desktop program has it.
#include "app/core/kept_password.hpp"
#include "app/hearthctl/context.hpp"
#include "app/hearthctl/output.hpp"

namespace hearth::app::ctl {
namespace {

ServerProfile profileFor(Context &context, const QUrl &server, const QString &userId) {
    ServerProfile profile = context.chooseProfile().value_or(ServerProfile{});
    const QString serverName = userId.section(u':', 1);
    if (profile.id.isEmpty()) {
        const bool local = context.has("data-dir");
        profile.kind = local ? ServerProfile::Kind::Local : ServerProfile::Kind::Remote;
        profile.dataDir = local ? context.dataDir() : QString();
        profile.name = serverName;
    }
    profile.serverName = serverName;
    profile.baseUrl = server;
    profile.userId = userId;
    return profile;
}

void keep(Context &context, const QUrl &server, const SignIn &signIn) {
    ServerProfile profile = profileFor(context, server, signIn.userId);
    if (profile.id.isEmpty())
        profile.id = context.profiles->add(profile);
    else
        context.profiles->update(profile);
    context.await<Done>(
        context.secrets->write(tokenKey(profile.id), signIn.accessToken),
        [&context, signIn, server](const Done &) {
            context.keepSignIn();
            const auto storage = context.secrets->storage();
            context.answer({{QStringLiteral("user_id"), signIn.userId},
                            {QStringLiteral("address"), server.toString()},
                            {QStringLiteral("sign_in_storage"), storageName(storage)}},
                           QStringLiteral("%1 is signed in to %2.\n%3")
                               .arg(signIn.userId, server.toString(), storageSentence(storage)));
        });
}
} // namespace

void signIn(Context &context) {
    const QUrl server = context.address();
    if (server.isEmpty() || !context.has("user")) {
        context.failWith(QStringLiteral("Where, and as whom? hearthctl sign-in --user NAME, with "
                                        "--data-dir of a running server or --server."),
                         Usage);
        return;
    }
    context.signInWithPassword(server, [&context, server](AdminApi &api, const SignIn &signIn) {
        // Only an administrator may ask this, so it tells before anything is stored.
        context.await<UserDetails>(
            api.getUser(signIn.userId), [&context, server, signIn](const UserDetails &details) {
                if (details.user.admin)
                    keep(context, server, signIn);
                else
                    context.failWith(QStringLiteral("%1 is no administrator.").arg(signIn.userId));
            });
    });
}

void signOut(Context &context) {
    const auto profile = context.chooseProfile();
    if (!profile) {
        context.failWith(QStringLiteral("Which server? Name it with --data-dir or --server."),
                         Usage);
        return;
    }
    const auto forget = [&context, profile] {
        context.await<Done>(
            context.secrets->remove(tokenKey(profile->id)), [&context, profile](const Done &) {
                context.answer(
                    {{QStringLiteral("signed_out"), profile->userId}},
                    QStringLiteral("%1 is signed out of %2.").arg(profile->userId, profile->name));
            });
    };
    context.await<std::optional<QString>>(
        context.secrets->read(tokenKey(profile->id)),
        [&context, forget](const std::optional<QString> &token) {
            if (!token) {
                forget();
                return;
            }
            // Forgotten here even if the server cannot be told.
            auto *http = new HttpClient(context.address(), &context);
            http->setToken(*token);
            auto api = std::make_shared<AdminApi>(*http);
            onAnswer(api->signOut(), &context, [api, forget](const Result<Done> &) { forget(); });
        });
}

namespace {
// As the tick in the settings of the program.
void setStart(Context &context) {
    const QString word = context.argument(2);
    auto profile = context.chooseProfile();
    if ((word != u"yes" && word != u"no") || !profile || !profile->isLocal()) {
        context.failWith(QStringLiteral("Which server, and yes or no? hearthctl servers "
                                        "start-with-hearth yes|no --data-dir DIR."),
                         Usage);
        return;
    }
    profile->startWithHearth = word == u"yes";
    context.profiles->update(*profile);
    context.answer({{QStringLiteral("name"), profile->name},
                    {QStringLiteral("start_with_hearth"), profile->startWithHearth}},
                   profile->startWithHearth
                       ? QStringLiteral("%1 starts when Hearth starts.").arg(profile->name)
                       : QStringLiteral("%1 waits until somebody starts it.").arg(profile->name));
}

// As the settings of the program.
void showPassword(Context &context) {
    const auto profile = context.chooseProfile();
    if (!profile) {
        context.failWith(QStringLiteral("Which server? Name it with --data-dir or --server."),
                         Usage);
        return;
    }
    context.await<std::optional<QString>>(
        context.secrets->read(keptPasswordKey(profile->id)),
        [&context](const std::optional<QString> &secret) {
            const auto kept = secret ? keptPasswordFrom(*secret) : std::nullopt;
            if (kept)
                context.answer({{QStringLiteral("user_id"), kept->userId},
                                {QStringLiteral("password"), kept->password}},
                               QStringLiteral("%1  %2").arg(kept->userId, kept->password));
            else
                context.failWith(QStringLiteral(
                    "No password is kept. Only one that setup made up is, until it is changed."));
        });
}
} // namespace

void Context::forgetKeptPassword(const QString &userId, const std::function<void()> &then) {
    const auto profile = chooseProfile();
    if (!profile) {
        then();
        return;
    }
    const QString key = keptPasswordKey(profile->id);
    onAnswer(secrets->read(key), this,
             [this, key, userId, then](const Result<std::optional<QString>> &secret) {
                 const auto kept = secret && *secret ? keptPasswordFrom(**secret) : std::nullopt;
                 if (!kept || kept->userId != userId)
                     then();
                 else
                     onAnswer(secrets->remove(key), this, [then](const Result<Done> &) { then(); });
             });
}

void servers(Context &context) {
    if (context.argument(1) == u"password") {
        showPassword(context);
        return;
    }
    if (context.argument(1) == u"start-with-hearth") {
        setStart(context);
        return;
    }
    QJsonArray array;
    for (const auto &profile : context.profiles->all()) {
        array.append(
            QJsonObject{{QStringLiteral("name"), profile.name},
                        {QStringLiteral("server_name"), profile.serverName},
                        {QStringLiteral("address"), profile.baseUrl.toString()},
                        {QStringLiteral("kind"),
                         profile.isLocal() ? QStringLiteral("local") : QStringLiteral("remote")},
                        {QStringLiteral("data_dir"), profile.dataDir},
                        {QStringLiteral("start_with_hearth"), profile.startWithHearth},
                        {QStringLiteral("user_id"), profile.userId}});
        if (!context.json())
            context.print(QStringLiteral("%1  %2  %3")
                              .arg(profile.name.leftJustified(24),
                                   profile.baseUrl.toString().leftJustified(32), profile.dataDir));
    }
    context.answer({{QStringLiteral("servers"), array}},
                   array.size() == 1 ? QStringLiteral("1 server")
                                     : QStringLiteral("%1 servers").arg(array.size()));
}

} // namespace hearth::app::ctl
