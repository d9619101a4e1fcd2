// SPDX-License-Identifier: Apache-2.0
// One line of a card: a glyph that says how it is, a sentence, a small note at the end.
#pragma once

#include "ui/widgets/status_pill.hpp"

namespace hearth::ui {

class ElidedLabel;

class FactLine : public QWidget {
    Q_OBJECT
public:
    explicit FactLine(QWidget *parent = nullptr);
    void setFact(PillKind kind, const QString &text, const QString &note = {});

private:
    IconView *m_glyph;
    ElidedLabel *m_text;
    ElidedLabel *m_note;
};

} // namespace hearth::ui
