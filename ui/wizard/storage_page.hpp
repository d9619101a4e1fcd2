// SPDX-License-Identifier: Apache-2.0
// Where the server keeps its data, and the port that apps use.
#pragma once

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
    bool check() override;
    QWidget *firstField() override;

private:
    void browse();
    bool checkFolder();
    bool checkPort();

    LineField *m_folder;
    FormRow *m_folderRow;
    QSpinBox *m_port;
    FormRow *m_portRow;
    Button *m_freePort;
    QCheckBox *m_everywhere;
    QString m_serverName;
};

} // namespace hearth::ui
