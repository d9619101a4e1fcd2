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
    /// Newest first; shows the first four that differ, and how often each came.
    void setLines(const app::LogLines &lines);

Q_SIGNALS:
    void openLogRequested();
    void lineChosen(const hearth::app::LogLine &line);

private:
    struct Entry {
        app::LogLine line; ///< the newest of them
        int times = 1;
        bool operator==(const Entry &) const = default;
    };
    QWidget *makeRow(const Entry &entry);

    QVBoxLayout *m_rows;
    Label *m_empty;
    QList<Entry> m_shown;
};

} // namespace hearth::ui
