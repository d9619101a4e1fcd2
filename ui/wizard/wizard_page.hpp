// SPDX-License-Identifier: Apache-2.0
// One page of the set-up wizard: title, lead, content; checks its answers when it is left.
#pragma once

#include "app/setup/setup_answers.hpp"

#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace hearth::ui {

class Label;

class WizardPage : public QWidget {
    Q_OBJECT
public:
    WizardPage(const QString &title, const QString &lead, QWidget *parent = nullptr);

    /// Fills the fields from the answers; called each time the page comes on show.
    virtual void load(const app::SetupAnswers &answers) = 0;
    /// Takes what the fields hold, right or wrong, so that nothing typed is lost.
    virtual void store(app::SetupAnswers &answers) const = 0;
    /// Calls `goOn` if the wizard may go on, at once or when a slow disk has answered; else shows
    /// at the fields what is wrong.
    virtual void check(const std::function<void()> &goOn) { goOn(); }
    /// Where the keyboard starts.
    virtual QWidget *firstField() { return this; }

Q_SIGNALS:
    /// Something was typed or chosen; the draft is saved.
    void edited();

protected:
    QVBoxLayout *content() const { return m_content; }
    void setTitle(const QString &title);
    void setLead(const QString &lead);

private:
    Label *m_title;
    Label *m_lead;
    QVBoxLayout *m_content;
};

/// The words for an answer that cannot be used: what is so, and what to do.
struct ProblemText {
    QString what;
    QString whatToDo;
};
ProblemText problemText(app::AnswerProblem problem);
/// Where a sign-in is stored: what is waited for when that takes long.
QString keychainHint();

} // namespace hearth::ui
