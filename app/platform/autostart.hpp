// SPDX-License-Identifier: Apache-2.0
// Start at login, by an XDG autostart entry.
#pragma once

#include "app/core/result.hpp"

namespace hearth::app {

/// A value that can be copied to where its calls may block.
class Autostart {
public:
    /// `folder` empty: the person's own autostart folder.
    explicit Autostart(QString folder = {});
    [[nodiscard]] bool isOn() const;
    /// `program` is the full path to start, with --minimized if `minimized`.
    [[nodiscard]] Result<Done> turnOn(const QString &program, bool minimized);
    [[nodiscard]] Result<Done> turnOff();

private:
    QString m_file;
};

} // namespace hearth::app
