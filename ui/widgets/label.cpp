// SPDX-License-Identifier: Apache-2.0
// Labels by role.
#include "ui/widgets/label.hpp"

#include "ui/accessibility/text.hpp"

#include <QEvent>
#include <QFontMetrics>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

Label::Label(const QString &text, TextRole role, Color ink, QWidget *parent)
    : QLabel(parent)
    , m_role(role)
    , m_ink(ink) {
    setTextInteractionFlags(Qt::NoTextInteraction);
    // What people wrote is never taken for markup.
    setTextFormat(Qt::PlainText);
    setText(text);
    applyLook();
}

void Label::setText(const QString &text) {
    m_whole = text;
    QLabel::setText(wordWrap() ? breakable(text, textFormat() == Qt::RichText) : text);
}

void Label::setRole(TextRole role) {
    m_role = role;
    applyLook();
}

void Label::setInk(Color ink) {
    m_ink = ink;
    applyLook();
}

void Label::setParagraph(bool selectable) {
    setWordWrap(true);
    setText(m_whole);
    if (selectable)
        setTextInteractionFlags(Qt::TextSelectableByMouse);
}

void Label::changeEvent(QEvent *event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        applyLook();
}

void Label::applyLook() {
    const QFont wanted = roleFont(m_role);
    if (font() != wanted)
        setFont(wanted);
    const QColor inkColor = color(m_ink);
    if (palette().color(QPalette::Active, QPalette::WindowText) != inkColor) {
        QPalette changed = palette();
        for (const auto group : {QPalette::Active, QPalette::Inactive})
            changed.setColor(group, QPalette::WindowText, inkColor);
        setPalette(changed);
    }
}

ElidedLabel::ElidedLabel(const QString &text, TextRole role, Color ink, QWidget *parent)
    : Label({}, role, ink, parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setWholeText(text);
}

void ElidedLabel::setWholeText(const QString &text) {
    m_text = text.simplified();
    setAccessibleName(m_text);
    updateGeometry();
    elide();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode) {
    m_mode = mode;
    elide();
}

/// The underscores of some fonts reach below what the font says.
constexpr int belowText = 2;

QSize ElidedLabel::sizeHint() const {
    const QFontMetrics fm(font());
    const QSize text(fm.horizontalAdvance(m_text) + 2, fm.height() + belowText);
    return text.grownBy(contentsMargins());
}

QSize ElidedLabel::minimumSizeHint() const {
    const QFontMetrics fm(font());
    const QSize text(std::min(fm.horizontalAdvance(m_text), fm.averageCharWidth() * 6),
                     fm.height() + belowText);
    return text.grownBy(contentsMargins());
}

void ElidedLabel::resizeEvent(QResizeEvent *event) {
    Label::resizeEvent(event);
    elide();
}

void ElidedLabel::changeEvent(QEvent *event) {
    Label::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
        elide();
    }
}

void ElidedLabel::elide() {
    const QString shown =
        QFontMetrics(font()).elidedText(m_text, m_mode, std::max(0, contentsRect().width()));
    if (shown != text())
        setText(shown);
    // A hint that somebody else gave stays.
    const bool isCut = shown != m_text;
    if (isCut || m_showsWhole)
        setToolTip(isCut ? m_text : QString());
    m_showsWhole = isCut;
}

QString bold(const QString &text) {
    return u"<b>"_s + text.toHtmlEscaped() + u"</b>"_s;
}

} // namespace hearth::ui
