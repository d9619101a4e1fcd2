// SPDX-License-Identifier: Apache-2.0
// Chosen here and not in the texts: a translation can't know which buttons stand together.
#include "ui/widgets/mnemonics.hpp"

#include "ui/widgets/button.hpp"

#include <QAbstractButton>
#include <QSet>

#include <utility>

namespace hearth::ui {
namespace {

/// The letter that `text` marks already; null if none.
QChar markedLetter(const QString &text) {
    for (qsizetype i = 0; i + 1 < text.size(); ++i) {
        if (text.at(i) != u'&')
            continue;
        if (text.at(i + 1) != u'&')
            return text.at(i + 1).toLower();
        ++i;
    }
    return {};
}

/// Where the mark goes: at the begin of a word if it can be, else within one; -1 if nowhere.
qsizetype placeFor(const QString &text, const QSet<QChar> &taken) {
    for (const bool atBegin : {true, false})
        for (qsizetype i = 0; i < text.size(); ++i) {
            const bool begins = i == 0 || text.at(i - 1).isSpace();
            // Only letters that every keyboard has.
            const char16_t letter = text.at(i).toLower().unicode();
            if (begins == atBegin && letter >= u'a' && letter <= u'z' &&
                !taken.contains(QChar(letter)))
                return i;
        }
    return -1;
}

} // namespace

void giveMnemonics(QWidget &dialog, const QStringList &others) {
    QSet<QChar> taken;
    for (const auto &text : others)
        taken << markedLetter(text);
    QList<QAbstractButton *> without;
    const auto all = dialog.findChildren<QAbstractButton *>();
    for (auto *button : all) {
        if (!button->isVisibleTo(&dialog) || button->text().isEmpty() ||
            qobject_cast<LinkButton *>(button))
            continue;
        if (const QChar letter = markedLetter(button->text()); !letter.isNull())
            taken << letter;
        else
            without << button;
    }
    for (auto *button : std::as_const(without)) {
        const qsizetype at = placeFor(button->text(), taken);
        if (at < 0)
            continue;
        taken << button->text().at(at).toLower();
        button->setText(QString(button->text()).insert(at, u'&'));
    }
}

} // namespace hearth::ui
