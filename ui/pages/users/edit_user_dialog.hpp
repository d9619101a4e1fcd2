// SPDX-License-Identifier: Apache-2.0
// Changes the display name of an account.
#pragma once

#include "ui/widgets/confirm_dialog.hpp"

namespace hearth::app {
struct User;
}

namespace hearth::ui {

class EditUserDialog : public DialogFrame {
    Q_OBJECT
public:
    EditUserDialog(const app::User &user, QWidget *parent);

Q_SIGNALS:
    void saved(const QString &displayName);
};

} // namespace hearth::ui
