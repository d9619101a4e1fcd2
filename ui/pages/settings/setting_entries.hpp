// SPDX-License-Identifier: Apache-2.0
// Every setting by its name, so that a search can lead to it.
#pragma once

#include <QList>
#include <QString>

namespace hearth::ui {

struct SettingEntry {
    QString objectName; ///< of the widget on the settings screen: the target of a link there
    QString text;       ///< as it stands beside the widget
};

/// In the order of the screen. A test holds them against the screen.
[[nodiscard]] QList<SettingEntry> settingEntries();

} // namespace hearth::ui
