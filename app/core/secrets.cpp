// SPDX-License-Identifier: Apache-2.0
// Keychain by QtKeychain; what it cannot keep goes to the encrypted file until it can.
#include "app/core/secrets.hpp"

#include "app/core/file_queue.hpp"
#include "app/core/futures.hpp"
#include "app/core/keychain_lock.hpp"
#include "app/core/paths.hpp"
#include "app/core/secret_file.hpp"

#include <QLibrary>
#include <QTimer>
#include <qt6keychain/keychain.h>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

namespace hearth::app {
namespace {
// Long enough for a person who is asked to unlock the keychain.
constexpr std::chrono::seconds patience{60};

/// libsecret keeps its session with the keychain service. When that service was restarted the
/// session is void, and every call fails, until libsecret is told to begin a new one.
void forgetKeychainSession() {
    // QtKeychain loads the same library, by the same name.
    QLibrary library(QStringLiteral("secret-1"), 0);
    using Disconnect = void (*)();
    if (const auto disconnect =
            reinterpret_cast<Disconnect>(library.resolve("secret_service_disconnect")))
        disconnect();
}

/// Whether a keychain that was restarted could be the cause.
bool mayBeRestart(QKeychain::Error error) {
    return error == QKeychain::OtherError || error == QKeychain::NoBackendAvailable;
}

/// Whether nothing goes in without a prompt.
bool isShut(KeychainLock lock) {
    return lock == KeychainLock::Locked || lock == KeychainLock::Missing;
}

class KeychainStore final : public SecretStore {
public:
    explicit KeychainStore(const Paths &paths)
        : m_file(paths.configDir)
        , m_fileOnly(qEnvironmentVariable("HEARTH_SECRETS") == u"file") {}

    QFuture<Result<std::optional<QString>>> read(const QString &key) override {
        const auto reply = std::make_shared<Reply<Found>>();
        onAnswer(m_queue.run([file = m_file, key] { return file.read(key); }), this,
                 [this, key, reply](const Result<Found> &found) {
                     const bool inFile = found && found->has_value();
                     if (m_fileOnly || inFile) {
                         use(Storage::EncryptedFile);
                         reply->give(found);
                     }
                     // What is in the file was written while there was no keychain, so it is the
                     // newer one; it moves as soon as there is one.
                     if (!m_fileOnly && inFile)
                         moveToKeychain(key, **found);
                     else if (!m_fileOnly)
                         readFromKeychain(key, found, reply);
                 });
        return reply->future();
    }

    QFuture<Result<Done>> write(const QString &key, const QString &secret) override {
        const auto reply = std::make_shared<Reply<Done>>();
        if (m_fileOnly)
            writeToFile(key, secret, reply);
        else
            tryKeychain(
                [key, secret] {
                    auto *job = new QKeychain::WritePasswordJob(service());
                    job->setKey(key);
                    job->setTextData(secret);
                    return job;
                },
                [this, key, secret, reply](QKeychain::Job *job) {
                    if (job == nullptr || job->error() != QKeychain::NoError) {
                        writeToFile(key, secret, reply);
                        return;
                    }
                    use(Storage::Keychain);
                    // A copy from a time without a keychain would outlive the secret.
                    removeFromFile(key, reply);
                });
        return reply->future();
    }

    QFuture<Result<Done>> remove(const QString &key) override {
        const auto reply = std::make_shared<Reply<Done>>();
        removeFromFile(key, reply);
        if (!m_fileOnly)
            tryKeychain(
                [key] {
                    auto *job = new QKeychain::DeletePasswordJob(service());
                    job->setKey(key);
                    return job;
                },
                [](QKeychain::Job *) {});
        return reply->future();
    }

    Storage storage() const override { return m_storage; }

private:
    using Found = std::optional<QString>;

