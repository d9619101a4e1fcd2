// SPDX-License-Identifier: Apache-2.0
// The whole record of one log line, and what belongs to the same request.
#pragma once

#include "app/core/log_line.hpp"
#include "ui/widgets/card.hpp"

class QPlainTextEdit;

namespace hearth::ui {

class Button;
class ElidedLabel;
class FactList;
class Label;
class StatusPill;

class LogRecordPanel : public Panel {
    Q_OBJECT
public:
    explicit LogRecordPanel(QWidget *parent = nullptr);
    /// `requestLines` counts the lines that share the request.
    void showLine(const app::LogLine &line, int requestLines);
    void setOnlyThis(bool on);

Q_SIGNALS:
    void onlyThisToggled(bool on);
    void copyRequestRequested(const QString &requestId);
    void userChosen(const QString &userId);
    void roomChosen(const QString &roomId);

private:
    Label *m_title;
    StatusPill *m_pill;
    FactList *m_facts;
    Button *m_only;
    Button *m_copy;
    QPlainTextEdit *m_record;
    QString m_requestId;
};

} // namespace hearth::ui
