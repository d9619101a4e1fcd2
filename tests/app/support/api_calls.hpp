// SPDX-License-Identifier: Apache-2.0
// Taking the answer of a call of AdminApi in a test.
#pragma once

#include "app/core/result.hpp"

#include <QFuture>
#include <QTest>

namespace hearth::test {

inline constexpr int longWait = 30'000;

/// The answer, once it is there.
template <class T>
app::Result<T> answerOf(QFuture<app::Result<T>> future) {
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, longWait))
        return app::failLocally(QStringLiteral("no answer within the test's time limit"));
    return future.result();
}

/// Empty if the call succeeded.
template <class T>
QString errorOf(const app::Result<T> &result) {
    return result ? QString() : result.error().request + u' ' + result.error().toString();
}

} // namespace hearth::test
