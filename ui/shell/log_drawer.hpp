// SPDX-License-Identifier: Apache-2.0
// The log below every screen (Ctrl+J); can float on a second screen.
#pragma once

#include <QDockWidget>
#include <QPointer>

namespace hearth::app {
class LogModel;
}

namespace hearth::ui {

class LogView;

/// Owned by the window. Shows the lines that the log screen shows: same level, same search.
class LogDrawer : public QDockWidget {
    Q_OBJECT
public:
    explicit LogDrawer(QWidget *parent = nullptr);
    /// Null while no server is on show.
    void setLog(app::LogModel *model);
    void focusLines();

Q_SIGNALS:
    /// Enter or a double click on a line.
    void lineChosen(qint64 timestampMs);

private:
    QPointer<LogView> m_view;
};

} // namespace hearth::ui
