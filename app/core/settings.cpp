// SPDX-License-Identifier: Apache-2.0
// The table of settings and their storage.
#include "app/core/settings.hpp"

#include <QSettings>

#include <array>

namespace hearth::app {
namespace {
template <class... Choice>
bool isOneOf(const QVariant &value, Choice... choice) {
    const QString text = value.toString();
    return ((text == QLatin1String(choice)) || ...);
}
bool isTheme(const QVariant &v) {
    return isOneOf(v, "system", "light", "dark");
}
bool isLanguage(const QVariant &v) {
    return isOneOf(v, "", "en", "de");
}
bool isOnQuit(const QVariant &v) {
    return isOneOf(v, "ask", "keep", "stop");
}
bool isLevel(const QVariant &v) {
    return isOneOf(v, "error", "warn", "info", "debug");
}
template <int Low, int High>
bool isBetween(const QVariant &value) {
    bool ok = false;
    const int number = value.toInt(&ok);
    return ok && number >= Low && number <= High;
}

const std::array<SettingRow, static_cast<size_t>(Setting::Count_)> &table() {
    static const std::array<SettingRow, static_cast<size_t>(Setting::Count_)> rows{{
        {Setting::Theme, "appearance/theme", QStringLiteral("system"), isTheme},
        {Setting::Language, "appearance/language", QString(), isLanguage},
        {Setting::TextScalePercent, "appearance/textScalePercent", 100, isBetween<80, 200>},
        {Setting::CompactRows, "appearance/compactRows", false, nullptr},
        {Setting::ReducedMotion, "appearance/reducedMotion", false, nullptr},
        {Setting::MoreContrast, "appearance/moreContrast", false, nullptr},
        {Setting::ShowTrayIcon, "behaviour/trayIcon", true, nullptr},
        {Setting::CloseToTray, "behaviour/closeToTray", true, nullptr},
        {Setting::OnQuit, "behaviour/onQuit", QStringLiteral("ask"), isOnQuit},
        {Setting::StartAtLogin, "behaviour/startAtLogin", false, nullptr},
        {Setting::KeepAwake, "behaviour/keepAwake", false, nullptr},
        {Setting::StartMinimized, "behaviour/startMinimized", true, nullptr},
        {Setting::NotifyOnCrash, "notices/crash", true, nullptr},
        {Setting::NotifyOnDiskLow, "notices/diskLow", true, nullptr},
        {Setting::LogFollow, "logs/follow", true, nullptr},
        {Setting::LogLevel, "logs/level", QStringLiteral("info"), isLevel},
        {Setting::LogHideOwn, "logs/hideOwn", true, nullptr},
        {Setting::LogArchiveDays, "history/logDays", 7, isBetween<1, 365>},
        {Setting::FiguresDays, "history/figuresDays", 30, isBetween<1, 365>},
        {Setting::DashboardRangeHours, "dashboard/rangeHours", 1, isBetween<1, 720>},
        {Setting::CurrentServer, "servers/current", QString(), nullptr},
        {Setting::FirstRunDone, "servers/firstRunDone", false, nullptr},
    }};
    return rows;
}

const SettingRow &row(Setting setting) {
    return table()[static_cast<size_t>(setting)];
}
} // namespace

std::span<const SettingRow> settingRows() {
    return table();
}

Settings::Settings(const QString &file, QObject *parent)
    : QObject(parent)
    , m_file(file) {
    const QSettings stored(file, QSettings::IniFormat);
    for (const auto &key : stored.allKeys())
        m_values.insert(key, stored.value(key));
}

Settings::~Settings() {
    save();
}

QVariant Settings::value(Setting setting) const {
    const SettingRow &r = row(setting);
    QVariant stored = m_values.value(QLatin1String(r.key));
    // An ini file holds text only, so the value takes its type from the table.
    if (!stored.isValid() || !stored.convert(r.standard.metaType()))
        return r.standard;
    if (r.accepts != nullptr && !r.accepts(stored))
        return r.standard;
    return stored;
}

void Settings::set(Setting setting, const QVariant &wanted) {
    const SettingRow &r = row(setting);
    QVariant checked = wanted;
    if (!checked.convert(r.standard.metaType()))
        return;
    if (r.accepts != nullptr && !r.accepts(checked))
        return;
    if (value(setting) == checked)
        return;
    store(QLatin1String(r.key), checked);
    Q_EMIT changed(setting);
}

void Settings::reset(Setting setting) {
    const QVariant before = value(setting);
    store(QLatin1String(row(setting).key), {});
    if (before != value(setting))
        Q_EMIT changed(setting);
}

QVariant Settings::looks(const QString &key) const {
    return m_values.value(QStringLiteral("looks/") + key);
}

void Settings::setLooks(const QString &key, const QVariant &value) {
    store(QStringLiteral("looks/") + key, value);
}

void Settings::store(const QString &key, const QVariant &value) {
    if (m_values.value(key) == value)
        return;
    if (value.isValid())
        m_values.insert(key, value);
    else
        m_values.remove(key);
    // What changes together is written together.
    if (m_unsaved.isEmpty())
        QMetaObject::invokeMethod(this, &Settings::save, Qt::QueuedConnection);
    m_unsaved.insert(key, value);
}

void Settings::save() {
    if (m_unsaved.isEmpty())
        return;
    m_files.post([file = m_file, values = std::exchange(m_unsaved, {})] {
        QSettings stored(file, QSettings::IniFormat);
        for (auto it = values.cbegin(); it != values.cend(); ++it) {
            if (it.value().isValid())
                stored.setValue(it.key(), it.value());
            else
                stored.remove(it.key());
        }
    });
}

} // namespace hearth::app
