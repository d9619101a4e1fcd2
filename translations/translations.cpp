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
namespace {
constexpr const char *ownName = "hearthTranslator";
} // namespace

QStringList translatedLanguages() {
    return {QStringLiteral("en"), QStringLiteral("de")};
}

void installTranslations(QCoreApplication &application, const QString &language) {
    initTranslationResources();
    const auto before = application.findChildren<QTranslator *>(QString::fromLatin1(ownName),
                                                                Qt::FindDirectChildrenOnly);
    for (auto *translator : before) {
        QCoreApplication::removeTranslator(translator);
        delete translator;
    }
    // A chosen language changes the words; dates and numbers stay those of the person's country.
    const QLocale locale =
        language.isEmpty() ? QLocale::system()
                           : QLocale(QLocale(language).language(), QLocale::system().territory());
    QLocale::setDefault(locale);
    const auto install = [&](const QLocale &wanted, const QString &file, const QString &folder) {
        auto *translator = new QTranslator(&application);
        translator->setObjectName(QString::fromLatin1(ownName));
        const bool loaded = translator->load(wanted, file, QStringLiteral("_"), folder);
        if (loaded)
            QCoreApplication::installTranslator(translator);
        else
            delete translator;
        return loaded;
    };
    // English too: it holds the plural forms.
    if (!install(locale, QStringLiteral("hearth"), QStringLiteral(":/i18n")))
        install(QLocale(QLocale::English), QStringLiteral("hearth"), QStringLiteral(":/i18n"));
    install(locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
}

} // namespace hearth
