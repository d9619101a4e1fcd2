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
    // Nothing narrower than this has to show a text; a long word breaks often, so that its lines
    // are full.
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
            if (++count % piece == 0 && i < end)
                out += mayBreak;
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
    label->setBuddy(field);
    QString name = label->text();
    name.remove(u'&');
    field->setAccessibleName(name);
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
