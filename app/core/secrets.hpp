// SPDX-License-Identifier: Apache-2.0
// Access tokens and other secrets: in the desktop's keychain, or, where there is none, in an
// encrypted file whose key lies beside it readable by the owner only.
#pragma once

#include "app/core/result.hpp"

#include <QFuture>
#include <QObject>

#include <memory>
#include <optional>

namespace hearth::app {

struct Paths;

/// Asynchronous store of secrets by key ("token/<profile id>"). Used on the GUI thread.
class SecretStore : public QObject {
    Q_OBJECT
public:
    enum class Storage {
        Unknown,       ///< nothing was read or written so far
        Keychain,      ///< the system's keychain service
        EncryptedFile, ///< the fallback; the interface must say so
    };
    Q_ENUM(Storage)
    using QObject::QObject;

    /// An absent key is a success without value.
    [[nodiscard]] virtual QFuture<Result<std::optional<QString>>> read(const QString &key) = 0;
    [[nodiscard]] virtual QFuture<Result<Done>> write(const QString &key,
                                                      const QString &secret) = 0;
    [[nodiscard]] virtual QFuture<Result<Done>> remove(const QString &key) = 0;
    [[nodiscard]] virtual Storage storage() const = 0;

Q_SIGNALS:
    void storageChanged(hearth::app::SecretStore::Storage storage);
};

/// Keychain with the file as fallback; HEARTH_SECRETS=file chooses the file at once.
[[nodiscard]] std::unique_ptr<SecretStore> makeSecretStore(const Paths &paths);

/// Key of a profile's access token.
[[nodiscard]] QString tokenKey(const QString &profileId);

} // namespace hearth::app
