// SPDX-License-Identifier: Apache-2.0
// Small help with QFuture: taking its value safely, and one that has its value already.
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>

#include <utility>

namespace hearth::app {

/// Calls `handler(value)` on the context's thread, never before this returns, and never if the
/// context died. Use this instead of QFuture::then(context, …): in Qt 6.4 that one asserts when the
/// context is gone, and races with its destruction when the value comes from another thread.
template <class T, class Handler>
void onAnswer(const QFuture<T> &future, QObject *context, Handler handler) {
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, handler = std::move(handler)]() mutable {
                         watcher->deleteLater();
                         // A cancelled future has no value.
                         if (watcher->future().resultCount() > 0)
                             handler(watcher->future().result());
                     });
    watcher->setFuture(future);
}

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
