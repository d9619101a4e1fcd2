// SPDX-License-Identifier: Apache-2.0
// Tables as files that spreadsheets open.
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace hearth::app {

/// UTF-8 with a mark that spreadsheets need, lines ended as RFC 4180 asks. Cells that a spreadsheet
/// would run as a formula get an apostrophe, because people choose their own names.
[[nodiscard]] QByteArray toCsv(const QList<QStringList> &rows);

[[nodiscard]] inline QString csvBool(bool value) {
    return value ? QStringLiteral("yes") : QStringLiteral("no");
}

} // namespace hearth::app
