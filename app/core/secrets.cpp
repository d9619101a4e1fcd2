// SPDX-License-Identifier: Apache-2.0
// Keychain by QtKeychain; what it cannot keep goes to the encrypted file.
#include "app/core/secrets.hpp"

#include "app/core/futures.hpp"
#include "app/core/paths.hpp"
#include "app/core/secret_file.hpp"

#include <qt6keychain/keychain.h>

namespace hearth::app {
namespace {

class KeychainStore final : public SecretStore {
public:
    explicit KeychainStore(const Paths &paths)
        : m_file(paths.configDir)
        , m_fileOnly(qEnvironmentVariable("HEARTH_SECRETS") == u"file") {}

    QFuture<Result<std::optional<QString>>> read(const QString &key) override {
        if (m_fileOnly)
            return readyFuture(readFromFile(key));
        auto promise = std::make_shared<QPromise<Result<std::optional<QString>>>>();
        promise->start();
        auto *job = new QKeychain::ReadPasswordJob(service(), this);
        prepare(job, key);
        connect(job, &QKeychain::Job::finished, this, [this, promise, job, key] {
            if (job->error() == QKeychain::NoError) {
                use(Storage::Keychain);
                promise->addResult(std::optional<QString>(job->textData()));
            } else {
                if (job->error() == QKeychain::EntryNotFound)
                    use(Storage::Keychain);
                promise->addResult(readFromFile(key));
            }
            promise->finish();
        });
        job->start();
        return promise->future();
    }

    QFuture<Result<Done>> write(const QString &key, const QString &secret) override {
        if (m_fileOnly)
            return readyFuture(writeToFile(key, secret));
        auto promise = std::make_shared<QPromise<Result<Done>>>();
        promise->start();
        auto *job = new QKeychain::WritePasswordJob(service(), this);
        prepare(job, key);
        job->setTextData(secret);
        connect(job, &QKeychain::Job::finished, this, [this, promise, job, key, secret] {
            if (job->error() == QKeychain::NoError) {
                use(Storage::Keychain);
                // A copy from a time without a keychain would outlive the secret.
                std::ignore = m_file.remove(key);
                promise->addResult(Done{});
            } else {
                promise->addResult(writeToFile(key, secret));
            }
            promise->finish();
        });
        job->start();
        return promise->future();
    }

    QFuture<Result<Done>> remove(const QString &key) override {
        const auto removed = m_file.remove(key);
        if (m_fileOnly)
            return readyFuture(removed);
        auto promise = std::make_shared<QPromise<Result<Done>>>();
        promise->start();
        auto *job = new QKeychain::DeletePasswordJob(service(), this);
        prepare(job, key);
        connect(job, &QKeychain::Job::finished, this, [promise, removed] {
            promise->addResult(removed);
            promise->finish();
        });
        job->start();
        return promise->future();
    }

    Storage storage() const override { return m_storage; }

private:
    static QString service() { return QStringLiteral("Hearth"); }
    static void prepare(QKeychain::Job *job, const QString &key) {
        job->setAutoDelete(true);
        job->setInsecureFallback(false);
        job->setKey(key);
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
