// SPDX-License-Identifier: Apache-2.0
// "Keep running" or "Stop server" when the program quits.
#pragma once

#include "ui/widgets/confirm_dialog.hpp"

class QCheckBox;

namespace hearth::ui {

/// Opened with open(). cancelled = rejected().
class QuitDialog : public DialogFrame {
    Q_OBJECT
public:
    QuitDialog(const QString &serverName, QWidget *parent);
    [[nodiscard]] bool remembersAnswer() const;

Q_SIGNALS:
    void keepRunningChosen();
    void stopServerChosen();

private:
    QCheckBox *m_remember;
};

} // namespace hearth::ui
