// SPDX-License-Identifier: Apache-2.0
// THE table of the program's own settings, and the object that keeps them in settings.ini.
#pragma once

#include "app/core/file_queue.hpp"

#include <QHash>
#include <QObject>
#include <QVariant>

#include <span>

namespace hearth::app {

/// One per row of the table in settings.cpp, in the same order.
enum class Setting {
    Theme,               ///< "system" | "light" | "dark"
    Language,            ///< "" = the desktop's, else "en", "de"
    TextScalePercent,    ///< 80…200
    CompactRows,         ///< bool
    ReducedMotion,       ///< bool
    MoreContrast,        ///< bool: black and white instead of greys
    ShowTrayIcon,        ///< bool
    CloseToTray,         ///< bool: closing the window keeps the program in the tray
    OnQuit,              ///< "ask" | "keep" | "stop": what happens to a running server
    StartAtLogin,        ///< bool
    KeepAwake,           ///< bool: no sleep while the server runs
    StartMinimized,      ///< bool: started at login, show only the tray icon
    NotifyOnCrash,       ///< bool
    NotifyOnDiskLow,     ///< bool
    LogFollow,           ///< bool: the log view follows new lines
    LogLevel,            ///< least level shown: "error" | "warn" | "info" | "debug"
    LogHideOwn,          ///< bool: the log view leaves out what Hearth itself asks
    LogArchiveDays,      ///< how long log lines are kept in the program's history
    FiguresDays,         ///< how long figures for the charts are kept
    DashboardRangeHours, ///< range of the charts: 1, 24, 168, 720
    CurrentServer,       ///< id of the profile shown
    FirstRunDone,        ///< bool: the wizard was finished or closed once
    Count_
};

struct SettingRow {
    Setting id;
    const char *key;
    QVariant standard;
    /// True if a stored value may be used; nullptr = the type of `standard` is enough.
    bool (*accepts)(const QVariant &);
};

[[nodiscard]] std::span<const SettingRow> settingRows();

/// The program's settings. Made by the composition root, used on the GUI thread. Read once; every
/// change goes to the file without being waited for.
class Settings : public QObject {
    Q_OBJECT
public:
    explicit Settings(const QString &file, QObject *parent = nullptr);
    ~Settings() override;

    [[nodiscard]] QVariant value(Setting setting) const;
    [[nodiscard]] bool isOn(Setting setting) const { return value(setting).toBool(); }
    [[nodiscard]] QString text(Setting setting) const { return value(setting).toString(); }
    [[nodiscard]] int number(Setting setting) const { return value(setting).toInt(); }
    /// Values the table does not accept are ignored.
    void set(Setting setting, const QVariant &value);
    void reset(Setting setting);

    /// Remembered looks of a screen (column order, splitters, filters): free keys, no defaults.
    [[nodiscard]] QVariant looks(const QString &key) const;
    void setLooks(const QString &key, const QVariant &value);

Q_SIGNALS:
    void changed(hearth::app::Setting setting);

private:
    /// An invalid value removes the key.
    void store(const QString &key, const QVariant &value);
    void save();

    const QString m_file;
    QHash<QString, QVariant> m_values;
    QHash<QString, QVariant> m_unsaved;
    FileQueue m_files;
};

} // namespace hearth::app
