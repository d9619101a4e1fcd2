// SPDX-License-Identifier: Apache-2.0
// The question before one or many rooms are deleted: what goes, who is told, and the name to type.
#pragma once

#include "app/api/types.hpp"
#include "ui/widgets/confirm_dialog.hpp"

class QCheckBox;
class QPlainTextEdit;

namespace hearth::ui {

class DeleteRoomDialog : public ConfirmDialog {
    Q_OBJECT
public:
    DeleteRoomDialog(const QList<app::Room> &rooms, const QString &ownId, QWidget *parent);
    app::RoomDeletion deletion() const;

private:
    static Question question(const QList<app::Room> &rooms);

    QString m_ownId;
    QString m_roomName;
    QCheckBox *m_purge;
    QCheckBox *m_block;
    QCheckBox *m_tell;
    QPlainTextEdit *m_message;
};

} // namespace hearth::ui
