// SPDX-License-Identifier: Apache-2.0
// A table of rows with ticks, sorting by head, states, and paging by scroll.
#pragma once

#include <QHeaderView>
#include <QTableView>
#include <QTimer>
#include <QWidget>

class QStackedWidget;

namespace hearth::ui {

class EmptyState;
class InlineMessage;
class RowDelegate;

/// The head; draws the tick box in the tick column.
class DataHeader : public QHeaderView {
    Q_OBJECT
public:
    explicit DataHeader(QWidget *parent = nullptr);
    void setTickColumn(int column);
    void setTickState(Qt::CheckState state);
    Qt::CheckState tickState() const { return m_state; }

Q_SIGNALS:
    void tickClicked();

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    int m_tickColumn = -1;
    Qt::CheckState m_state = Qt::Unchecked;
};

/// The view itself: rows are the unit of hover, focus and keys.
class DataView : public QTableView {
    Q_OBJECT
public:
    explicit DataView(QWidget *parent = nullptr);
    int hoveredRow() const { return m_hovered; }
    QPoint hoverPosition() const { return m_hoverPosition; }
    bool isFirstColumn(int column) const;
    bool isLastColumn(int column) const;
    /// Ticked, or open in the panel.
    bool isRowSelected(const QModelIndex &index) const;
    bool isRingRow(int row) const;
    void setTickColumn(int column);
    int tickColumn() const { return m_tickColumn; }
    void setOpenRow(const QPersistentModelIndex &index);
    void setStale(bool stale);
    bool isStale() const { return m_stale; }
    DataHeader *dataHeader() const { return m_header; }

Q_SIGNALS:
    void opened(const QModelIndex &index);
    void escapePressed();
    void tickToggled(const QModelIndex &index);
    void tickAllRequested();
    void tickNoneRequested();
    void deleteRequested(const QModelIndex &index);
    void editRequested(const QModelIndex &index);
    void copyRequested(const QModelIndex &index, bool wholeRow);
    void endRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    bool handleRowKey(QKeyEvent *event, const QModelIndex &current);
    void setHovered(int row);
    void updateRow(int row);

    DataHeader *m_header;
    QPersistentModelIndex m_open;
    QPoint m_hoverPosition;
    int m_hovered = -1;
    int m_tickColumn = -1;
    bool m_stale = false;
};

/// The table with everything that can stand in its place.
class DataTable : public QWidget {
    Q_OBJECT
public:
    /// `name` is what a screen reader calls the list.
    explicit DataTable(const QString &name, QWidget *parent = nullptr);

    /// Ticks are the model's Qt::CheckStateRole in `tickColumn`; -1 = none.
    void setModel(QAbstractItemModel *model, int tickColumn = -1);
    DataView *view() const { return m_view; }
    DataHeader *head() const { return m_view->dataHeader(); }
    /// Owned by the table.
    void setDelegate(int column, RowDelegate *delegate);
    /// Widths in pixels at 100 % text; 0 stretches.
    void setColumnWidths(const QList<int> &widths);
    /// Clicks on a head sort: again reverses, a third click returns to the model's order (-1).
    void setSortable(bool sortable, int defaultColumn = -1,
                     Qt::SortOrder defaultOrder = Qt::AscendingOrder);
    /// The order that the model has already.
    void showSort(int column, Qt::SortOrder order);
    void setCompact(bool compact);

    void showRows();
    /// Grey bars, after 200 ms so that a quick answer does not flicker.
    void showLoading();
    void showEmpty(const QString &iconName, const QString &title, const QString &explanation,
                   const QString &action = {});
    /// Above the rows, which stay; hidden again by showRows().
    InlineMessage *message() const { return m_message; }
    /// The row "Couldn't load more: …. Try again." at the end.
    void setMoreFailed(bool failed, const QString &reason = {});
    QModelIndex currentRow() const { return m_view->currentIndex(); }

Q_SIGNALS:
    /// Click or Enter.
    void rowOpened(const QModelIndex &index);
    /// The current row has rested 120 ms; for a panel that follows.
    void currentRowSettled(const QModelIndex &index);
    void emptyActionTriggered();
    void retryMoreRequested();
    void menuRequested(const QModelIndex &index, const QPoint &globalPosition);

protected:
    void changeEvent(QEvent *event) override;

private:
    class LoadingRows;
    void fetchNearEnd();
    void cycleSort(int column);

    DataView *m_view;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    LoadingRows *m_loading;
    InlineMessage *m_message;
    InlineMessage *m_moreFailed;
    QTimer m_loadingDelay;
    QTimer m_settle;
    bool m_compact = false;
    int m_defaultColumn = -1;
    Qt::SortOrder m_defaultOrder = Qt::AscendingOrder;
};

} // namespace hearth::ui
