// SPDX-License-Identifier: Apache-2.0
// The screen of rooms: find, sort, filter; facts and people; block, take over, delete.
#pragma once

#include "app/api/types.hpp"
#include "ui/common/list_page.hpp"

class QMenu;

namespace hearth::app {
class RoomsModel;
}

namespace hearth::ui {

class RoomPanel;

class RoomsPage : public ListPage {
    Q_OBJECT
public:
    explicit RoomsPage(const PageContext &context, QWidget *parent = nullptr);

protected:
    void applyChips() override;
    void deleteRow(const QString &id) override;
    void fillRowMenu(QMenu *menu, const QString &id) override;

private:
    // rooms_page.cpp
    RoomsPage(const PageContext &context, RoomPanel *panel, QWidget *parent);
    void buildTable();
    void connectPanel();

    // rooms_actions.cpp
    app::Room known(const QString &id) const;
    void setBlocked(const QString &id, bool blocked);
    void askMakeAdmin(const QString &id);
    void askDelete(const QString &id);
    void onDeletion(const QString &id, const app::DeletionStatus &status);
    void runBlock(const QStringList &ids, bool blocked);
    void askDeleteTicked();
    void startDeletion(const QString &id, const app::RoomDeletion &deletion);

    app::RoomsModel &m_rooms;
    RoomPanel *m_panel;
    QHash<QString, QString> m_deleting; ///< room ID → its title, for what is said at the end
};

} // namespace hearth::ui
