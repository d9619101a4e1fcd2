// SPDX-License-Identifier: Apache-2.0
// The newest warnings and errors of the log, each with a link to its line.
#pragma once

#include "app/core/log_line.hpp"
#include "ui/widgets/card.hpp"

namespace hearth::ui {

class Label;

class WarningsCard : public Card {
    Q_OBJECT
public:
    explicit WarningsCard(QWidget *parent = nullptr);
    /// Newest first; shows the first four.
    void setLines(const app::LogLines &lines);

Q_SIGNALS:
    void openLogRequested();
    void lineChosen(const hearth::app::LogLine &line);

private:
    QWidget *makeRow(const app::LogLine &line);

    QVBoxLayout *m_rows;
    Label *m_empty;
    app::LogLines m_shown;
};

} // namespace hearth::ui
