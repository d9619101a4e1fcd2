// SPDX-License-Identifier: Apache-2.0
// Head and rows of a table.
#include "ui/style/draw.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/data_table.hpp"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionButton>

namespace hearth::ui {

DataHeader::DataHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent) {
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setHighlightSections(false);
    setSectionsClickable(true);
    setSectionsMovable(true);
    setMinimumSectionSize(40);
    setStretchLastSection(false);
    setFocusPolicy(Qt::NoFocus);
}

void DataHeader::setTickColumn(int column) {
    m_tickColumn = column;
    viewport()->update();
}

void DataHeader::setTickState(Qt::CheckState state) {
    if (m_state == state)
        return;
    m_state = state;
    viewport()->update();
}

void DataHeader::paintSection(QPainter *painter, const QRect &rect, int section) const {
    painter->save();
    const auto *view = qobject_cast<const DataView *>(parentWidget());
    const bool first = view && view->isFirstColumn(section);
    const bool last = view && view->isLastColumn(section);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    if (section != m_tickColumn) {
        // The style pads by 6; rows begin at 10, and at the page margin outside.
        const int before = first ? metrics::pageMargin - 6 : 4;
        const int after = last ? metrics::pageMargin - 6 : 4;
        QStyleOptionHeader option;
        initStyleOption(&option);
        option.rect = rect;
        style()->drawControl(QStyle::CE_HeaderEmptyArea, &option, painter, this);
        const QRect inner =
            rect.adjusted(mirrored ? after : before, 0, mirrored ? -before : -after, 0);
        initStyleOption(&option);
        option.rect = inner;
        option.text = model()->headerData(section, Qt::Horizontal).toString();
        const QVariant aligned =
            model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole);
        option.textAlignment =
            aligned.isValid() ? Qt::Alignment(aligned.toInt()) : defaultAlignment();
        if (isSortIndicatorShown() && sortIndicatorSection() == section)
            option.sortIndicator = sortIndicatorOrder() == Qt::AscendingOrder
                                       ? QStyleOptionHeader::SortDown
                                       : QStyleOptionHeader::SortUp;
        style()->drawControl(QStyle::CE_HeaderLabel, &option, painter, this);
        painter->restore();
        return;
    }
    QStyleOptionHeader area;
    initStyleOption(&area);
    area.rect = rect;
    style()->drawControl(QStyle::CE_HeaderEmptyArea, &area, painter, this);
    QStyleOptionButton box;
    box.initFrom(this);
    box.rect = QRect(mirrored ? rect.right() - metrics::pageMargin - 15
                              : rect.left() + metrics::pageMargin,
                     rect.top(), 16, rect.height());
    box.state &= ~(QStyle::State_MouseOver | QStyle::State_Sunken);
    box.state |= m_state == Qt::Checked            ? QStyle::State_On
                 : m_state == Qt::PartiallyChecked ? QStyle::State_NoChange
                                                   : QStyle::State_Off;
    style()->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &box, painter, this);
    painter->restore();
}

void DataHeader::mouseReleaseEvent(QMouseEvent *event) {
    const int section = logicalIndexAt(event->position().toPoint());
    if (section >= 0 && section == m_tickColumn) {
        Q_EMIT tickClicked();
        event->accept();
        return;
    }
    QHeaderView::mouseReleaseEvent(event);
}

void DataHeader::mouseDoubleClickEvent(QMouseEvent *event) {
    // Two quick clicks turn the order twice; only on a handle do they mean "fit the width".
    if (cursor().shape() == Qt::SplitHCursor)
        QHeaderView::mouseDoubleClickEvent(event);
    else
        mousePressEvent(event);
}

DataView::DataView(QWidget *parent)
    : QTableView(parent)
    , m_header(new DataHeader(this)) {
    setHorizontalHeader(m_header);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::NoSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setWordWrap(false);
    setDrawsOwnFocus(this);
    setContextMenuPolicy(Qt::CustomContextMenu);
}

bool DataView::isFirstColumn(int column) const {
    const int visual = m_header->visualIndex(column);
    for (int i = 0; i < visual; ++i)
        if (!m_header->isSectionHidden(m_header->logicalIndex(i)))
            return false;
    return true;
}

