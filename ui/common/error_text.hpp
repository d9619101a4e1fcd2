// SPDX-License-Identifier: Apache-2.0
// Errors in words: what happened, and what to do. Codes and the server's own words are details.
#pragma once

#include <QString>

namespace hearth::app {
struct ApiError;
struct StartFailure;
} // namespace hearth::app

namespace hearth::ui {

/// "The server did not answer in time."
QString whatHappened(const app::ApiError &error);
/// "Check that it runs, then try again."; may be empty.
QString whatToDo(const app::ApiError &error);
/// Request, status, code and the server's words, for Details and Copy.
QString errorDetails(const app::ApiError &error);

/// Why a server could not start or ended.
QString whatHappened(const app::StartFailure &failure);
QString whatToDo(const app::StartFailure &failure, bool runs = false);

} // namespace hearth::ui
