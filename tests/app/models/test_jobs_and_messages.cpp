// SPDX-License-Identifier: Apache-2.0
// Tasks and messages are there after a restart.
#include "app/models/jobs_model.hpp"
#include "app/models/recent_messages.hpp"
#include "tests/support/test_main.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hearth::app;

class TestJobsAndMessages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tasksComeBack() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("h.db"));
        TaskRecord task;
        task.id = QStringLiteral("1");
        task.kind = QStringLiteral("room-delete");
        task.startedMs = 5;
        {
            History history(file);
            JobsModel jobs(&history, QStringLiteral("s"));
            QAbstractItemModelTester tester(&jobs);
            QSignalSpy running(&jobs, &JobsModel::runningCountChanged);
            jobs.save(task);
            QCOMPARE(jobs.runningCount(), 1);
            task.state = TaskRecord::State::Failed;
            task.result = QStringLiteral("why");
            jobs.save(task);
            QCOMPARE(jobs.rowCount(), 1);
            QCOMPARE(running.size(), 2);
        }
        History history(file);
        JobsModel jobs(&history, QStringLiteral("s"));
        QAbstractItemModelTester tester(&jobs);
        QCOMPARE(jobs.viewState(), ViewState::Loading);
        jobs.load();
        QTRY_COMPARE(jobs.viewState(), ViewState::Ready);
        QCOMPARE(jobs.index(0, JobsModel::StateColumn).data().toString(), QStringLiteral("Failed"));
        QCOMPARE(jobs.index(0, JobsModel::KindColumn).data().toString(),
                 QStringLiteral("Delete room"));
        JobsModel other(&history, QStringLiteral("t"));
        other.load();
        QTRY_COMPARE(other.viewState(), ViewState::Empty);
    }

    void messagesComeBackNewestFirst() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("h.db"));
        {
            History history(file);
            RecentMessages messages(&history);
            QAbstractItemModelTester tester(&messages);
            for (int i = 0; i < RecentMessages::capacity + 5; ++i)
                messages.add(QStringLiteral("info"), QString::number(i));
            QCOMPARE(messages.rowCount(), RecentMessages::capacity);
        }
        History history(file);
        RecentMessages messages(&history);
        QAbstractItemModelTester tester(&messages);
        messages.load();
        QTRY_COMPARE(messages.rowCount(), RecentMessages::capacity);
        QCOMPARE(messages.index(0, 0).data().toString(),
                 QString::number(RecentMessages::capacity + 4));
        messages.clear();
        QCOMPARE(messages.rowCount(), 0);
    }
};

HEARTH_TEST(TestJobsAndMessages)
#include "test_jobs_and_messages.moc"
