// SPDX-License-Identifier: Apache-2.0
// The dialog for a display name.
#include "ui/pages/users/edit_user_dialog.hpp"

#include "app/api/types.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/form.hpp"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

EditUserDialog::EditUserDialog(const app::User &user, QWidget *parent)
    : DialogFrame(tr("Edit %1").arg(user.id), parent) {
    setObjectName(u"editUserDialog"_s);
    setMinimumWidth(420);
    auto *name = new LineField;
    name->setObjectName(u"displayNameField"_s);
    name->setText(user.displayName);
    name->setMaxLength(255);
    name->selectAll();
    body()->addWidget(new FormRow(tr("Display name"), name,
                                  tr("What others see next to messages. The address itself "
                                     "can't be changed.")));
    addCancel();
    auto *save = addPrimary(tr("Save name"));
    save->setObjectName(u"saveButton"_s);
    connect(save, &Button::clicked, this, [this, name] {
        Q_EMIT saved(name->text().trimmed());
        accept();
    });
    name->setFocus();
}

} // namespace hearth::ui
