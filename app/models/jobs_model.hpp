// SPDX-License-Identifier: Apache-2.0
// Running and past background tasks, kept over restarts of the program.
#pragma once

#include "app/history/history.hpp"
#include "app/models/server_connection.hpp"

#include <QAbstractTableModel>

namespace hearth::app {

/// GUI thread. Those who run a task call start/update/finish; the history keeps it.
class JobsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        KindColumn,
        SubjectColumn,
        StateColumn,
        StartedColumn,
        ResultColumn,
        ColumnCount_
    };
    enum Role {
        TaskIdRole = Qt::UserRole + 1,
        KindRole,
        SubjectRole, ///< the ID, where the column shows a name
        StateRole,
        ProgressRole,
        StartedRole,
        EndedRole
    };
    JobsModel(History *history, QString serverId, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void load(); ///< loaded() follows
    [[nodiscard]] ViewState viewState() const;
    [[nodiscard]] const QList<TaskRecord> &tasks() const { return m_tasks; }
    [[nodiscard]] int runningCount() const;
    void save(const TaskRecord &task); ///< adds or replaces by id

Q_SIGNALS:
    void loaded();
    void runningCountChanged(int count);

private:
    History *m_history;
    QString m_serverId;
    QList<TaskRecord> m_tasks;
    bool m_loaded = false;
};

[[nodiscard]] QString taskKindText(const QString &kind);
[[nodiscard]] QString taskStateText(TaskRecord::State state);

} // namespace hearth::app
