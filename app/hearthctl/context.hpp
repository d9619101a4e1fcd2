// SPDX-License-Identifier: Apache-2.0
// What every command of hearthctl has at hand: options, own files, output, and the exit.
#pragma once

#include "app/api/admin_api.hpp"
#include "app/core/clock.hpp"
#include "app/core/futures.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/supervisor/server_state.hpp"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonObject>
#include <QObject>

#include <functional>
#include <memory>

namespace hearth::app::ctl {

enum ExitCode { Ok = 0, Failed = 1, Usage = 2, NotRunning = 3 };

/// Lives in main; commands keep their objects alive as its children.
class Context : public QObject {
    Q_OBJECT
public:
    Context();
    ~Context() override;

    QCommandLineParser options;
    Paths paths;
    SystemClock clock;
    std::unique_ptr<ServerProfiles> profiles;
    std::unique_ptr<SecretStore> secrets;

    /// Positional argument after the command's words; empty if missing.
    [[nodiscard]] QString argument(int index) const;
    [[nodiscard]] bool has(const char *option) const;
    [[nodiscard]] QString text(const char *option) const;
    [[nodiscard]] bool json() const { return has("json"); }
    /// The number after an option, or `otherwise`. Fails with a sentence, and gives nothing, if it
    /// is none from `least` on.
    [[nodiscard]] std::optional<int> number(const char *option, int otherwise, int least = 0);
    /// The same for yes, no and any.
    [[nodiscard]] std::optional<Filter> filter(const char *option);

    void print(const QString &line) const;
    void printJson(const QJsonObject &object) const;
    void printError(const QString &line) const;
    /// One line of standard input, because secrets never come as arguments. At a terminal it asks
    /// with `prompt` and shows nothing of what is typed.
    [[nodiscard]] QString readSecret(const QString &prompt) const;
    /// The new password of --password-stdin, or one made up.
    [[nodiscard]] QString newPassword() const;

    void finish(int code);
    /// The end of a command that went well: the object, or the sentence for people.
    void answer(const QJsonObject &object, const QString &sentence);
    void failWith(const QString &message, int code = Failed);
    void failWith(const ApiError &error);
    void failWith(const StartFailure &failure, const QStringList &lastLines);

    /// Absolute --data-dir; without the option that of the only local profile.
    [[nodiscard]] QString dataDir();
    /// A signed-in AdminApi for --data-dir, --server or the only profile; else fails with a
    /// sentence. `then` runs once.
    void withApi(const std::function<void(AdminApi &)> &then);
    /// The profile of --data-dir or --server, or the only one.
    [[nodiscard]] std::optional<ServerProfile> chooseProfile();
    /// Where that server answers; empty if nothing names one.
    [[nodiscard]] QUrl address();
    /// Signs in with --user and a password that it asks for.
    void signInWithPassword(const QUrl &server,
                            const std::function<void(AdminApi &, const SignIn &)> &then);
    /// Of an account whose password was changed; `then` comes in any case.
    void forgetKeptPassword(const QString &userId, const std::function<void()> &then);
    /// The sign-in goes on after the end of the program.
    void keepSignIn() { m_temporarySignIn = false; }
    /// Calls `then` with the value, or fails with the error.
    template <class T>
    void await(QFuture<Result<T>> answer, std::function<void(const T &)> then) {
        onAnswer(answer, this, [this, then = std::move(then)](const Result<T> &result) {
            if (result)
                then(*result);
            else
                failWith(result.error());
        });
    }

private:
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<AdminApi> m_api;
    bool m_temporarySignIn = false;
};

// One function per command; each ends in context.finish() or failWith().
void setup(Context &context);
void start(Context &context);
void stop(Context &context);
void restart(Context &context);
void status(Context &context);
void figures(Context &context);
void logs(Context &context);
void servers(Context &context);
void probe(Context &context);
void connectTo(Context &context);
void reach(Context &context);
void signIn(Context &context);
void signOut(Context &context);
void users(Context &context);
void rooms(Context &context);

} // namespace hearth::app::ctl
