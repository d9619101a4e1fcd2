// SPDX-License-Identifier: Apache-2.0
// Result<T>: what every call that can fail for the caller to deal with returns, and the ApiError
// that says what went wrong in a form the interface can put into words.
#pragma once

#include <tl/expected.hpp>

#include <QString>

#include <utility>

namespace hearth::app {

/// What went wrong, independent of language. ui maps `kind` to a sentence; `serverText` belongs
/// under "Details".
struct ApiError {
    enum class Kind {
        Unreachable,  ///< no connection: refused, no route, unknown host
        Timeout,      ///< connected or not, no answer in time
        Cancelled,    ///< given up by us
        Tls,          ///< the certificate was not accepted
        NotMatrix,    ///< something answered, but not a Matrix server (no JSON where JSON must be)
        SignedOut,    ///< the access token is missing or not valid any more
        Forbidden,    ///< signed in, but not allowed (for example no administrator)
        NotFound,     ///< the thing asked for does not exist
        Unsupported,  ///< the server does not offer this call
        RateLimited,  ///< too many requests; see retryAfterMs
        Rejected,     ///< the server refused the values (other 4xx)
        ServerFailed, ///< the server failed (5xx)
        Local,        ///< something on this computer failed; serverText says what
    };
    Kind kind = Kind::Local;
    int httpStatus = 0;
    QString errcode;    ///< Matrix error code, e.g. M_FORBIDDEN
    QString serverText; ///< the server's own words, untranslated
    QString request;    ///< "GET /path", for Details
    qint64 retryAfterMs = 0;

    /// True where trying again later can help without changing anything.
    [[nodiscard]] bool isTransient() const {
        return kind == Kind::Unreachable || kind == Kind::Timeout || kind == Kind::RateLimited ||
               kind == Kind::ServerFailed;
    }
    /// True where the server could not be asked at all.
    [[nodiscard]] bool isConnection() const {
        return kind == Kind::Unreachable || kind == Kind::Timeout || kind == Kind::Tls;
    }
    /// One English line for logs and the command line.
    [[nodiscard]] QString toString() const;
};

template <class T>
using Result = tl::expected<T, ApiError>;

/// The value of a call that answers only "done".
struct Done {};

/// Shorthand for `return fail(error)`.
[[nodiscard]] inline tl::unexpected<ApiError> fail(ApiError error) {
    return tl::unexpected<ApiError>(std::move(error));
}
[[nodiscard]] inline tl::unexpected<ApiError> failLocally(QString what) {
    ApiError error;
    error.serverText = std::move(what);
    return tl::unexpected<ApiError>(std::move(error));
}

} // namespace hearth::app