bool DataView::isLastColumn(int column) const {
    const int visual = m_header->visualIndex(column);
    for (int i = visual + 1; i < m_header->count(); ++i)
        if (!m_header->isSectionHidden(m_header->logicalIndex(i)))
            return false;
    return true;
}

bool DataView::isRowSelected(const QModelIndex &index) const {
    if (m_open.isValid() && m_open.row() == index.row())
        return true;
    if (m_tickColumn < 0)
        return false;
    return index.siblingAtColumn(m_tickColumn).data(Qt::CheckStateRole).toInt() == Qt::Checked;
}

bool DataView::isRingRow(int row) const {
    return hasFocus() && currentIndex().row() == row;
}

void DataView::setTickColumn(int column) {
    m_tickColumn = column;
    m_header->setTickColumn(column);
}

void DataView::setOpenRow(const QPersistentModelIndex &index) {
    m_open = index;
    viewport()->update();
}

void DataView::setStale(bool stale) {
    m_stale = stale;
    viewport()->update();
}

void DataView::updateRow(int row) {
    if (row < 0 || !model() || row >= model()->rowCount())
        return;
    viewport()->update(0, rowViewportPosition(row), viewport()->width(), rowHeight(row) + 1);
}

void DataView::setHovered(int row) {
    if (row == m_hovered)
        return;
    updateRow(m_hovered);
    m_hovered = row;
    updateRow(row);
}

void DataView::mouseMoveEvent(QMouseEvent *event) {
    m_hoverPosition = event->position().toPoint();
    setHovered(rowAt(m_hoverPosition.y()));
    updateRow(m_hovered);
    QTableView::mouseMoveEvent(event);
}

void DataView::mouseReleaseEvent(QMouseEvent *event) {
    QTableView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid() && index.column() != m_tickColumn)
        Q_EMIT opened(index);
}

void DataView::leaveEvent(QEvent *event) {
    m_hoverPosition = QPoint(-1, -1);
    setHovered(-1);
    QTableView::leaveEvent(event);
}

void DataView::focusInEvent(QFocusEvent *event) {
    QTableView::focusInEvent(event);
    // Somebody who arrives by keyboard must see where they are. A click has a row of its own, which
    // must not scroll away under it.
    if (event->reason() != Qt::MouseFocusReason && !currentIndex().isValid() && model() &&
        model()->rowCount() > 0)
        setCurrentIndex(model()->index(0, std::max(0, m_tickColumn + 1)));
    viewport()->update();
}

void DataView::currentChanged(const QModelIndex &current, const QModelIndex &previous) {
    QTableView::currentChanged(current, previous);
    updateRow(previous.row());
    updateRow(current.row());
}

bool DataView::handleRowKey(QKeyEvent *event, const QModelIndex &current) {
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const bool control = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT opened(current);
        return true;
    case Qt::Key_Space:
        if (m_tickColumn >= 0)
            Q_EMIT tickToggled(current);
        return m_tickColumn >= 0;
    case Qt::Key_Up:
    case Qt::Key_Down:
        // Shift ticks the row that is left, so a range grows as the person moves.
        if (shift && m_tickColumn >= 0)
            Q_EMIT tickToggled(current);
        return false;
    case Qt::Key_Delete:
        Q_EMIT deleteRequested(current);
        return true;
    case Qt::Key_F2:
        Q_EMIT editRequested(current);
        return true;
    case Qt::Key_C:
        if (control)
            Q_EMIT copyRequested(current, shift);
        return control;
    default:
        return false;
    }
}

void DataView::keyPressEvent(QKeyEvent *event) {
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const bool control = event->modifiers() & Qt::ControlModifier;
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT escapePressed();
        event->accept();
        return;
    }
    if (control && event->key() == Qt::Key_A) {
        shift ? Q_EMIT tickNoneRequested() : Q_EMIT tickAllRequested();
        event->accept();
        return;
    }
    if (event->key() == Qt::Key_End)
        Q_EMIT endRequested();
    if (currentIndex().isValid() && handleRowKey(event, currentIndex())) {
        event->accept();
        return;
    }
    // Letters belong to shortcuts, not to a search inside loaded rows.
    if (!event->text().isEmpty() && event->text().front().isPrint()) {
        event->ignore();
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace hearth::ui
