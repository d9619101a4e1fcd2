// SPDX-License-Identifier: Apache-2.0
// Odd names.
#include "app/core/odd_names.hpp"

#include <QChar>

#include <algorithm>

namespace hearth::app {
namespace {

/// More is a chore, and a slip of the finger in it is hard to find.
constexpr qsizetype longest = 24;

bool isTypeable(const QString &name) {
    const auto isPlain = [](QChar c) { return c >= u' ' && c <= u'~'; };
    const auto says = [](QChar c) { return c.isLetterOrNumber(); };
    return name.size() <= longest && std::all_of(name.begin(), name.end(), isPlain) &&
           std::any_of(name.begin(), name.end(), says);
}

} // namespace

bool isBlank(const QString &name) {
    const auto points = name.toUcs4();
    return std::all_of(points.begin(), points.end(), [](char32_t point) {
        switch (QChar::category(point)) {
        case QChar::Separator_Space:
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph:
        case QChar::Other_Control:
        case QChar::Other_Format:
            return true;
        default:
            // Letters by their kind, but drawn as nothing.
            return point == 0x115F || point == 0x1160 || point == 0x3164 || point == 0xFFA0 ||
                   point == 0x2800;
        }
    });
}

QString typeable(const QStringList &names, const QString &id) {
    for (const auto &name : names)
        if (const QString simple = name.simplified(); isTypeable(simple))
            return simple;
    quint32 sum = 0; // the same each time the question is asked
    for (const QChar c : id)
        sum = sum * 31 + c.unicode();
    return QString::number(1000 + sum % 9000);
}

} // namespace hearth::app
