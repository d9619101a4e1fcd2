// SPDX-License-Identifier: Apache-2.0
// Ctrl+K: go to a screen, a server, a user or room by name, or do an action.
#pragma once

#include <QDialog>
#include <QList>
#include <QTimer>

#include <functional>
#include <memory>

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
    /// What a search found; `note` says why it found nothing if it could not look.
    struct Found {
        QList<Command> commands;
        QString note;
    };
    using Answer = std::function<void(const Found &)>;
    /// Looks for what was typed; the answer comes later, unless `asker` is gone by then.
    using Search = std::function<void(const QString &typed, QObject *asker, const Answer &answer)>;
    CommandPalette(QList<Command> commands, QList<Search> searches, QWidget *parent);
    /// A line below what is found; for what can't be searched at the moment.
    void setNote(const QString &note);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void filter(const QString &text);
    void search();
    void take(const Found &found);
    void showRows();
    void runAt(int row);

    QList<Command> m_commands;
    QList<Search> m_searches;
    QList<Command> m_shown;
    SearchField *m_field;
    QListView *m_list;
    QStandardItemModel *m_model;
    QTimer m_searchDelay;
    std::unique_ptr<QObject> m_asker; ///< of the searches under way; a new text gets a new one
    int m_waiting = 0;                ///< searches that have not answered
    bool m_runFirst = false;          ///< Enter came before the answers
    QString m_note;
    QString m_problem; ///< of a search
};

} // namespace hearth::ui
