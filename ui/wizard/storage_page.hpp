// SPDX-License-Identifier: Apache-2.0
// Where the server keeps its data, and the port that apps use.
#pragma once

#include "app/core/file_queue.hpp"
#include "ui/wizard/wizard_page.hpp"

class QCheckBox;
class QSpinBox;

namespace hearth::ui {

class Button;
class FormRow;
class LineField;

class StoragePage : public WizardPage {
    Q_OBJECT
public:
    explicit StoragePage(QWidget *parent = nullptr);
    void load(const app::SetupAnswers &answers) override;
    void store(app::SetupAnswers &answers) const override;
    void check(const std::function<void()> &goOn) override;
    QWidget *firstField() override;

private:
    void browse();
    /// `then` comes when the disk has answered, unless another folder was entered meanwhile.
    void checkFolder(const std::function<void(app::AnswerProblem)> &then);
    void showFolder(app::AnswerProblem problem);
    bool checkPort(bool continued);

    LineField *m_folder;
    FormRow *m_folderRow;
    QSpinBox *m_port;
    FormRow *m_portRow;
    Button *m_freePort;
    QCheckBox *m_everywhere;
    QString m_serverName;
    app::FileQueue m_files; ///< the folder may lie in a network that hangs
};

} // namespace hearth::ui
