// SPDX-License-Identifier: Apache-2.0
// The wizard of the first run and of every further server. "Run on this computer" keeps every
// answer in a draft (but passwords), touches nothing before the review is confirmed, and ends with
// a running, signed-in server. "Connect to an existing server" is one page.
#pragma once

#include "app/core/file_queue.hpp"
#include "app/setup/local_setup.hpp"
#include "app/setup/setup_answers.hpp"
#include "ui/common/wizard_context.hpp"

#include <QPointer>
#include <QWidget>

#include <memory>

class QHBoxLayout;
class QStackedWidget;

namespace hearth::app {
class Supervisor;
}

namespace hearth::ui {

class Button;
class ConnectPage;
class ProgressPage;
class ReadyPage;
class WelcomePage;
class WizardPage;
class WizardRail;

class SetupWizard : public QWidget {
    Q_OBJECT
public:
    explicit SetupWizard(const WizardContext &context, QWidget *parent = nullptr);
    ~SetupWizard() override;

    [[nodiscard]] const app::SetupAnswers &answers() const { return m_answers; }
    /// Leaves an unfinished draft that the next start goes on with.
    void saveDraft();
    /// Shows the page of a step; for tests that picture every page. 0 is the welcome.
    void showStep(int step);
    /// There are servers to go back to: leaving the first page does not end the program.
    void setCanReturn(bool can);
    /// The page of "Connect to an existing server".
    void showConnect();
    [[nodiscard]] ProgressPage *progressPage() { return m_progress; }
    void showReady(const app::ClientFacts &facts, const QString &password);

Q_SIGNALS:
    /// A server was set up and runs; from here on others look after it.
    void serverMade(const QString &profileId);
    /// The person wants the dashboard of the new server.
    void finished(const QString &profileId);
    /// Quit (on the welcome page) or Finish later.
    void finishLater();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum Step { Welcome, Address, Storage, Account, Review, StepCount };
    /// Of the stack, after the steps.
    enum Extra { ProgressExtra = StepCount, ReadyExtra, ConnectExtra };

    QWidget *makeFoot();
    void goNext();
    void leaveStep();
    void goBack();
    void start();
    void onFinished();
    void onFailed();
    void showFoot();
    void showButtons();
    void placeFoot();
    void showRail(bool wanted);
    void openHelp();
    void startAt(QWidget *field);
    [[nodiscard]] bool hasFocusInside() const;
    void suggestFolder(const QString &before);
    [[nodiscard]] WizardPage *page(int step) const;

    WizardContext m_context;
    app::SetupDraft m_draft;
    app::FileQueue m_files; ///< the draft's
    app::SetupAnswers m_answers;
    std::unique_ptr<app::Supervisor> m_supervisor;
    std::unique_ptr<app::LocalSetup> m_setup;
    WizardRail *m_rail;
    QStackedWidget *m_stack;
    WelcomePage *m_welcome;
    QList<WizardPage *> m_pages; // Address … Review
    ProgressPage *m_progress;
    ReadyPage *m_ready;
    ConnectPage *m_connect;
    QHBoxLayout *m_footLine = nullptr;
    Button *m_help = nullptr;
    Button *m_later = nullptr;
    Button *m_back = nullptr;
    Button *m_next = nullptr;
    int m_step = Welcome;
    bool m_done = false;
    bool m_connecting = false;
    bool m_canReturn = false;
    bool m_hasRail = false;
    QPointer<QWidget> m_firstFocus;
};

} // namespace hearth::ui
