// SPDX-License-Identifier: Apache-2.0
// The system's wish that the program ends: SIGTERM, SIGINT, SIGHUP.
#pragma once

#include <QObject>

namespace hearth::app {

/// One for each program, from before the event loop to its end. Where there are no such signals it
/// does nothing.
class EndSignals : public QObject {
    Q_OBJECT
public:
    explicit EndSignals(QObject *parent = nullptr);
    ~EndSignals() override;

Q_SIGNALS:
    /// In the thread of this object. A second signal ends the program at once.
    void arrived();

private:
    int m_ends[2] = {-1, -1}; // what a signal writes into, what is read
};

} // namespace hearth::app
