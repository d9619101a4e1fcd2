// SPDX-License-Identifier: Apache-2.0
// The administrator's password that Hearth made up at set-up: nobody has chosen it, so it can be
// looked up until it is changed. It is kept beside the access token, for one account of a profile.
#pragma once

#include <QString>

#include <optional>

namespace hearth::app {

struct KeptPassword {
    QString userId;
    QString password;
    bool operator==(const KeptPassword &) const = default;
};

/// Key in the SecretStore.
[[nodiscard]] inline QString keptPasswordKey(const QString &profileId) {
    return QStringLiteral("password/") + profileId;
}

/// Neither an address nor a password that Hearth makes up has a space.
[[nodiscard]] inline QString toSecret(const KeptPassword &kept) {
    return kept.userId + u' ' + kept.password;
}

[[nodiscard]] inline std::optional<KeptPassword> keptPasswordFrom(const QString &secret) {
    const auto space = secret.indexOf(u' ');
    if (space <= 0)
        return std::nullopt;
    return KeptPassword{secret.left(space), secret.mid(space + 1)};
}

} // namespace hearth::app
