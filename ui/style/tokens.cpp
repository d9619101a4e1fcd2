// SPDX-License-Identifier: Apache-2.0
// Reads tokens.json.
#include "ui/style/tokens.hpp"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <initializer_list>

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

Tokens Tokens::withMoreContrast(bool dark) const {
    const QColor ink = dark ? Qt::white : Qt::black;
    const QColor paper = dark ? Qt::black : Qt::white;
    Tokens tokens = *this;
    const auto set = [&tokens](std::initializer_list<Color> names, const QColor &to) {
        for (const Color name : names)
            tokens.m_colors.at(static_cast<std::size_t>(name)) = to;
    };
    set({Color::Text, Color::Text2, Color::Text3, Color::Border, Color::BorderStrong,
         Color::ButtonBorder},
        ink);
    set({Color::Window, Color::Sidebar, Color::Surface, Color::SurfaceAlt, Color::Raised,
         Color::Button, Color::OkBg, Color::WarnBg, Color::ErrorBg, Color::InfoBg,
         Color::NeutralBg},
        paper);
    set({Color::Disabled}, color(Color::Text3));
    set({Color::ChartGrid}, color(Color::BorderStrong));
    return tokens;
}

} // namespace hearth::ui
