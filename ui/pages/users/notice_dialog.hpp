// SPDX-License-Identifier: Apache-2.0
// What the server says to people, in a room that only it can write to.
#pragma once

#include "ui/widgets/confirm_dialog.hpp"

class QPlainTextEdit;

namespace hearth::ui {

class Button;

class NoticeDialog : public DialogFrame {
    Q_OBJECT
public:
    NoticeDialog(const QStringList &ids, QWidget *parent);
    QString text() const;

private:
    QPlainTextEdit *m_text;
    Button *m_send;
};

} // namespace hearth::ui
