// SPDX-License-Identifier: Apache-2.0
// Steps of a longer piece of work: glyph, step, state, elapsed time, and what happened behind a
// disclosure.
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace hearth::ui {

enum class StepState { Waiting, Running, Done, Failed };

class ProgressList : public QWidget {
    Q_OBJECT
public:
    explicit ProgressList(const QString &name, QWidget *parent = nullptr);
    ~ProgressList() override;
    void setSteps(const QStringList &titles);
    int count() const;
    /// The running step opens its log by itself unless the person closed it; a failed one opens.
    void setState(int step, StepState state, const QString &note = {});
    /// A sentence below the title while the step runs: what it waits for, and what a person can do.
    void setHint(int step, const QString &hint);
    void setElapsed(int step, qint64 milliseconds);
    void setLog(int step, const QStringList &lines);
    /// Failed: what happened and what to do, beside Try again.
    void setFailure(int step, const QString &what, const QString &whatToDo);

Q_SIGNALS:
    void tryAgainRequested(int step);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    class Row;
    QVBoxLayout *m_column;
    QList<Row *> m_rows;
};

} // namespace hearth::ui
