// SPDX-License-Identifier: Apache-2.0
// Makes the QApplication of the tests of widgets.
#include "tests/ui/support/ui_app.hpp"

#include "tests/support/test_main.hpp"
#include "translations/translations.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/style/theme.hpp"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QImage>
#include <QKeyEvent>
#include <QLocale>
#include <QPixmap>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace hearth::test {
namespace {

QFont preferred(const QStringList &families, QFontDatabase::SystemFont otherwise) {
    const auto present = QFontDatabase::families();
    for (const auto &family : families)
        if (present.contains(family))
            return QFont(family, 10);
    QFont font = QFontDatabase::systemFont(otherwise);
    font.setPointSize(10);
    return font;
}

std::shared_ptr<void> makeApplication(int &argc, char **argv) {
    // Tests stay away from the desktop's bus and from the person's own settings.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "");
    auto app = std::make_shared<QApplication>(argc, argv);
    QApplication::setApplicationName(u"hearth-test"_s);
    installTranslations(*app, u"en"_s); // the plurals
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    auto *theme = new ui::Theme(*app);
    theme->setBaseFonts(preferred({u"Noto Sans"_s}, QFontDatabase::GeneralFont),
                        preferred({u"Noto Sans Mono"_s}, QFontDatabase::FixedFont));
    theme->setAppearance(ui::Appearance::Light);
    return app;
}

const bool registered = registerSetup(makeApplication);

} // namespace

ui::Theme &theme() {
    return *ui::Theme::current();
}

void failOnWarnings() {
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
}

void typeText(QWidget &field, const QString &text) {
    for (const QChar letter : text) {
        for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(type, 0, Qt::NoModifier, QString(letter));
            QCoreApplication::sendEvent(&field, &event);
        }
    }
}

bool saveScreenshot(QWidget &widget, const QString &name) {
    const QString base = qEnvironmentVariable("HEARTH_BUILD_DIR", QDir::tempPath());
    const QDir folder(base + u"/screenshots"_s);
    if (!folder.mkpath(u"."_s))
        return false;
    const QPixmap picture = widget.grab();
    const QImage image = picture.toImage();
    QSet<QRgb> colors;
    for (int y = 0; y < image.height() && colors.size() < 4; y += 3)
        for (int x = 0; x < image.width(); x += 3)
            colors.insert(image.pixel(x, y));
    return picture.save(folder.filePath(name + u".png"_s)) && colors.size() >= 4;
}

QString describe(const QWidget *widget) {
    if (!widget)
        return u"nothing"_s;
    QStringList path;
    for (const QWidget *w = widget; w && path.size() < 4; w = w->parentWidget())
        path.prepend(QString::fromLatin1(w->metaObject()->className()) +
                     (w->objectName().isEmpty() ? QString() : u"#"_s + w->objectName()));
    return path.join(u" > "_s);
}

bool everyTabStopHasAName(QWidget &window, QString *offender) {
    // The chain itself, instead of key presses: it is the same in every window system.
    const QWidget *first = &window;
    const QWidget *at = first;
    int stops = 0;
    do {
        at = at->nextInFocusChain();
        if (!at->isVisibleTo(&window) || !at->isEnabledTo(&window) ||
            !(at->focusPolicy() & Qt::TabFocus) || at->focusProxy())
            continue;
        if (const auto *area = qobject_cast<const QAbstractScrollArea *>(at->parentWidget());
            area && area->viewport() == at)
            continue;
        ++stops;
        if (ui::spokenName(at).isEmpty()) {
            *offender = describe(at);
            return false;
        }
    } while (at != first);
    if (stops == 0)
        *offender = u"no stop at all"_s;
    return stops > 0;
}

} // namespace hearth::test
