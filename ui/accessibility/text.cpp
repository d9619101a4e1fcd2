// SPDX-License-Identifier: Apache-2.0
// Isolates and names.
#include "ui/accessibility/text.hpp"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QTextBoundaryFinder>
#include <QWidget>

#include <algorithm>

namespace hearth::ui {
namespace {

constexpr QChar firstStrong(0x2068);
constexpr QChar mayBreak(0x200B);
/// Where the parts of paths, of addresses and of names of files end.
constexpr QStringView pathSeparators(u"/");
constexpr QStringView nameSeparators(u"-_.:@");

} // namespace

QString isolated(const QString &id) {
    return QChar(0x2066) + id + QChar(0x2069);
}

QString withoutIsolates(QString text) {
    return text.remove(QChar(0x2066)).remove(firstStrong).remove(QChar(0x2069)).remove(mayBreak);
}

QString inSentence(const QString &name) {
    constexpr qsizetype longest = 80;
    QString shown = name.simplified();
    if (shown.size() > longest) {
        QTextBoundaryFinder end(QTextBoundaryFinder::Grapheme, shown);
        end.setPosition(longest - 1);
        if (!end.isAtBoundary())
            end.toPreviousBoundary();
        shown = shown.left(end.position()) + QChar(0x2026);
    }
    return shown.isRightToLeft() ? firstStrong + shown + QChar(0x2069) : shown;
}

QString breakable(const QString &text, bool rich) {
    // Nothing narrower than this has to show a text; a longer word breaks where its parts end, and
    // a part that is longer breaks often, so that its lines are full.
    constexpr int whole = 28;
    constexpr int piece = 6;
    QString out;
    QTextBoundaryFinder at(QTextBoundaryFinder::Grapheme, text);
    const auto wordEnd = [&](qsizetype from) {
        qsizetype end = from;
        while (end < text.size() && !text.at(end).isSpace() && text.at(end) != mayBreak &&
               !(rich && text.at(end) == u'<'))
            ++end;
        return end;
    };
    for (qsizetype i = 0; i < text.size();) {
        if (rich && text.at(i) == u'<') {
            const qsizetype end = text.indexOf(u'>', i);
            out += text.mid(i, end < 0 ? -1 : end + 1 - i);
            i = end < 0 ? text.size() : end + 1;
            continue;
        }
        const qsizetype end = wordEnd(i);
        if (end == i) {
            out += text.at(i++);
            continue;
        }
        if (end - i <= whole) {
            out += text.mid(i, end - i);
            i = end;
            continue;
        }
        int count = 0;
        // A path reads best by its folders.
        const QStringView separators =
            QStringView(text).mid(i, end - i).contains(u'/') ? pathSeparators : nameSeparators;
        const auto partEnd = [&](qsizetype from) {
            while (from < end && !separators.contains(text.at(from)))
                ++from;
            return from;
        };
        bool isLong = partEnd(i) - i > whole;
        while (i < end) {
            qsizetype next = i;
            if (rich && text.at(i) == u'&' && text.indexOf(u';', i) >= 0) {
                next = text.indexOf(u';', i) + 1;
            } else {
                at.setPosition(i);
                next = at.toNextBoundary();
            }
            next = next <= i ? i + 1 : std::min(next, std::max(end, i + 1));
            out += text.mid(i, next - i);
            i = next;
            if (i >= end)
                break;
            if (separators.contains(text.at(i - 1)) && !separators.contains(text.at(i))) {
                out += mayBreak;
                count = 0;
                isLong = partEnd(i) - i > whole;
            } else if (++count % piece == 0 && isLong) {
                out += mayBreak;
            }
        }
    }
    return out;
}

QString withoutMnemonics(QString text) {
    return text.replace(u'&', QStringLiteral("&&"));
}

void keepClipboardClean() {
    auto *clipboard = QGuiApplication::clipboard();
    QObject::connect(clipboard, &QClipboard::dataChanged, clipboard, [clipboard] {
        if (!clipboard->ownsClipboard())
            return;
        const QString text = clipboard->text();
        if (const QString clean = withoutIsolates(text); clean != text)
            clipboard->setText(clean);
    });
}

void setIconName(QWidget *button, const QString &name) {
    button->setAccessibleName(name);
    button->setToolTip(name);
}

void setLabelFor(QLabel *label, QWidget *field) {
    // With a buddy, Qt takes an & for the mark of a letter and leaves it out.
    if (!label->text().contains(u'&'))
        label->setBuddy(field);
    field->setAccessibleName(label->text());
}

QString spokenName(const QWidget *widget) {
    if (!widget)
        return {};
    if (!widget->accessibleName().isEmpty())
        return widget->accessibleName();
    // Asking the interface also finds the text of buttons and the buddy of fields.
    auto *interface = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
    return interface ? interface->text(QAccessible::Name) : QString();
}

} // namespace hearth::ui