    /// The answer to a caller: the first one given counts.
    template <class T>
    class Reply {
    public:
        Reply() { m_promise.start(); }
        QFuture<Result<T>> future() { return m_promise.future(); }
        void give(const Result<T> &value) {
            if (std::exchange(m_given, true))
                return;
            m_promise.addResult(value);
            m_promise.finish();
        }

    private:
        QPromise<Result<T>> m_promise;
        bool m_given = false;
    };

    static QString service() { return QStringLiteral("Hearth"); }

    using Take = std::function<void(QKeychain::Job *)>;
    /// One question to the keychain.
    struct Ask {
        std::function<QKeychain::Job *()> make;
        Take take;
    };

    /// Runs the job that `make` gives and passes it to `take` when it ended; null if it gave no
    /// answer in time, or if somebody said no before. One at a time: a keychain that is locked
    /// shows a prompt for each, and who cancels one does not want the next.
    void tryKeychain(std::function<QKeychain::Job *()> make, Take take) {
        m_asks.push_back({std::move(make), std::move(take)});
        askNext();
    }

    void askNext() {
        if (m_asks.empty() || std::exchange(m_asking, true))
            return;
        const Ask ask = m_asks.front();
        m_asks.pop_front();
        if (!m_refused) {
            start(ask, false);
            return;
        }
        // It may have been unlocked since, by whatever program.
        onAnswer(askKeychain(), this, [this, ask](const KeychainState &state) {
            if (state.lock == KeychainLock::Open) {
                m_refused = false;
                start(ask, false);
                return;
            }
            ask.take(nullptr);
            goOn();
        });
    }

    void goOn() {
        m_asking = false;
        askNext();
    }

    /// Once more with a new session if the keychain may have been restarted. An end that comes
    /// after its time is taken, too, for its effects. The job belongs to nobody, because the
    /// keychain answers to one that was deleted, too.
    void start(const Ask &ask, bool isAgain) {
        QKeychain::Job *job = ask.make();
        const auto ended = std::make_shared<bool>(false);
        const auto late = std::make_shared<bool>(false);
        job->setAutoDelete(true);
        job->setInsecureFallback(false);
        connect(job, &QKeychain::Job::finished, this, [this, ask, isAgain, job, ended, late] {
            *ended = true;
            if (!isAgain && !*late && mayBeRestart(job->error())) {
                lookWhetherRestarted(ask);
                return;
            }
            const auto error = job->error();
            if (error == QKeychain::NoError)
                m_refused = false;
            ask.take(job);
            if (*late)
                return;
            if (error == QKeychain::NoError)
                rememberKeychain();
            else
                learnWhetherRefused(error);
        });
        QTimer::singleShot(patience, this, [this, ask, ended, late] {
            if (*ended)
                return;
            *late = true;
            m_refused = true; // a prompt that nobody answers is enough
            ask.take(nullptr);
            goOn();
        });
        job->start();
    }

    /// Which one it was that answered: it can be restarted later.
    void rememberKeychain() {
        if (!m_keychain.isEmpty()) {
            goOn();
            return;
        }
        onAnswer(askKeychain(), this, [this](const KeychainState &state) {
            m_keychain = state.owner;
            goOn();
        });
    }

    /// Begins a new session with a keychain that was restarted. One that is the same as before and
    /// locked (or not made yet) was not: its prompt was cancelled. (A session is never ended from
    /// within a call.)
    void lookWhetherRestarted(const Ask &ask) {
        onAnswer(askKeychain(), this, [this, ask](const KeychainState &state) {
            const bool isSame = m_keychain.isEmpty() || m_keychain == state.owner;
            m_keychain = state.owner;
            if (isShut(state.lock) && isSame) {
                m_refused = true;
                ask.take(nullptr);
                goOn();
                return;
            }
            forgetKeychainSession();
            start(ask, true);
        });
    }

