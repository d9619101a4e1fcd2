// SPDX-License-Identifier: Apache-2.0
// Secrets in a file, each sealed with AES-256-GCM under a random key that lies beside it (0600).
// Safer than plain text (backups and glances), but whoever can read the folder can read them.
#pragma once

#include "app/core/result.hpp"

#include <QByteArray>
#include <QString>

#include <optional>

namespace hearth::app {

/// Small files read and written at once, so not on the GUI thread; one process at a time holds
/// them.
class SecretFile {
public:
    explicit SecretFile(QString folder);
    [[nodiscard]] Result<std::optional<QString>> read(const QString &key) const;
    [[nodiscard]] Result<Done> write(const QString &key, const QString &secret);
    [[nodiscard]] Result<Done> remove(const QString &key);

private:
    [[nodiscard]] Result<QByteArray> fileKey(bool create) const;

    QString m_file;
    QString m_keyFile;
};

} // namespace hearth::app
