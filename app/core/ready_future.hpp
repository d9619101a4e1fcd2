// SPDX-License-Identifier: Apache-2.0
// Small help with QFuture: a future that has its value already.
#pragma once

#include <QFuture>
#include <QPromise>

#include <utility>

namespace hearth::app {

template <class T>
[[nodiscard]] QFuture<T> readyFuture(T value) {
    QPromise<T> promise;
    auto future = promise.future();
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return future;
}

} // namespace hearth::app
