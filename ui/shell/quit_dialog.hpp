// SPDX-License-Identifier: Apache-2.0
// "Keep running" or "Stop server" when the program quits: one question for all that run.
#pragma once

#include "ui/widgets/confirm_dialog.hpp"

class QCheckBox;

namespace hearth::ui {

/// Opened with open(). cancelled = rejected().
class QuitDialog : public DialogFrame {
    Q_OBJECT
public:
    /// `serverNames` of every server that runs here; at least one.
    QuitDialog(const QStringList &serverNames, QWidget *parent);
    [[nodiscard]] bool remembersAnswer() const;

Q_SIGNALS:
    void keepRunningChosen();
    void stopServersChosen();

private:
    void listServers(const QStringList &names);

    QCheckBox *m_remember;
};

} // namespace hearth::ui
