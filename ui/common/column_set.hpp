// SPDX-License-Identifier: Apache-2.0
// Which columns a table shows: those a person wants, as far as they fit.
#pragma once

#include <QList>
#include <QObject>
#include <QSet>

class QMenu;

namespace hearth::app {
class Settings;
}

namespace hearth::ui {

class DataTable;

/// Owned by the page.
class ColumnSet : public QObject {
    Q_OBJECT
public:
    struct Column {
        int column = 0;
        int width = 0; ///< 0: takes what is left
        int rank = 0;  ///< 0 stays always; the highest goes first where room is short
    };
    /// `columns` in the order they are shown; `key` is where the choice is kept.
    ColumnSet(DataTable *table, const QList<Column> &columns, int leastStretch,
              app::Settings &settings, const QString &key, QObject *parent);
    /// Lists what can be hidden; owned by `parent`.
    QMenu *makeMenu(QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();
    void setWanted(int column, bool wanted);
    [[nodiscard]] int headWidth(int column) const;

    DataTable *m_table;
    QList<Column> m_columns;
    int m_leastStretch;
    app::Settings &m_settings;
    QString m_key;
    QSet<int> m_unwanted;
};

} // namespace hearth::ui
