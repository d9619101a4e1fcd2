// SPDX-License-Identifier: Apache-2.0
// Reads tokens.json.
#include "ui/style/tokens.hpp"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace hearth::ui {

Tokens Tokens::load(const QString &path, const QString &theme) {
    static constexpr std::array keys{
#define HEARTH_TOKEN_KEY(name, key) key,
        HEARTH_COLOR_TOKENS(HEARTH_TOKEN_KEY)
#undef HEARTH_TOKEN_KEY
    };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("The colours %s can't be read", qPrintable(path));
    const QJsonObject colors =
        QJsonDocument::fromJson(file.readAll()).object().value(theme).toObject();
    Tokens tokens;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        tokens.m_colors.at(i) =
            QColor(colors.value(QLatin1String(keys.at(i))).toString()); // invalid when absent
        if (!tokens.m_colors.at(i).isValid())
            qFatal("The colour %s is missing in theme %s", keys.at(i), qPrintable(theme));
    }
    return tokens;
}

} // namespace hearth::ui