    /// A prompt that was cancelled looks like an entry that is not there, or like any failure; but
    /// the keychain is still locked then. (To look for an entry asks nobody to make a keychain.)
    void learnWhetherRefused(QKeychain::Error error) {
        if (error == QKeychain::AccessDenied || error == QKeychain::AccessDeniedByUser)
            m_refused = true;
        const bool isLook = error == QKeychain::EntryNotFound;
        onAnswer(askKeychain(), this, [this, isLook](const KeychainState &state) {
            if (isLook ? state.lock == KeychainLock::Locked : isShut(state.lock))
                m_refused = true;
            goOn();
        });
    }

    void readFromKeychain(const QString &key, const Result<Found> &inFile,
                          const std::shared_ptr<Reply<Found>> &reply) {
        tryKeychain(
            [key] {
                auto *job = new QKeychain::ReadPasswordJob(service());
                job->setKey(key);
                return job;
            },
            [this, inFile, reply](QKeychain::Job *job) {
                const auto error = job != nullptr ? job->error() : QKeychain::OtherError;
                if (error == QKeychain::NoError || error == QKeychain::EntryNotFound)
                    use(Storage::Keychain);
                if (error == QKeychain::NoError)
                    reply->give(Found(qobject_cast<QKeychain::ReadPasswordJob *>(job)->textData()));
                else
                    reply->give(inFile);
            });
    }

    /// Only into a keychain that there is: nobody is asked at each start to make one, for something
    /// that is kept already. (To look for it starts the keychain's service, without a question.)
    void moveToKeychain(const QString &key, const QString &secret) {
        tryKeychain(
            [key] {
                auto *job = new QKeychain::ReadPasswordJob(service());
                job->setKey(key);
                return job;
            },
            [this, key, secret](QKeychain::Job *) {
                onAnswer(askKeychain(), this, [this, key, secret](const KeychainState &state) {
                    if (state.lock != KeychainLock::Missing)
                        writeToKeychain(key, secret);
                });
            });
    }

    void writeToKeychain(const QString &key, const QString &secret) {
        tryKeychain(
            [key, secret] {
                auto *job = new QKeychain::WritePasswordJob(service());
                job->setKey(key);
                job->setTextData(secret);
                return job;
            },
            [this, key, secret](QKeychain::Job *job) {
                if (job == nullptr || job->error() != QKeychain::NoError)
                    return;
                use(Storage::Keychain);
                m_queue.post([file = m_file, key, secret]() mutable {
                    // Unless another one was written meanwhile.
                    if (const auto now = file.read(key); now && *now == secret)
                        static_cast<void>(file.remove(key));
                });
            });
    }

    void writeToFile(const QString &key, const QString &secret,
                     const std::shared_ptr<Reply<Done>> &reply) {
        use(Storage::EncryptedFile);
        onAnswer(
            m_queue.run([file = m_file, key, secret]() mutable { return file.write(key, secret); }),
            this, [reply](const Result<Done> &done) { reply->give(done); });
    }

    void removeFromFile(const QString &key, const std::shared_ptr<Reply<Done>> &reply) {
        onAnswer(m_queue.run([file = m_file, key]() mutable { return file.remove(key); }), this,
                 [reply](const Result<Done> &done) { reply->give(done); });
    }

    void use(Storage storage) {
        if (std::exchange(m_storage, storage) != storage)
            Q_EMIT storageChanged(storage);
    }

    const SecretFile m_file;
    FileQueue m_queue; ///< the file's
    const bool m_fileOnly;
    std::deque<Ask> m_asks;
    QString m_keychain;     ///< the connection of the one that answered before
    bool m_asking = false;  ///< one of them is under way
    bool m_refused = false; ///< somebody cancelled a prompt, in this run
    Storage m_storage = Storage::Unknown;
};

} // namespace

std::unique_ptr<SecretStore> makeSecretStore(const Paths &paths) {
    return std::make_unique<KeychainStore>(paths);
}

QString tokenKey(const QString &profileId) {
    return QStringLiteral("token/") + profileId;
}

} // namespace hearth::app
