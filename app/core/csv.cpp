// SPDX-License-Identifier: Apache-2.0
// Comma separated values.
#include "app/core/csv.hpp"

#include <QRegularExpression>

namespace hearth::app {
namespace {

bool isMatrixId(const QString &text) {
    static const QRegularExpression pattern(
        QStringLiteral("^@[a-z0-9._=/+-]+:[A-Za-z0-9.:\\[\\]-]+$"));
    return pattern.match(text).hasMatch();
}

QString cell(const QString &text) {
    static const QString formulaStarts = QStringLiteral("=+-@\t\r");
    QString out = text;
    if (!out.isEmpty() && formulaStarts.contains(out.front()) && !isMatrixId(out))
        out.prepend(u'\'');
    const bool needsQuotes =
        out.contains(u',') || out.contains(u'"') || out.contains(u'\n') || out.contains(u'\r');
    if (!needsQuotes)
        return out;
    out.replace(u'"', QStringLiteral("\"\""));
    return u'"' + out + u'"';
}

} // namespace

QByteArray toCsv(const QList<QStringList> &rows) {
    QByteArray file("\xEF\xBB\xBF");
    for (const auto &row : rows) {
        QStringList cells;
        for (const auto &text : row)
            cells << cell(text);
        file += cells.join(u',').toUtf8() + "\r\n";
    }
    return file;
}

} // namespace hearth::app
