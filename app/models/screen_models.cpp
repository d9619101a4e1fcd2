// SPDX-License-Identifier: Apache-2.0
// Which model tells which.
#include "app/models/screen_models.hpp"

#include "app/core/profiles.hpp"

#include <QDateTime>

namespace hearth::app {

ScreenModels::ScreenModels(ServerConnection &connection, History *history,
                           const ServerProfile &profile)
    : users(connection)
    , userDetails(connection)
    , rooms(connection)
    , roomDetails(connection)
    , jobs(history, profile.id) {
    users.setOwnId(profile.userId);
    followJobs();
    jobs.load();
}

void ScreenModels::followJobs() {
    connect(&rooms, &RoomsModel::deletionStarted, this,
            [this](const QString &roomId, const QString &deleteId) {
                TaskRecord task;
                task.id = deleteId;
                task.kind = QStringLiteral("room-delete");
                task.subject = roomId;
                // Once it is deleted, nobody else can tell which room it was.
                if (const auto room = rooms.room(roomId))
                    task.parameters.insert(QStringLiteral("name"), roomTitle(*room));
                task.startedMs = QDateTime::currentMSecsSinceEpoch();
                jobs.save(task);
            });
    connect(&rooms, &RoomsModel::deletionChanged, this,
            [this](const QString &roomId, const DeletionStatus &status) {
                if (!status.isOver())
                    return;
                for (TaskRecord task : jobs.tasks()) {
                    if (task.id != status.deleteId)
                        continue;
                    task.subject = roomId;
                    task.endedMs = QDateTime::currentMSecsSinceEpoch();
                    task.state = status.stage == DeletionStatus::Stage::Complete
                                     ? TaskRecord::State::Done
                                     : TaskRecord::State::Failed;
                    task.result = status.error;
                    jobs.save(task);
                    break;
                }
            });
    // Deletions that ran when the program was closed are followed to their end.
    connect(&jobs, &JobsModel::loaded, this, [this] {
        for (const auto &task : jobs.tasks()) {
            if (task.kind == u"room-delete" && task.state == TaskRecord::State::Running)
                rooms.followDeletion(task.subject, task.id);
        }
    });
}

} // namespace hearth::app
