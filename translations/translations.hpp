// SPDX-License-Identifier: Apache-2.0
// The languages that are compiled in.
#pragma once

#include <QStringList>

class QCoreApplication;

namespace hearth {

/// "en", "de"
[[nodiscard]] QStringList translatedLanguages();
/// Loads Hearth's and Qt's own texts; an empty language is the desktop's. English where there is
/// no translation. The translators belong to the application.
void installTranslations(QCoreApplication &application, const QString &language);

} // namespace hearth
