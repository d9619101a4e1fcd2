// SPDX-License-Identifier: Apache-2.0
// Times, sizes and counts in the words and numbers of the person's language.
#pragma once

#include <QDate>
#include <QString>

class QUrl;

namespace hearth::ui {

/// "Just now", "2 min ago", "5 h ago", "Yesterday", "6 days ago", then a date; "Never" for 0.
QString relativeTime(qint64 timestampMs, qint64 nowMs);
QString relativeTime(qint64 timestampMs);
/// "Updated 2 s ago": how old what is shown is.
QString updatedText(qint64 ageMs);
/// With seconds and zone, for tooltips.
QString exactTime(qint64 timestampMs);
/// "1 March 2025": the day, without that of the week.
QString longDate(QDate day);
/// "12 days 4 h", "3 min"
QString duration(qint64 milliseconds);
/// "24.6 GB"
QString fileSize(qint64 bytes);
QString number(qint64 value);
/// "matrix.example.org", "127.0.0.1:8008": where a server answers, as short as it can be said.
QString hostOf(const QUrl &url);

} // namespace hearth::ui
