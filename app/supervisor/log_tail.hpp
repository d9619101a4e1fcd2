// SPDX-License-Identifier: Apache-2.0
// Follows logs/hearthd.log over rotations and parses it on a thread of its own.
#pragma once

#include "app/core/log_line.hpp"

#include <QObject>
#include <QThread>

#include <memory>

namespace hearth::app {

/// Owned by the session; the file is read on the worker thread, signals arrive on the owner's.
class LogTail : public QObject {
    Q_OBJECT
public:
    explicit LogTail(QObject *parent = nullptr);
    ~LogTail() override;

    /// Begins with at most `backlog` older lines (from rotated files too), then follows.
    void follow(const QString &file, int backlog = 20'000);
    void stop();

Q_SIGNALS:
    /// Oldest first; at most ten times a second, at most 5,000 lines each.
    void lines(const hearth::app::LogLines &lines);
    /// The backlog is complete.
    void caughtUp();

private:
    std::unique_ptr<QThread> m_thread = std::make_unique<QThread>();
    QObject *m_worker = nullptr;
};

} // namespace hearth::app
