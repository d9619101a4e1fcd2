// SPDX-License-Identifier: Apache-2.0
// Chooses and installs translations.
#include "translations/translations.hpp"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

// Q_INIT_RESOURCE declares a function of the global namespace, so it can't stand inside one.
static void initTranslationResources() {
    Q_INIT_RESOURCE(hearth_i18n);
}

namespace hearth {

QStringList translatedLanguages() {
    return {QStringLiteral("en"), QStringLiteral("de")};
}

void installTranslations(QCoreApplication &application, const QString &language) {
    initTranslationResources();
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    if (!language.isEmpty())
        QLocale::setDefault(locale);
    // English too: it holds the plural forms.
    for (const auto &candidate : {locale, QLocale(QLocale::English)}) {
        auto *own = new QTranslator(&application);
        if (own->load(candidate, QStringLiteral("hearth"), QStringLiteral("_"),
                      QStringLiteral(":/i18n"))) {
            QCoreApplication::installTranslator(own);
            break;
        }
        delete own;
    }
    auto *qt = new QTranslator(&application);
    if (qt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    else
        delete qt;
}

} // namespace hearth
