// SPDX-License-Identifier: Apache-2.0
// Buttons.
#include "ui/widgets/button.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/style/icons.hpp"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

bool isEnter(const QKeyEvent &event) {
    return event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
}

/// Enter presses the button that has the focus everywhere, not only in dialogs, and never the
/// default button instead. False if it is another key.
bool pressByEnter(QAbstractButton &button, QKeyEvent &event) {
    if (!isEnter(event) || (event.modifiers() & ~Qt::KeypadModifier) != 0)
        return false;
    event.accept(); // the button may be gone after its click
    if (!event.isAutoRepeat())
        button.click();
    return true;
}

} // namespace

Button::Button(const QString &text, QWidget *parent)
    : QPushButton(text, parent) {
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
}

Button::Button(const QString &text, const QString &iconName, ButtonKind kind, QWidget *parent)
    : Button(text, parent) {
    setIconByName(iconName);
    setKind(kind);
}

void Button::setKind(ButtonKind kind) {
    setButtonKind(this, kind);
}

void Button::setSmall(bool isSmall) {
    setControlSize(this, isSmall ? ControlSize::Small : ControlSize::Regular);
}

void Button::setIconByName(const QString &name) {
    m_iconName = name;
    setIcon(themeIcon(m_busy ? u"f-busy"_s : name));
}

void Button::setBusy(bool busy) {
    if (m_busy == busy)
        return;
    m_busy = busy;
    setIcon(themeIcon(busy ? u"f-busy"_s : m_iconName));
    setAccessibleDescription(busy ? tr("Working") : QString());
}

void Button::mousePressEvent(QMouseEvent *event) {
    if (m_busy)
        event->accept();
    else
        QPushButton::mousePressEvent(event);
}

void Button::keyPressEvent(QKeyEvent *event) {
    if (m_busy && (isEnter(*event) || event->key() == Qt::Key_Space))
        event->accept();
    else if (!pressByEnter(*this, *event))
        QPushButton::keyPressEvent(event);
}

IconButton::IconButton(const QString &iconName, const QString &name, QWidget *parent)
    : QToolButton(parent) {
    setToolButtonStyle(Qt::ToolButtonIconOnly);
    setFocusPolicy(Qt::StrongFocus);
    setButtonKind(this, ButtonKind::Flat);
    setPopupMode(QToolButton::InstantPopup);
    setIconByName(iconName);
    setIconName(this, name);
}

void IconButton::setIconByName(const QString &iconName, Color ink) {
    setIcon(themeIcon(iconName, ink));
}

void IconButton::setOutlined() {
    setButtonKind(this, ButtonKind::Secondary);
}

void IconButton::setSmall() {
    setControlSize(this, ControlSize::Small);
}

void IconButton::keyPressEvent(QKeyEvent *event) {
    // A menu opens by a press, of which click() knows nothing.
    if (isEnter(*event) && menu())
        showMenu();
    else if (!pressByEnter(*this, *event))
        QToolButton::keyPressEvent(event);
}

LinkButton::LinkButton(const QString &text, QWidget *parent)
    : QPushButton(parent) {
    setAutoDefault(false);
    setButtonKind(this, ButtonKind::Link);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setText(text);
}

void LinkButton::setText(const QString &text) {
    m_whole = text;
    updateGeometry();
    elide();
}

QSize LinkButton::sizeHint() const {
    // The style measures the text on show.
    const QFontMetrics fm(font());
    const int shown = fm.size(Qt::TextShowMnemonic, QPushButton::text()).width();
    const int whole = fm.size(Qt::TextShowMnemonic, withoutMnemonics(m_whole.simplified())).width();
    QSize size = QPushButton::sizeHint();
    size.rwidth() += whole - shown;
    return size;
}

QSize LinkButton::minimumSizeHint() const {
    const QSize size = sizeHint();
    return {std::min(size.width(), fontMetrics().averageCharWidth() * 8), size.height()};
}

void LinkButton::resizeEvent(QResizeEvent *event) {
    QPushButton::resizeEvent(event);
    elide();
}

void LinkButton::changeEvent(QEvent *event) {
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        elide();
}

void LinkButton::elide() {
    const QString whole = m_whole.simplified();
    const int missing = sizeHint().width() - width();
    QString shown = whole;
    if (missing > 0) {
        const int room = fontMetrics().horizontalAdvance(whole) - missing;
        shown = fontMetrics().elidedText(whole, Qt::ElideRight, std::max(0, room));
    }
    if (withoutMnemonics(shown) != QPushButton::text())
        QPushButton::setText(withoutMnemonics(shown));
    // A name or a hint that somebody else gave stays.
    const QString told = shown == whole ? QString() : whole;
    if (accessibleName() == m_told)
        setAccessibleName(told);
    if (toolTip() == m_told)
        setToolTip(told);
    m_told = told;
}

void LinkButton::setQuiet() {
    setButtonKind(this, ButtonKind::QuietLink);
}

void LinkButton::keyPressEvent(QKeyEvent *event) {
    if (!pressByEnter(*this, *event))
        QPushButton::keyPressEvent(event);
}

void LinkButton::setSmall() {
    setControlSize(this, ControlSize::Small);
}

} // namespace hearth::ui
