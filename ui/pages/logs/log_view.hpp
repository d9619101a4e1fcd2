// SPDX-License-Identifier: Apache-2.0
// The lines of the log: fixed height, no wrap, highlighting of a request and of search hits.
#pragma once

#include "ui/widgets/row_delegates.hpp"

#include <QTableView>

namespace hearth::app {
class LogModel;
}

namespace hearth::ui {

class LogDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit LogDelegate(QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    /// The text whose occurrences are marked.
    void setSearch(const QString &text) { m_search = text; }

private:
    void paintLevel(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                    const QModelIndex &index) const;
    void paintMarked(QPainter *painter, const QRect &rect, const QString &text,
                     const QColor &ink) const;

    QString m_search;
};

class LogView : public QTableView {
    Q_OBJECT
public:
    explicit LogView(QWidget *parent = nullptr);
    void setLog(app::LogModel *model);
    LogDelegate *delegate() const { return m_delegate; }
    bool isFollowing() const { return m_following; }
    void setFollowing(bool following);
    /// Rows that are selected, ascending.
    QList<int> chosenRows() const;
    void goToRow(int row);

Q_SIGNALS:
    void followingChanged(bool following);
    void hitRequested(bool forward);
    void nextErrorRequested();
    void highlightRequested();
    void copyRequested(bool raw);
    void escapePressed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    bool handleLetter(QKeyEvent *event);
    void setColumnWidths();
    [[nodiscard]] int headWidth(int column) const;
    void keepAtEnd();

    app::LogModel *m_model = nullptr;
    LogDelegate *m_delegate;
    bool m_following = true;
};

} // namespace hearth::ui
