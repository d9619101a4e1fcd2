// SPDX-License-Identifier: Apache-2.0
// English wording of an ApiError for logs and hearthctl.
#include "app/core/result.hpp"

#include <QStringList>

namespace hearth::app {
namespace {
QString sentence(ApiError::Kind kind) {
    switch (kind) {
    case ApiError::Kind::Unreachable:
        return QStringLiteral("The server cannot be reached");
    case ApiError::Kind::Timeout:
        return QStringLiteral("The server did not answer in time");
    case ApiError::Kind::Cancelled:
        return QStringLiteral("Cancelled");
    case ApiError::Kind::Tls:
        return QStringLiteral("The server's certificate is not trusted");
    case ApiError::Kind::NotMatrix:
        return QStringLiteral("The answer did not come from a Matrix server");
    case ApiError::Kind::SignedOut:
        return QStringLiteral("The administrator sign-in has ended");
    case ApiError::Kind::Forbidden:
        return QStringLiteral("This account is not allowed to do that");
    case ApiError::Kind::NotFound:
        return QStringLiteral("Not found");
    case ApiError::Kind::Unsupported:
        return QStringLiteral("The server does not offer this");
    case ApiError::Kind::RateLimited:
        return QStringLiteral("Too many requests");
    case ApiError::Kind::Rejected:
        return QStringLiteral("The server refused the request");
    case ApiError::Kind::ServerFailed:
        return QStringLiteral("The server failed");
    case ApiError::Kind::Local:
        return {};
    }
    return {};
}
} // namespace

QString ApiError::toString() const {
    QStringList parts;
    if (const auto start = sentence(kind); !start.isEmpty())
        parts << start;
    if (!serverText.isEmpty())
        parts << serverText;
    QString text = parts.join(QStringLiteral(": "));
    if (!errcode.isEmpty())
        text += QStringLiteral(" (%1)").arg(errcode);
    return text;
}

} // namespace hearth::app
