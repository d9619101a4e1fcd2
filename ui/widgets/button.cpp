// SPDX-License-Identifier: Apache-2.0
// Buttons.
#include "ui/widgets/button.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/style/icons.hpp"

#include <QKeyEvent>
#include <QMouseEvent>

using namespace Qt::StringLiterals;

namespace hearth::ui {

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
    // Enter presses the focused button everywhere, not only in dialogs.
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (m_busy && (enter || event->key() == Qt::Key_Space)) {
        event->accept();
    } else if (enter && !event->isAutoRepeat()) {
        click();
        event->accept();
    } else {
        QPushButton::keyPressEvent(event);
    }
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

LinkButton::LinkButton(const QString &text, QWidget *parent)
    : QPushButton(text, parent) {
    setAutoDefault(false);
    setButtonKind(this, ButtonKind::Link);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void LinkButton::setQuiet() {
    setButtonKind(this, ButtonKind::QuietLink);
}

void LinkButton::setSmall() {
    setControlSize(this, ControlSize::Small);
}

} // namespace hearth::ui
