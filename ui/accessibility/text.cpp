// SPDX-License-Identifier: Apache-2.0
// Isolates and names.
#include "ui/accessibility/text.hpp"

#include <QAccessible>
#include <QLabel>
#include <QWidget>

namespace hearth::ui {

QString isolated(const QString &id) {
    return QChar(0x2066) + id + QChar(0x2069);
}

QString withoutIsolates(QString text) {
    return text.remove(QChar(0x2066)).remove(QChar(0x2069));
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
