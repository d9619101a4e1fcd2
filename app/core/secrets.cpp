// SPDX-License-Identifier: Apache-2.0
// Keychain by QtKeychain; what it cannot keep goes to the encrypted file.
#include "app/core/secrets.hpp"

#include "app/core/futures.hpp"
#include "app/core/paths.hpp"
#include "app/core/secret_file.hpp"

#include <QTimer>
#include <qt6keychain/keychain.h>

#include <chrono>

namespace hearth::app {
namespace {
// Long enough for a person who is asked to unlock the keychain.
constexpr std::chrono::seconds patience{60};

class KeychainStore final : public SecretStore {
public:
    explicit KeychainStore(const Paths &paths)
        : m_file(paths.configDir)
        , m_fileOnly(qEnvironmentVariable("HEARTH_SECRETS") == u"file") {}

    QFuture<Result<std::optional<QString>>> read(const QString &key) override {
        using Found = std::optional<QString>;
        if (m_fileOnly)
            return readyFuture(readFromFile(key));
        auto *job = new QKeychain::ReadPasswordJob(service(), this);
        return run<Found>(job, key, [this, job, key](bool answered) -> Result<Found> {
            if (answered && job->error() == QKeychain::NoError) {
                use(Storage::Keychain);
                return Found(job->textData());
            }
            if (answered && job->error() == QKeychain::EntryNotFound)
                use(Storage::Keychain);
            return readFromFile(key);
        });
    }

    QFuture<Result<Done>> write(const QString &key, const QString &secret) override {
        if (m_fileOnly)
            return readyFuture(writeToFile(key, secret));
        auto *job = new QKeychain::WritePasswordJob(service(), this);
        job->setTextData(secret);
        return run<Done>(job, key, [this, job, key, secret](bool answered) -> Result<Done> {
            if (!answered || job->error() != QKeychain::NoError)
                return writeToFile(key, secret);
            use(Storage::Keychain);
            // A copy from a time without a keychain would outlive the secret.
            return m_file.remove(key);
        });
    }

    QFuture<Result<Done>> remove(const QString &key) override {
        const auto removed = m_file.remove(key);
        if (m_fileOnly)
            return readyFuture(removed);
        auto *job = new QKeychain::DeletePasswordJob(service(), this);
        return run<Done>(job, key, [removed](bool) { return removed; });
    }

    Storage storage() const override { return m_storage; }

private:
    static QString service() { return QStringLiteral("Hearth"); }
    /// Starts the job. `take(true)` makes the answer of its end, `take(false)` that of a keychain
    /// that gave none in time; an end that comes later than that is taken, too, for its effects.
    template <class T, class Take>
    QFuture<Result<T>> run(QKeychain::Job *job, const QString &key, Take take) {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        job->setAutoDelete(true);
        job->setInsecureFallback(false);
        job->setKey(key);
        const auto answer = [promise](const Result<T> &value) {
            if (promise->future().isFinished())
                return;
            promise->addResult(value);
            promise->finish();
        };
        connect(job, &QKeychain::Job::finished, this, [take, answer] { answer(take(true)); });
        QTimer::singleShot(patience, job, [take, answer] { answer(take(false)); });
        job->start();
        return promise->future();
    }
    void use(Storage storage) {
        if (std::exchange(m_storage, storage) != storage)
            Q_EMIT storageChanged(storage);
    }
    Result<std::optional<QString>> readFromFile(const QString &key) {
        auto found = m_file.read(key);
        if (m_fileOnly || (found && found->has_value()))
            use(Storage::EncryptedFile);
        return found;
    }
    Result<Done> writeToFile(const QString &key, const QString &secret) {
        use(Storage::EncryptedFile);
        return m_file.write(key, secret);
    }

    SecretFile m_file;
    const bool m_fileOnly;
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
