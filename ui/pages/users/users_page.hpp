// SPDX-License-Identifier: Apache-2.0
// The screen of accounts: find, sort, filter, tick; what can be done with one or many.
#pragma once

#include "app/api/types.hpp"
#include "ui/common/list_page.hpp"
#include "ui/pages/users/user_text.hpp"

class QMenu;

namespace hearth::app {
enum class UserAction;
class UsersModel;
} // namespace hearth::app

namespace hearth::ui {

class Button;
class UserPanel;

class UsersPage : public ListPage {
    Q_OBJECT
public:
    explicit UsersPage(const PageContext &context, QWidget *parent = nullptr);
    bool createNew() override;

protected:
    void applyChips() override;
    void editRow(const QString &id) override;
    void deleteRow(const QString &id) override;
    void fillRowMenu(QMenu *menu, const QString &id) override;
    void usableChanged(bool usable) override;

private:
    // users_page.cpp
    UsersPage(const PageContext &context, UserPanel *panel, QWidget *parent);
    void buildTable();
    void buildBulk();
    void connectPanel();

    // users_actions.cpp
    /// The account as the table or the panel knows it.
    app::User known(const QString &id) const;
    bool isOwn(const QString &id) const;
    void perform(UserStep step, const QString &id);
    void runNow(app::UserAction action, const QString &id, const QString &doneText,
                const QString &failText, app::UserAction undo, const QString &undoneText);
    void askAdmin(const QString &id, bool admin);
    void askDeactivate(const QString &id, bool eraseOnly);
    void askSignOutAll(const QString &id);
    void askSignOutDevices(const QStringList &deviceIds, const QString &title);
    void openEdit(const QString &id);
    void changeName(const QString &id, const QString &name, bool isUndo);
    void openResetPassword(const QString &id);

    [[nodiscard]] static QString noticesAreOff();
    void showNotices();
    void askNotice(const QStringList &ids);
    void sendNotice(const QStringList &ids, const QString &text);
    void askSignOutTicked();
    void askDeactivateTicked();
    void runBulk(app::UserAction action, const QStringList &ids);
    QString bulkText(app::UserAction action, int count) const;

    app::UsersModel &m_users;
    UserPanel *m_panel;
    Button *m_new;
    Button *m_sendNotice = nullptr;
};

} // namespace hearth::ui
