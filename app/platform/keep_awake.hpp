// SPDX-License-Identifier: Apache-2.0
// Keeps the computer from going to sleep by itself, through logind.
#pragma once

#include <QObject>
#include <QString>

#include <memory>

namespace hearth::app {

/// GUI thread; asks over D-Bus without ever waiting. The block ends with the object, and with the
/// program however it ends.
class KeepAwake : public QObject {
    Q_OBJECT
public:
    /// `busAddress` empty: the system's bus.
    explicit KeepAwake(const QString &busAddress = {}, QObject *parent = nullptr);
    ~KeepAwake() override;

    /// False until logind has been found; stays false where there is none.
    [[nodiscard]] bool isPossible() const { return m_possible; }
    [[nodiscard]] bool isHeld() const;
    void hold(bool held);

Q_SIGNALS:
    void possibleChanged();
    void heldChanged();

private:
    class Bus;
    void ask();

    std::unique_ptr<Bus> m_bus;
    bool m_possible = false;
    bool m_wanted = false;
    bool m_asking = false;
};

} // namespace hearth::app
