// SPDX-License-Identifier: Apache-2.0
// The whole record of one log line, and what belongs to the same request.
#pragma once

#include "app/core/log_line.hpp"
#include "ui/widgets/card.hpp"

class QPlainTextEdit;
class QStackedWidget;

namespace hearth::ui {

class Button;
class FactList;
class ElidedLabel;
class Label;
class LinkButton;
class StatusPill;
class StepBars;

class LogRecordPanel : public Panel {
    Q_OBJECT
public:
    explicit LogRecordPanel(QWidget *parent = nullptr);
    /// `request`: all lines that share the request, oldest first.
    void showLine(const app::LogLine &line, const app::LogLines &request);
    void setOnlyThis(bool on);

Q_SIGNALS:
    void onlyThisToggled(bool on);
    void copyRequestRequested(const QString &requestId);
    void userChosen(const QString &userId);
    void roomChosen(const QString &roomId);

private:
    QWidget *buildFacts();
    void showRight();

    ElidedLabel *m_title;
    StatusPill *m_pill;
    FactList *m_facts;
    Button *m_only;
    Button *m_copy;
    Label *m_rightTitle;
    LinkButton *m_switch;
    QStackedWidget *m_stack;
    StepBars *m_steps;
    QPlainTextEdit *m_record;
    bool m_wantsRecord = false;
    bool m_hasSteps = false;
    QString m_requestId;
};

} // namespace hearth::ui
