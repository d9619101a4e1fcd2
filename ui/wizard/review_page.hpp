// SPDX-License-Identifier: Apache-2.0
// Everything that was chosen, with ways back, and the files that will be written. Nothing has been
// changed until this page is confirmed.
#pragma once

#include "ui/wizard/wizard_page.hpp"

class QGridLayout;

namespace hearth::ui {

class ReviewPage : public WizardPage {
    Q_OBJECT
public:
    explicit ReviewPage(QWidget *parent = nullptr);
    void load(const app::SetupAnswers &answers) override;
    void store(app::SetupAnswers &) const override {}
    QWidget *firstField() override;

Q_SIGNALS:
    /// A Change link; the step as the rail counts it.
    void changeRequested(int step);

private:
    void addChoice(int row, const QString &label, const QString &value, int step);

    void showFiles(const app::SetupAnswers &answers);

    QGridLayout *m_choices;
    Label *m_filesTitle = nullptr;
    Label *m_filesHint = nullptr;
    Label *m_files;
};

} // namespace hearth::ui
