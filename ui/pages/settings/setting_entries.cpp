// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/settings/setting_entries.hpp"

#include "ui/pages/settings/settings_page.hpp"

namespace hearth::ui {
namespace {

struct EntryRow {
    const char *field;
    const char *title; ///< in the words of the page
};

constexpr EntryRow rows[] = {
    {"themeCombo", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Colours")},
    {"textSizeCombo", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Text size")},
    {"languageCombo", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Language")},
    {"moreContrastCheck", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "More contrast")},
    {"compactRowsCheck", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Compact rows in lists")},
    {"startAtLoginCheck",
     QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Start Hearth when I sign in to this computer")},
    {"startMinimizedCheck",
     QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Then show only the tray icon")},
    {"trayIconCheck", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Show an icon in the tray")},
    {"closeToTrayCheck", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage",
                                           "Keep Hearth in the tray when I close the window")},
    {"keepAwakeCheck", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage",
                                         "Keep this computer awake while Hearth runs a server")},
    {"onQuitCombo",
     QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "When Hearth quits, a running server")},
    {"notifyCrashCheck",
     QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Notify me when the server crashes")},
    {"notifyDiskCheck",
     QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Notify me when the disk is nearly full")},
    {"figuresDaysCombo", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Figures for the charts")},
    {"logDaysCombo", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Log lines")},
    {"newServerButton", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Servers")},
    {"openSignInButton", QT_TRANSLATE_NOOP("hearth::ui::SettingsPage", "Administrator sign-in")},
};

} // namespace

QList<SettingEntry> settingEntries() {
    QList<SettingEntry> entries;
    for (const auto &row : rows)
        entries.append({QString::fromLatin1(row.field), SettingsPage::tr(row.title)});
    return entries;
}

} // namespace hearth::ui
