// SPDX-License-Identifier: Apache-2.0
// One way to write moments everywhere: the day as the language writes it, and hours from 0 to 23.
#pragma once

#include <QDateTime>
#include <QLocale>
#include <QString>

namespace hearth::app {

/// "24/11/2026 13:58"; empty for 0.
[[nodiscard]] inline QString momentText(qint64 timestampMs) {
    if (timestampMs <= 0)
        return {};
    const auto then = QDateTime::fromMSecsSinceEpoch(timestampMs);
    const QLocale locale;
    return locale.toString(then.date(), QLocale::ShortFormat) + u' ' +
           locale.toString(then.time(), u"HH:mm");
}

/// With seconds and time zone; for tooltips and details.
[[nodiscard]] inline QString exactMomentText(qint64 timestampMs) {
    if (timestampMs <= 0)
        return {};
    const auto then = QDateTime::fromMSecsSinceEpoch(timestampMs);
    const QLocale locale;
    return locale.toString(then.date(), QLocale::ShortFormat) + u' ' +
           locale.toString(then.time(), u"HH:mm:ss") + u' ' + then.timeZoneAbbreviation();
}

} // namespace hearth::app
