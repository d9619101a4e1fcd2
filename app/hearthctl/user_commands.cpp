// SPDX-License-Identifier: Apache-2.0
// hearthctl users …
#include "app/hearthctl/context.hpp"
#include "app/setup/setup_answers.hpp"

namespace hearth::app::ctl {
namespace {

QJsonObject toJson(const User &user) {
    return {{QStringLiteral("user_id"), user.id},
            {QStringLiteral("display_name"), user.displayName},
            {QStringLiteral("admin"), user.admin},
            {QStringLiteral("deactivated"), user.deactivated},
            {QStringLiteral("locked"), user.locked},
            {QStringLiteral("suspended"), user.suspended},
            {QStringLiteral("created_ts"), user.createdMs},
            {QStringLiteral("last_seen_ts"), user.lastSeenMs}};
}

void list(Context &context, AdminApi &api) {
    UserQuery query;
    query.search = context.text("search");
    query.deactivated = Filter::Any;
    query.guests = Filter::Any;
    if (context.has("limit"))
        query.limit = context.text("limit").toInt();
    context.await<UserPage>(api.listUsers(query), [&context](const UserPage &page) {
        if (context.json()) {
            QJsonArray array;
            for (const auto &user : page.users)
                array.append(toJson(user));
            context.printJson(
                {{QStringLiteral("users"), array}, {QStringLiteral("total"), page.total}});
            context.finish(Ok);
            return;
        }
        for (const auto &user : page.users) {
            QStringList facts;
            if (user.admin)
                facts << QStringLiteral("administrator");
            if (user.locked)
                facts << QStringLiteral("locked");
            if (user.suspended)
                facts << QStringLiteral("suspended");
            if (user.deactivated)
                facts << QStringLiteral("deactivated");
            context.print(QStringLiteral("%1  %2  %3")
                              .arg(user.id.leftJustified(36), user.displayName.leftJustified(24),
                                   facts.join(QStringLiteral(", ")))
                              .trimmed());
        }
        context.print(QStringLiteral("%1 of %2").arg(page.users.size()).arg(page.total));
        context.finish(Ok);
    });
}

void say(Context &context, const QString &userId, const QString &sentence,
         const QString &password = {}) {
    if (context.json()) {
        QJsonObject object{{QStringLiteral("user_id"), userId}};
        if (!password.isEmpty())
            object.insert(QStringLiteral("password"), password);
        context.printJson(object);
    } else {
        context.print(sentence.arg(userId));
        if (!password.isEmpty())
            context.print(QStringLiteral("Password: %1").arg(password));
    }
    context.finish(Ok);
}

void tell(Context &context, QFuture<Result<Done>> answer, const QString &userId,
          const QString &sentence, const QString &password = {}) {
    context.await<Done>(std::move(answer), [&context, userId, sentence, password](const Done &) {
        say(context, userId, sentence, password);
    });
}

void create(Context &context, AdminApi &api, const QString &userId) {
    const bool given = context.has("password-stdin");
    UserChange account;
    account.password = given ? context.readSecret() : suggestPassword();
    account.admin = context.has("admin");
    if (context.has("display-name"))
        account.displayName = context.text("display-name");
    const QString shown = given ? QString() : *account.password;
    // The call below changes an account that exists; creating must not.
    const QString localpart = userId.mid(1).section(u':', 0, 0);
    context.await<Done>(
        api.checkUserNameFree(localpart), [&context, &api, userId, account, shown](const Done &) {
            context.await<UserDetails>(
                api.putUser(userId, account), [&context, shown](const UserDetails &details) {
                    say(context, details.user.id, QStringLiteral("%1 was created."), shown);
                });
        });
}

void runOn(Context &context, AdminApi &api, const QString &verb, const QString &userId) {
    if (verb == u"create") {
        create(context, api, userId);
    } else if (verb == u"deactivate") {
        tell(context, api.deactivateUser(userId, context.has("erase")), userId,
             QStringLiteral("%1 was deactivated."));
    } else if (verb == u"lock") {
        tell(context, api.setLocked(userId, true), userId, QStringLiteral("%1 was locked."));
    } else if (verb == u"unlock") {
        tell(context, api.setLocked(userId, false), userId, QStringLiteral("%1 was unlocked."));
    } else if (verb == u"set-admin") {
        const bool admin = !context.has("off");
        tell(context, api.setAdmin(userId, admin), userId,
             admin ? QStringLiteral("%1 is an administrator.")
                   : QStringLiteral("%1 is no administrator."));
    } else if (verb == u"reset-password") {
        const bool given = context.has("password-stdin");
        const QString password = given ? context.readSecret() : suggestPassword();
        tell(context, api.resetPassword(userId, password, !context.has("keep-devices")), userId,
             QStringLiteral("%1 has a new password."), given ? QString() : password);
    } else {
        context.failWith(QStringLiteral("Unknown command \"users %1\".").arg(verb), Usage);
    }
}
} // namespace

void users(Context &context) {
    const QString verb = context.argument(1);
    const QString name = context.argument(2);
    if (verb != u"list" && name.isEmpty()) {
        context.failWith(QStringLiteral("Which user? hearthctl users %1 NAME").arg(verb), Usage);
        return;
    }
    context.withApi([&context, verb, name](AdminApi &api) {
        if (verb == u"list") {
            list(context, api);
            return;
        }
        if (name.startsWith(u'@')) {
            runOn(context, api, verb, name);
            return;
        }
        // A bare name gets the server of the account that is signed in.
        context.await<WhoAmI>(api.whoAmI(), [&context, &api, verb, name](const WhoAmI &me) {
            runOn(context, api, verb, u'@' + name + u':' + me.userId.section(u':', 1));
        });
    });
}

} // namespace hearth::app::ctl
