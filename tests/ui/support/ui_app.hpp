// SPDX-License-Identifier: Apache-2.0
// What tests of widgets share: the application with its theme, and pictures of widgets.
#pragma once

#include <QString>

class QWidget;

namespace hearth::ui {
class Theme;
}

namespace hearth::test {

/// The theme of the test program; made before the first test.
ui::Theme &theme();
/// Every Qt warning fails the running test, but for what the offscreen platform lacks.
void failOnWarnings();
/// Types any text; QTest::keyClicks() knows the letters of English keyboards alone.
void typeText(QWidget &field, const QString &text);
/// Renders `widget` into build/<preset>/screenshots/NAME.png; true if something was drawn.
bool saveScreenshot(QWidget &widget, const QString &name);
/// Every stop of the Tab chain of `window`, forwards; fails the test on a stop without a name.
bool everyTabStopHasAName(QWidget &window, QString *offender);
/// A name for messages: class and object name.
QString describe(const QWidget *widget);

} // namespace hearth::test
