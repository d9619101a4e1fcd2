// SPDX-License-Identifier: Apache-2.0
// A number of bytes as people read it, in their language.
#pragma once

#include <QLocale>
#include <QString>

#include <cmath>

namespace hearth::app {

/// One decimal from GB on, and none where three digits stand before it.
[[nodiscard]] inline QString sizeText(qint64 bytes) {
    double value = double(bytes);
    while (value >= 1024)
        value /= 1024;
    const bool whole = std::abs(value - std::round(value)) < 0.05;
    const int decimals = bytes >= 1024LL * 1024 * 1024 && value < 100 && !whole ? 1 : 0;
    return QLocale().formattedDataSize(bytes, decimals, QLocale::DataSizeTraditionalFormat);
}

} // namespace hearth::app
