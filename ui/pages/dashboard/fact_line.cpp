// SPDX-License-Identifier: Apache-2.0
// Lines of facts.
#include "ui/pages/dashboard/fact_line.hpp"

#include "ui/widgets/label.hpp"

#include <QHBoxLayout>

namespace hearth::ui {

FactLine::FactLine(QWidget *parent)
    : QWidget(parent)
    , m_glyph(new IconView(glyphName(PillKind::Off), 13, Color::Text2))
    , m_text(new ElidedLabel)
    , m_note(new ElidedLabel({}, TextRole::Small, Color::Text2)) {
    setMinimumHeight(27);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_glyph);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    row->addWidget(m_text, 3);
    m_note->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    m_note->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    row->addWidget(m_note, 2);
}

void FactLine::setFact(PillKind kind, const QString &text, const QString &note) {
    m_glyph->setIcon(glyphName(kind), glyphColor(kind));
    m_text->setWholeText(text);
    m_note->setWholeText(note);
    m_note->setVisible(!note.isEmpty());
}

} // namespace hearth::ui
