// SPDX-License-Identifier: Apache-2.0
// Guessing how hard a password is to guess, and making one that is.
#include "app/setup/setup_answers.hpp"

#include <QRandomGenerator>
#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>

namespace hearth::app {
namespace {
constexpr std::array<const char *, 24> wellKnown{
    "password", "passwort", "letmein", "welcome",  "dragon",  "monkey",   "qwerty", "qwertz",
    "asdfgh",   "iloveyou", "admin",   "login",    "master",  "sunshine", "matrix", "hearth",
    "football", "baseball", "shadow",  "superman", "trustno", "changeme", "secret", "element"};

double poolBits(const QString &password) {
    bool lower = false;
    bool upper = false;
    bool digit = false;
    bool sign = false;
    bool other = false;
    for (const QChar c : password) {
        if (c.unicode() > 126)
            other = true;
        else if (c.isLower())
            lower = true;
        else if (c.isUpper())
            upper = true;
        else if (c.isDigit())
            digit = true;
        else
            sign = true;
    }
    const int pool = (lower ? 26 : 0) + (upper ? 26 : 0) + (digit ? 10 : 0) + (sign ? 33 : 0) +
                     (other ? 100 : 0);
    return std::log2(std::max(2, pool));
}

// Characters that follow from the one before (aaa, abc, 321) tell next to nothing.
double surprisingCharacters(const QString &password) {
    double count = 0;
    for (qsizetype i = 0; i < password.size(); ++i) {
        double worth = 1;
        if (i > 0) {
            const int step = password.at(i).unicode() - password.at(i - 1).unicode();
            if (step == 0 || step == 1 || step == -1)
                worth = 0.25;
        }
        if (i >= 4 && password.left(i).contains(password.mid(i - 3, 4)))
            worth = 0.25;
        count += worth;
    }
    return count;
}
} // namespace

PasswordStrength estimateStrength(const QString &password, const QString &userName) {
    PasswordStrength strength;
    if (password.isEmpty())
        return strength;
    strength.bits = poolBits(password) * surprisingCharacters(password);
    QString plain = password.toLower();
    plain.replace(u'0', u'o')
        .replace(u'1', u'l')
        .replace(u'3', u'e')
        .replace(u'@', u'a')
        .replace(u'$', u's');
    // A known word is one of some thousand, however long it is.
    for (const char *word : wellKnown) {
        const QLatin1String known(word);
        if (plain.contains(known))
            strength.bits -=
                std::max(0.0, poolBits(password) * static_cast<double>(known.size()) - 10);
    }
    if (userName.size() >= 3 && plain.contains(userName.toLower()))
        strength.bits -= poolBits(password) * static_cast<double>(userName.size()) * 0.9;
    const QSet<QChar> distinct(password.begin(), password.end());
    strength.bits = std::min(strength.bits, static_cast<double>(distinct.size()) * 8.0);
    strength.bits = std::max(0.0, strength.bits);
    constexpr std::array<double, 4> limits{28, 42, 60, 80};
    strength.score = static_cast<int>(
        std::count_if(limits.begin(), limits.end(), [&](double l) { return strength.bits >= l; }));
    return strength;
}

QString suggestPassword() {
    // No characters that are mistaken for each other: 0 o, 1 l i, 5 s, 2 z; and no vowels, which
    // now and then make a word that nobody wants to hand to a guest.
    static const QString letters = QStringLiteral("bcdfghjkmnpqrtvwx346789");
    QString password;
    for (int i = 0; i < 20; ++i) {
        if (i > 0 && i % 4 == 0)
            password += u'-';
        password +=
            letters.at(QRandomGenerator::system()->bounded(static_cast<int>(letters.size())));
    }
    return password;
}

} // namespace hearth::app
