// SPDX-License-Identifier: Apache-2.0
// The list of background tasks.
#include "app/models/jobs_model.hpp"

#include "app/core/futures.hpp"
#include "app/core/time_text.hpp"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace hearth::app {

QString taskKindText(const QString &kind) {
    if (kind == u"room-delete")
        return JobsModel::tr("Delete room");
    if (kind == u"bulk-users")
        return JobsModel::tr("Change users");
    if (kind == u"setup")
        return JobsModel::tr("Set up server");
    return kind;
}

QString taskStateText(TaskRecord::State state) {
    switch (state) {
    case TaskRecord::State::Running:
        return JobsModel::tr("Running");
    case TaskRecord::State::Done:
        return JobsModel::tr("Done");
    case TaskRecord::State::Failed:
        return JobsModel::tr("Failed");
    case TaskRecord::State::Cancelled:
        return JobsModel::tr("Cancelled");
    }
    return {};
}

JobsModel::JobsModel(History *history, QString serverId, QObject *parent)
    : QAbstractTableModel(parent)
    , m_history(history)
    , m_serverId(std::move(serverId)) {}

int JobsModel::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_tasks.size());
}

int JobsModel::columnCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : ColumnCount_;
}

QVariant JobsModel::data(const QModelIndex &index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TaskRecord &task = m_tasks.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case KindColumn:
            return taskKindText(task.kind);
        case SubjectColumn: {
            const QString name = task.parameters.value(u"name").toString();
            return name.isEmpty() ? task.subject : name;
        }
        case StateColumn:
            return taskStateText(task.state);
        case StartedColumn:
            return momentText(task.startedMs);
        case ResultColumn:
            return task.result;
        default:
            return {};
        }
    case TaskIdRole:
        return task.id;
    case KindRole:
        return task.kind;
    case SubjectRole:
        return task.subject;
    case Qt::ToolTipRole:
        return index.column() == SubjectColumn ? QVariant(task.subject) : QVariant();
    case StateRole:
        return static_cast<int>(task.state);
    case StartedRole:
        return task.startedMs;
    case EndedRole:
        return task.endedMs;
    case ProgressRole:
        return task.progress;
    default:
        return {};
    }
}

QVariant JobsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case KindColumn:
        return tr("Task");
    case SubjectColumn:
        return tr("For");
    case StateColumn:
        return tr("State");
    case StartedColumn:
        return tr("Started");
    case ResultColumn:
        return tr("Result");
    default:
        return {};
    }
}

void JobsModel::load() {
    if (m_history == nullptr) {
        m_loaded = true;
        Q_EMIT loaded();
        return;
    }
    onAnswer(m_history->tasks(m_serverId), this, [this](const Result<QList<TaskRecord>> &stored) {
        QList<TaskRecord> tasks = stored.value_or(QList<TaskRecord>());
        // What was saved here meanwhile is newer.
        for (const auto &task : std::as_const(m_tasks)) {
            tasks.removeIf([&](const TaskRecord &other) { return other.id == task.id; });
            tasks.prepend(task);
        }
        std::stable_sort(tasks.begin(), tasks.end(),
                         [](const auto &a, const auto &b) { return a.startedMs > b.startedMs; });
        beginResetModel();
        m_tasks = std::move(tasks);
        m_loaded = true;
        endResetModel();
        Q_EMIT loaded();
        Q_EMIT runningCountChanged(runningCount());
    });
}

ViewState JobsModel::viewState() const {
    if (!m_loaded)
        return ViewState::Loading;
    return m_tasks.isEmpty() ? ViewState::Empty : ViewState::Ready;
}

int JobsModel::runningCount() const {
    return static_cast<int>(std::count_if(m_tasks.begin(), m_tasks.end(), [](const auto &task) {
        return task.state == TaskRecord::State::Running;
    }));
}

void JobsModel::save(const TaskRecord &wanted) {
    TaskRecord task = wanted;
    task.serverId = m_serverId;
    const int before = runningCount();
    const auto it = std::find_if(m_tasks.begin(), m_tasks.end(),
                                 [&](const auto &other) { return other.id == task.id; });
    if (it == m_tasks.end()) {
        beginInsertRows({}, 0, 0);
        m_tasks.prepend(task);
        endInsertRows();
    } else {
        *it = task;
        const int row = static_cast<int>(it - m_tasks.begin());
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount_ - 1));
    }
    if (m_history != nullptr)
        m_history->saveTask(task);
    if (before != runningCount())
        Q_EMIT runningCountChanged(runningCount());
}

} // namespace hearth::app
