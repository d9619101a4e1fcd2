// SPDX-License-Identifier: Apache-2.0
// The steps while the server is set up, with what each did and one way to try again.
#pragma once

#include "app/setup/local_setup.hpp"

#include <QTimer>
#include <QWidget>

class QProgressBar;

namespace hearth::ui {

class FactList;
class Label;
class ProgressList;

class ProgressPage : public QWidget {
    Q_OBJECT
public:
    explicit ProgressPage(QWidget *parent = nullptr);
    /// Shows this run until the next call; setup outlives it or follow(nullptr) is called.
    void follow(app::LocalSetup *setup);

private:
    void showStep(app::SetupStep step);
    void showAll();
    void showElapsed();
    void showFailure(app::SetupStep step);
    [[nodiscard]] QString hintOf(app::SetupStep step) const;

    app::LocalSetup *m_setup = nullptr;
    Label *m_left;
    QProgressBar *m_bar;
    ProgressList *m_steps;
    FactList *m_facts;
    QTimer m_tick;
};

} // namespace hearth::ui
