// SPDX-License-Identifier: Apache-2.0
// Formatting.
#include "ui/common/format.hpp"

#include "app/core/size_text.hpp"
#include "app/core/time_text.hpp"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace hearth::ui {
namespace {

struct Format {
    Q_DECLARE_TR_FUNCTIONS(Format)
};

} // namespace

QString relativeTime(qint64 timestampMs, qint64 nowMs) {
    if (timestampMs <= 0)
        //: When somebody was seen: never.
        return Format::tr("Never");
    const qint64 seconds = (nowMs - timestampMs) / 1000;
    const auto then = QDateTime::fromMSecsSinceEpoch(timestampMs);
    const auto now = QDateTime::fromMSecsSinceEpoch(nowMs);
    if (seconds < 60 && seconds > -60)
        return Format::tr("Just now");
    if (seconds >= 60 && seconds < 3600)
        return Format::tr("%n min ago", nullptr, static_cast<int>(seconds / 60));
    const qint64 days = then.date().daysTo(now.date());
    if (days == 0 && seconds >= 0)
        return Format::tr("%n h ago", nullptr, static_cast<int>(seconds / 3600));
    if (days == 1)
        return Format::tr("Yesterday");
    if (days > 1 && days <= 7)
        return Format::tr("%n days ago", nullptr, static_cast<int>(days));
    return QLocale().toString(then.date(), QLocale::ShortFormat);
}

QString relativeTime(qint64 timestampMs) {
    return relativeTime(timestampMs, QDateTime::currentMSecsSinceEpoch());
}

QString updatedText(qint64 ageMs) {
    const qint64 seconds = std::max<qint64>(0, ageMs) / 1000;
    if (seconds < 60)
        return Format::tr("Updated %n s ago", nullptr, static_cast<int>(seconds));
    if (seconds < 3600)
        return Format::tr("Updated %n min ago", nullptr, static_cast<int>(seconds / 60));
    return Format::tr("Updated %n h ago", nullptr, static_cast<int>(seconds / 3600));
}

QString exactTime(qint64 timestampMs) {
    return app::exactMomentText(timestampMs);
}

QString longDate(QDate day) {
    static const QRegularExpression weekday(QStringLiteral("(dddd,? *)|(,? *dddd)"));
    const QLocale locale;
    return locale.toString(day, locale.dateFormat(QLocale::LongFormat).remove(weekday));
}

QString duration(qint64 milliseconds) {
    const qint64 minutes = milliseconds / 60'000;
    const qint64 hours = minutes / 60;
    const qint64 days = hours / 24;
    if (days > 0)
        //: A length of time: days and hours.
        return Format::tr("%1 %2 h").arg(Format::tr("%n days", nullptr, static_cast<int>(days)),
                                         QString::number(hours % 24));
    if (hours > 0)
        //: A length of time: hours and minutes.
        return Format::tr("%1 h %2 min").arg(hours).arg(minutes % 60);
    if (minutes > 0)
        return Format::tr("%1 min").arg(minutes);
    return Format::tr("%1 s").arg(milliseconds / 1000);
}

QString fileSize(qint64 bytes) {
    return app::sizeText(bytes);
}

QString number(qint64 value) {
    return QLocale().toString(value);
}

QString hostOf(const QUrl &url) {
    return url.authority();
}

} // namespace hearth::ui
