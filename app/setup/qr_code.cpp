// SPDX-License-Identifier: Apache-2.0
// QR codes by libqrencode.
#include "app/setup/qr_code.hpp"

#include <qrencode.h>

#include <memory>

namespace hearth::app {

std::optional<QrCode> encodeQr(const QString &text) {
    const QByteArray utf8 = text.toUtf8();
    if (utf8.isEmpty() || utf8.contains('\0'))
        return std::nullopt;
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(utf8.constData(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code)
        return std::nullopt;
    QrCode result;
    result.size = code->width;
    result.dark.resize(static_cast<qsizetype>(code->width) * code->width);
    for (int i = 0; i < code->width * code->width; ++i)
        result.dark.setBit(i, (code->data[i] & 1U) != 0);
    return result;
}

} // namespace hearth::app
