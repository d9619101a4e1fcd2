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

class Button;
class RoomPanel;

class RoomsPage : public ListPage {
    Q_OBJECT
public:
    explicit RoomsPage(const PageContext &context, QWidget *parent = nullptr);

protected:
    void showDetails(const QString &id) override;
    void setSearch(const QString &text) override;
    void clearFilters() override;
    void deleteRow(const QString &id) override;
    void showRowMenu(const QString &id, const QPoint &globalPosition) override;
    void setUsable(bool usable) override;

private:
    // rooms_page.cpp
    RoomsPage(const PageContext &context, RoomPanel *panel, QWidget *parent);
    void buildTable();
    void buildFilters();
    void buildBulk();
    void applyChips();

    // rooms_actions.cpp
    app::Room known(const QString &id) const;
    bool canAct() const;
    void setBlocked(const QString &id, bool blocked);
    void askMakeAdmin(const QString &id);
    void askDelete(const QString &id);
    void onDeletion(const QString &id, const app::DeletionStatus &status);
    QStringList tickedIds() const;
    void blockTicked();
    void runBlock(const QStringList &ids, bool blocked);
    void askDeleteTicked();
    void startDeletion(const QString &id, const app::RoomDeletion &deletion);

    app::RoomsModel &m_rooms;
    RoomPanel *m_panel;
    QList<Button *> m_bulkButtons;
    QHash<QString, QString> m_deleting; ///< room ID → its title, for what is said at the end
    bool m_settingChips = false;
};

} // namespace hearth::ui
