// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/settings/setting_entries.hpp"

#include "ui/pages/settings/settings_page.hpp"

using namespace Qt::StringLiterals;

namespace hearth::ui {

QList<SettingEntry> settingEntries() {
    return {
        {u"themeCombo"_s, SettingsPage::tr("Colours")},
        {u"textSizeCombo"_s, SettingsPage::tr("Text size")},
        {u"languageCombo"_s, SettingsPage::tr("Language")},
        {u"moreContrastCheck"_s, SettingsPage::tr("More contrast")},
        {u"compactRowsCheck"_s, SettingsPage::tr("Compact rows in lists")},
        {u"startAtLoginCheck"_s, SettingsPage::tr("Start Hearth when I sign in to this computer")},
        {u"startMinimizedCheck"_s, SettingsPage::tr("Then show only the tray icon")},
        {u"trayIconCheck"_s, SettingsPage::tr("Show an icon in the tray")},
        {u"closeToTrayCheck"_s,
         SettingsPage::tr("Keep Hearth in the tray when I close the window")},
        {u"keepAwakeCheck"_s,
         SettingsPage::tr("Keep this computer awake while Hearth runs a server")},
        {u"onQuitCombo"_s, SettingsPage::tr("When Hearth quits, a running server")},
        {u"notifyCrashCheck"_s, SettingsPage::tr("Notify me when the server crashes")},
        {u"notifyDiskCheck"_s, SettingsPage::tr("Notify me when the disk is nearly full")},
        {u"figuresDaysCombo"_s, SettingsPage::tr("Figures for the charts")},
        {u"logDaysCombo"_s, SettingsPage::tr("Log lines")},
        {u"newServerButton"_s, SettingsPage::tr("Servers")},
        {u"openSignInButton"_s, SettingsPage::tr("Administrator sign-in")},
    };
}

} // namespace hearth::ui
