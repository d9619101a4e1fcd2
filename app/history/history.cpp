// SPDX-License-Identifier: Apache-2.0
// History hands every call to its store on the worker thread.
#include "app/history/history.hpp"

#include "app/core/thread_end.hpp"
#include "app/history/history_store.hpp"

#include <QPromise>

#include <memory>

namespace hearth::app {

History::History(const QString &file, QObject *parent)
    : QObject(parent)
    , m_store(new Store(file)) {
    m_store->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_store, &QObject::deleteLater);
    connect(m_store, &Store::broken, this, &History::broken);
    m_thread->setObjectName(QStringLiteral("history"));
    m_thread->start();
    post([](Store &store) { store.open(); });
}

History::~History() {
    // In line after what was handed over before, so that nothing of it is lost.
    post([thread = m_thread.get()](Store &) { thread->quit(); });
    endSoon(std::move(m_thread), std::chrono::seconds(10));
}

template <class Work>
void History::post(Work work) {
    QMetaObject::invokeMethod(
        m_store, [store = m_store, work = std::move(work)] { work(*store); }, Qt::QueuedConnection);
}

template <class T, class Work>
QFuture<Result<T>> History::run(Work work) {
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    auto future = promise->future();
    post([promise, work = std::move(work)](Store &store) {
        promise->addResult(work(store));
        promise->finish();
    });
    return future;
}

void History::setLimits(const HistoryLimits &limits) {
    post([limits](Store &store) { store.setLimits(limits); });
}

void History::addFigures(const QString &serverId, const Figures &figures) {
    post([serverId, figures](Store &store) { store.addFigures(serverId, figures); });
}

QFuture<Result<QList<Figures>>> History::figures(const QString &serverId, qint64 fromMs,
                                                 qint64 untilMs) {
    return run<QList<Figures>>([serverId, fromMs, untilMs](Store &store) {
        return store.figures(serverId, fromMs, untilMs);
    });
}

void History::addLogLines(const QString &serverId, const LogLines &lines) {
    post([serverId, lines](Store &store) { store.addLogLines(serverId, lines); });
}

void History::expectReplay(const QString &serverId) {
    post([serverId](Store &store) { store.expectReplay(serverId); });
}

QFuture<Result<LogLines>> History::searchLog(const QString &serverId, const LogSearch &search) {
    return run<LogLines>(
        [serverId, search](Store &store) { return store.searchLog(serverId, search); });
}

void History::addMessage(const RecentMessage &message) {
    post([message](Store &store) { store.addMessage(message); });
}

QFuture<Result<QList<RecentMessage>>> History::messages(int limit) {
    return run<QList<RecentMessage>>([limit](Store &store) { return store.messages(limit); });
}

void History::clearMessages() {
    post([](Store &store) { store.clearMessages(); });
}

void History::saveTask(const TaskRecord &task) {
    post([task](Store &store) { store.saveTask(task); });
}

QFuture<Result<QList<TaskRecord>>> History::tasks(const QString &serverId) {
    return run<QList<TaskRecord>>([serverId](Store &store) { return store.tasks(serverId); });
}

void History::forgetServer(const QString &serverId) {
    post([serverId](Store &store) { store.forgetServer(serverId); });
}

QFuture<Result<Done>> History::tidy() {
    return run<Done>([](Store &store) { return store.tidy(); });
}

} // namespace hearth::app
