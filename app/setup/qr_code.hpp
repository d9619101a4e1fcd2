// SPDX-License-Identifier: Apache-2.0
// A text as the squares of a QR code.
#pragma once

#include <QBitArray>
#include <QString>

#include <optional>

namespace hearth::app {

struct QrCode {
    int size = 0; ///< modules per side, without the quiet zone (4 on each side)
    QBitArray dark;
    [[nodiscard]] bool isDark(int x, int y) const { return dark.testBit(y * size + x); }
};

/// Nothing if the text is too long for a code.
[[nodiscard]] std::optional<QrCode> encodeQr(const QString &text);

} // namespace hearth::app
