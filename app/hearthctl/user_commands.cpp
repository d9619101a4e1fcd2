// SPDX-License-Identifier: Apache-2.0
// hearthctl users …
#include "app/hearthctl/lists.hpp"
#include "app/hearthctl/options.hpp"
#include "app/hearthctl/verbs.hpp"

#include <array>
#include <utility>

namespace hearth::app::ctl {
namespace {

void list(Context &context, AdminApi &api, const QString &) {
    static const ListOptions<UserQuery, UserOrder> options{
        {{"deactivated", &UserQuery::deactivated},
         {"locked", &UserQuery::locked},
         {"guests", &UserQuery::guests},
         {"admins", &UserQuery::admins}},
        userOrderFrom,
        "name, displayname, admin, creation_ts, last_seen_ts, deactivated, locked or user_type"};
    const auto query = readListOptions(context, options);
    if (!query)
        return;
    context.await<UserPage>(api.listUsers(*query), [&context](const UserPage &page) {
        answerWithList(context, "users", page.users, page.total, page.next, [](const User &user) {
            return QStringLiteral("%1  %2  %3")
                .arg(user.id.leftJustified(36), user.displayName.leftJustified(24), factsOf(user))
                .trimmed();
        });
    });
}

void show(Context &context, AdminApi &api, const QString &userId) {
    context.await<UserDetails>(api.getUser(userId), [&context](const UserDetails &details) {
        if (context.json()) {
            context.answer(toJson(details), {});
            return;
        }
        const User &user = details.user;
        QStringList lines{fact("Account", user.id), fact("Name", user.displayName),
                          fact("State", factsOf(user)), fact("Created", timeText(user.createdMs)),
                          fact("Last seen", timeText(user.lastSeenMs))};
        for (const auto &one : details.threepids)
            lines << fact(one.medium == u"email" ? "Mail" : "Phone", one.address);
        context.answer({}, lines.join(u'\n'));
    });
}

void say(Context &context, const QString &userId, const QString &sentence,
         const QString &password = {}) {
    QJsonObject object{{QStringLiteral("user_id"), userId}};
    QString text = sentence.arg(userId);
    if (!password.isEmpty()) {
        object.insert(QStringLiteral("password"), password);
        text += QStringLiteral("\nPassword: %1").arg(password);
    }
    context.answer(object, text);
}

void tell(Context &context, QFuture<Result<Done>> answer, const QString &userId,
          const QString &sentence, const QString &password = {}) {
    context.await<Done>(std::move(answer), [&context, userId, sentence, password](const Done &) {
        say(context, userId, sentence, password);
    });
}

void create(Context &context, AdminApi &api, const QString &userId) {
    UserChange account;
    account.password = context.newPassword();
    account.admin = context.has("admin");
    if (context.has("display-name"))
        account.displayName = context.text("display-name");
    const QString shown = context.has("password-stdin") ? QString() : *account.password;
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

// The call would make an account of a mistyped name.
void edit(Context &context, AdminApi &api, const QString &userId) {
    if (!context.has("display-name")) {
        context.failWith(QStringLiteral("What is to be changed? Name it with --display-name TEXT."),
                         Usage);
        return;
    }
    context.await<UserDetails>(api.getUser(userId), [&context, &api, userId](const UserDetails &) {
        UserChange change;
        change.displayName = context.text("display-name");
        context.await<UserDetails>(api.putUser(userId, change), [&context](
                                                                    const UserDetails &details) {
            context.answer(toJson(details), QStringLiteral("%1 is called \"%2\".")
                                                .arg(details.user.id, details.user.displayName));
        });
    });
}

void resetPassword(Context &context, AdminApi &api, const QString &userId) {
    const QString password = context.newPassword();
    const QString shown = context.has("password-stdin") ? QString() : password;
    context.await<Done>(api.resetPassword(userId, password, !context.has("keep-devices")),
                        [&context, userId, shown](const Done &) {
                            context.forgetKeptPassword(userId, [&context, userId, shown] {
                                say(context, userId, QStringLiteral("%1 has a new password."),
                                    shown);
                            });
                        });
}

void setAdmin(Context &context, AdminApi &api, const QString &userId) {
    const bool admin = !context.has("off");
    tell(context, api.setAdmin(userId, admin), userId,
         admin ? QStringLiteral("%1 is an administrator.")
               : QStringLiteral("%1 is no administrator."));
}

void deactivate(Context &context, AdminApi &api, const QString &userId) {
    tell(context, api.deactivateUser(userId, context.has("erase")), userId,
         QStringLiteral("%1 was deactivated."));
}

using Switch = QFuture<Result<Done>> (AdminApi::*)(const QString &, bool);

QString sentenceFor(Switch call, bool on) {
    if (call == &AdminApi::setLocked)
        return on ? QStringLiteral("%1 was locked.") : QStringLiteral("%1 was unlocked.");
    if (call == &AdminApi::setSuspended)
        return on ? QStringLiteral("%1 was suspended.")
                  : QStringLiteral("%1 is not suspended any more.");
    return on ? QStringLiteral("%1 was shadow-banned.")
              : QStringLiteral("%1 is not shadow-banned any more.");
}

template <Switch Call, bool On>
void turn(Context &context, AdminApi &api, const QString &userId) {
    tell(context, (api.*Call)(userId, On), userId, sentenceFor(Call, On));
}

void rateLimit(Context &context, AdminApi &api, const QString &userId) {
    const auto shown = [&context, userId](const std::optional<RateLimit> &limit) {
        QJsonObject object{{QStringLiteral("user_id"), userId}};
        QString text = QStringLiteral("The limits of the server apply to %1.").arg(userId);
        if (limit) {
            object.insert(QStringLiteral("messages_per_second"), limit->messagesPerSecond);
            object.insert(QStringLiteral("burst_count"), limit->burst);
            // Nought a second means that nothing is counted at all.
            text = limit->messagesPerSecond == 0
                       ? QStringLiteral("%1 may send as many messages as it likes.").arg(userId)
                       : QStringLiteral("%1 may send %2 messages a second, %3 at once.")
                             .arg(userId)
                             .arg(limit->messagesPerSecond)
                             .arg(limit->burst);
        }
        context.answer(object, text);
    };
    std::optional<RateLimit> wanted;
    if (context.has("messages") || context.has("burst")) {
        const auto messages = context.number("messages", 0);
        if (!messages)
            return;
        const auto burst = context.number("burst", 0);
        if (!burst)
            return;
        wanted = RateLimit{*messages, *burst};
    }
    if (wanted || context.has("off"))
        context.await<Done>(api.setRateLimit(userId, wanted),
                            [shown, wanted](const Done &) { shown(wanted); });
    else
        context.await<std::optional<RateLimit>>(api.rateLimit(userId), shown);
}

void joinedRooms(Context &context, AdminApi &api, const QString &userId) {
    context.await<QStringList>(api.joinedRooms(userId), [&context](const QStringList &rooms) {
        context.answer(
            {{QStringLiteral("rooms"), QJsonArray::fromStringList(rooms)},
             {QStringLiteral("total"), rooms.size()}},
            (rooms + QStringList{QStringLiteral("%1 rooms").arg(rooms.size())}).join(u'\n'));
    });
}

constexpr std::array<Verb, 18> verbs{{
    {"list", list, false},
    {"show", show},
    {"create", create},
    {"edit", edit},
    {"reset-password", resetPassword},
    {"set-admin", setAdmin},
    {"lock", turn<&AdminApi::setLocked, true>},
    {"unlock", turn<&AdminApi::setLocked, false>},
    {"suspend", turn<&AdminApi::setSuspended, true>},
    {"unsuspend", turn<&AdminApi::setSuspended, false>},
    {"shadow-ban", turn<&AdminApi::setShadowBanned, true>},
    {"lift-shadow-ban", turn<&AdminApi::setShadowBanned, false>},
    {"deactivate", deactivate},
    {"devices", listDevices},
    {"rename-device", renameDevice},
    {"sign-out-device", signOutDevice},
    {"rate-limit", rateLimit},
    {"rooms", joinedRooms},
}};
} // namespace

void users(Context &context) {
    const QString word = context.argument(1);
    const QString name = context.argument(2);
    const Verb *verb = findVerb(verbs, word);
    if (verb == nullptr) {
        context.failWith(QStringLiteral("Unknown command \"users %1\".").arg(word), Usage);
        return;
    }
    if (verb->needsSubject && name.isEmpty()) {
        context.failWith(QStringLiteral("Which user? hearthctl users %1 NAME").arg(word), Usage);
        return;
    }
    context.withApi([&context, verb, name](AdminApi &api) {
        if (!verb->needsSubject || name.startsWith(u'@')) {
            verb->run(context, api, name);
            return;
        }
        // A bare name gets the server of the account that is signed in.
        context.await<WhoAmI>(api.whoAmI(), [&context, &api, verb, name](const WhoAmI &me) {
            verb->run(context, api, u'@' + name + u':' + me.userId.section(u':', 1));
        });
    });
}

} // namespace hearth::app::ctl
