// SPDX-License-Identifier: Apache-2.0
// Ctrl+K: go to a screen, a server, a user or room by name, or do an action.
#pragma once

#include <QDialog>
#include <QList>

#include <functional>

class QListView;
class QStandardItemModel;

namespace hearth::ui {

class SearchField;

/// Opened with open(); runs what is chosen after it has closed.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    struct Command {
        QString iconName;
        QString text;
        QString hint; ///< kind or key
        std::function<void()> run;
    };
    /// `searches` make one command each from what was typed ("Find user “…”").
    CommandPalette(QList<Command> commands, QList<std::function<Command(const QString &)>> searches,
                   QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void filter(const QString &text);
    void runAt(int row);

    QList<Command> m_commands;
    QList<std::function<Command(const QString &)>> m_searches;
    QList<Command> m_shown;
    SearchField *m_field;
    QListView *m_list;
    QStandardItemModel *m_model;
};

} // namespace hearth::ui
