// SPDX-License-Identifier: Apache-2.0
// What the style needs to know about a control besides its state, kept as dynamic properties.
#pragma once

class QString;
class QWidget;

namespace hearth::ui {

/// Primary: filled accent, at most one on a screen. Destructive: red text, starts a dangerous
/// action. Danger: filled red, only on the last step. Flat: no outline. Link: looks like a link.
/// QuietLink: in the colour of the text around it; the line below it shows under the pointer.
enum class ButtonKind { Secondary, Primary, Destructive, Danger, Flat, Link, QuietLink };
enum class ControlSize { Regular, Small };
enum class FieldState { Normal, Error, Ok };

void setButtonKind(QWidget *button, ButtonKind kind);
ButtonKind buttonKind(const QWidget *button);
void setControlSize(QWidget *control, ControlSize size);
ControlSize controlSize(const QWidget *control);
void setFieldState(QWidget *field, FieldState state);
FieldState fieldState(const QWidget *field);
/// The key that does the same, drawn in an outline after the label of a button.
void setKeyHint(QWidget *button, const QString &key);
QString keyHint(const QWidget *button);
/// The widget draws its own focus, so the ring around buttons stays away.
void setDrawsOwnFocus(QWidget *widget);

} // namespace hearth::ui
