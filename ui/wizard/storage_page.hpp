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
    /// What the disk says of the folder.
    struct FolderLook {
        app::AnswerProblem problem = app::AnswerProblem::None;
        std::optional<app::ExistingServer> existing;
    };
    void browse();
    [[nodiscard]] QFuture<FolderLook> look(const QString &folder);
    /// `then` comes when the disk has answered, unless another folder was entered meanwhile.
    void checkFolder(const std::function<void(const FolderLook &)> &then);
    void showFolder(const FolderLook &found);
    /// A server that is continued keeps its port; else it is the person's to choose.
    [[nodiscard]] QString portHint() const;
    void showExisting(const std::optional<app::ExistingServer> &existing);
    [[nodiscard]] bool isContinued() const { return m_existing.has_value(); }
    bool checkPort();
    void showTaken(int port);

    LineField *m_folder;
    FormRow *m_folderRow;
    QSpinBox *m_port;
    FormRow *m_portRow;
    Button *m_freePort;
    QCheckBox *m_everywhere;
    QString m_serverName;
    std::optional<app::ExistingServer> m_existing;
    int m_wantedPort = 0;   ///< of the answers, while a continued server shows its own
    app::FileQueue m_files; ///< the folder may lie in a network that hangs
};

} // namespace hearth::ui
