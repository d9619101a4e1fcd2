// SPDX-License-Identifier: Apache-2.0
// Size and place of the main window: never larger than the screen, and remembered however the
// program ends.
#pragma once

#include <QObject>
#include <QTimer>

class QWidget;

namespace hearth::app {
class Settings;
}

namespace hearth::ui {

/// Watches the window it is made for, whose child it becomes.
class WindowPlace : public QObject {
    Q_OBJECT
public:
    WindowPlace(QWidget &window, app::Settings &settings);

    /// As it was left, or the size of the design; in both cases within the screen.
    void restore();
    /// At once; otherwise a moment after each change, so that even a crash loses nothing.
    void save();
    /// Brings the window into the screen, which may have become smaller.
    void clamp();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget &m_window;
    app::Settings &m_settings;
    QTimer m_pause;
    bool m_isFresh = false; ///< just shown: before, nobody knew how large its frame is
};

} // namespace hearth::ui
