// SPDX-License-Identifier: Apache-2.0
// The time, as something tests can replace.
#pragma once

#include <QDateTime>
#include <QElapsedTimer>

namespace hearth::app {

/// Wall time for people, monotonic time for intervals. Used on any thread.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual QDateTime now() const = 0;
    [[nodiscard]] virtual qint64 monotonicMs() const = 0;
};

class SystemClock final : public Clock {
public:
    SystemClock() { m_timer.start(); }
    [[nodiscard]] QDateTime now() const override { return QDateTime::currentDateTime(); }
    [[nodiscard]] qint64 monotonicMs() const override { return m_timer.elapsed(); }

private:
    QElapsedTimer m_timer;
};

} // namespace hearth::app
