// SPDX-License-Identifier: Apache-2.0
// The first page: where the server shall run, with this computer's fitness beside the choices.
#pragma once

#include "app/core/file_queue.hpp"
#include "ui/common/wizard_context.hpp"

#include <QWidget>

class QCheckBox;

namespace hearth::ui {

class ChoiceList;

class WelcomePage : public QWidget {
    Q_OBJECT
public:
    static constexpr int contentWidth = 1020;
    explicit WelcomePage(const WizardContext &context, QWidget *parent = nullptr);
    QWidget *firstField();
    /// "local" or "existing".
    [[nodiscard]] QString choice() const;
    /// Keeps what was ticked.
    void store();

private:
    QWidget *makeHead();
    QWidget *makeComputerCard();
    QWidget *makeSleepRow();

    WizardContext m_context;
    app::FileQueue m_files;
    ChoiceList *m_choices;
    QCheckBox *m_keepAwake = nullptr;
    QWidget *m_sleepRow = nullptr;
};

} // namespace hearth::ui
