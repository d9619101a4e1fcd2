// SPDX-License-Identifier: Apache-2.0
// Text that must read the same in every writing direction, and names for things to tick and copy.
#pragma once

#include <QString>

class QLabel;
class QWidget;

namespace hearth::ui {

/// IDs, domains and paths stay left-to-right inside right-to-left sentences.
QString isolated(const QString &id);
/// Without the isolating marks and the places to break, for the clipboard and for comparing.
QString withoutIsolates(QString text);
/// A name that somebody gave, inside a sentence: one line, cut where it is very long, in its own
/// writing direction.
QString inSentence(const QString &name);
/// With places where words break that are too long for a line. Tags and entities of `rich` texts
/// stay whole.
QString breakable(const QString &text, bool rich);
/// A text for buttons and menus whose & is an &, not the mark of a key.
QString withoutMnemonics(QString text);
/// What this program puts on the clipboard is free of marks that only the eye needs.
void keepClipboardClean();
/// The name for screen readers and the tooltip of a button without text.
void setIconName(QWidget *button, const QString &name);
/// Joins label and field: buddy, and the label's text as the field's name.
void setLabelFor(QLabel *label, QWidget *field);
/// The name a screen reader would say for this widget, empty if there is none.
QString spokenName(const QWidget *widget);

} // namespace hearth::ui
