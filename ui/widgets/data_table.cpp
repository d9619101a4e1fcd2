// SPDX-License-Identifier: Apache-2.0
// The table and its states.
#include "ui/widgets/data_table.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/empty_state.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/row_delegates.hpp"

#include <QPainter>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace hearth::ui {

/// Eight rows of grey bars in the places of the columns.
class DataTable::LoadingRows : public QWidget {
public:
    using QWidget::QWidget;
    void reveal(bool shown) {
        m_shown = shown;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter painter(this);
        painter.fillRect(rect(), color(Color::Surface));
        painter.fillRect(QRect(0, 0, width(), metrics::tableHeadHeight), color(Color::SurfaceAlt));
        drawHairline(&painter, QRectF(0, metrics::tableHeadHeight - 1, width(), 1));
        if (!m_shown)
            return;
        for (int row = 0; row < 8; ++row) {
            const int y = metrics::tableHeadHeight + row * metrics::rowHeight;
            int x = metrics::pageMargin;
            for (const int share : {22, 14, 10, 16}) {
                const int w = width() * share / 100;
                drawBox(&painter, QRectF(x, y + 12, w - (row % 3) * 14, 10),
                        color(Color::NeutralBg), {}, 3);
                x += w + width() / 12;
            }
            drawHairline(&painter, QRectF(0, y + metrics::rowHeight - 1, width(), 1));
        }
    }

private:
    bool m_shown = false;
};

DataTable::DataTable(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_view(new DataView)
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState)
    , m_loading(new LoadingRows)
    , m_message(new InlineMessage)
    , m_moreFailed(new InlineMessage(MessageKind::Error)) {
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_message->hide();
    m_moreFailed->hide();
    column->addWidget(m_message);
    auto *line = new QWidget;
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    column->addWidget(line);
    m_view->setAccessibleName(name);
    m_view->setItemDelegate(new RowDelegate(m_view));
    setCompact(false);
    m_empty->setAutoFillBackground(true);
    m_empty->setBackgroundRole(QPalette::Base);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_loading);
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);
    column->addWidget(m_moreFailed);
    m_loadingDelay.setSingleShot(true);
    m_loadingDelay.setInterval(200);
    connect(&m_loadingDelay, &QTimer::timeout, this, [this] {
        m_loading->reveal(true);
        m_stack->setCurrentWidget(m_loading);
    });
    m_settle.setSingleShot(true);
    m_settle.setInterval(120);
    connect(&m_settle, &QTimer::timeout, this,
            [this] { Q_EMIT currentRowSettled(m_view->currentIndex()); });
    connect(m_view, &DataView::opened, this, &DataTable::rowOpened);
    connect(m_view, &DataView::tickToggled, this, [this](const QModelIndex &index) {
        const QModelIndex cell = index.siblingAtColumn(m_view->tickColumn());
        const bool ticked = cell.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        m_view->model()->setData(cell, ticked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    });
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, &DataTable::fetchNearEnd);
    connect(m_view, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        const QModelIndex index = m_view->indexAt(at);
        if (index.isValid())
            Q_EMIT menuRequested(index, m_view->viewport()->mapToGlobal(at));
    });
    connect(m_empty, &EmptyState::actionTriggered, this, &DataTable::emptyActionTriggered);
    auto *again = m_moreFailed->addButton(tr("Try again"));
    connect(again, &Button::clicked, this, &DataTable::retryMoreRequested);
}

void DataTable::setModel(QAbstractItemModel *model, int tickColumn) {
    m_view->setModel(model);
    m_view->setTickColumn(tickColumn);
    if (tickColumn >= 0) {
        auto *ticks = new TickDelegate(m_view);
        m_view->setItemDelegateForColumn(tickColumn, ticks);
        m_view->dataHeader()->setSectionResizeMode(tickColumn, QHeaderView::Fixed);
        m_view->setColumnWidth(tickColumn, 52);
    }
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { m_settle.start(); });
}

void DataTable::setDelegate(int column, RowDelegate *delegate) {
    delegate->setParent(m_view);
    m_view->setItemDelegateForColumn(column, delegate);
}

static double scaleOfText() {
    return std::max(1.0, QFontMetrics(roleFont(TextRole::Body)).height() / 18.0);
}

void DataTable::setColumnWidths(const QList<int> &widths) {
    auto *header = m_view->dataHeader();
    const double scale = scaleOfText();
    setProperty("hearth.columnScale", scale);
    for (int i = 0; i < std::min<int>(static_cast<int>(widths.size()), header->count()); ++i) {
        if (widths.at(i) == 0) {
            header->setSectionResizeMode(i, QHeaderView::Stretch);
        } else {
            if (i != m_view->tickColumn())
                header->setSectionResizeMode(i, QHeaderView::Interactive);
            header->resizeSection(i, static_cast<int>(widths.at(i) * scale));
        }
    }
}

void DataTable::setSortable(bool sortable, int defaultColumn, Qt::SortOrder defaultOrder) {
    auto *header = m_view->dataHeader();
    m_defaultColumn = defaultColumn;
    m_defaultOrder = defaultOrder;
    header->setSortIndicatorShown(sortable);
    header->setSortIndicator(defaultColumn, defaultOrder);
    disconnect(header, &QHeaderView::sectionClicked, this, nullptr);
    if (sortable)
        connect(header, &QHeaderView::sectionClicked, this, &DataTable::cycleSort);
}

void DataTable::showSort(int column, Qt::SortOrder order) {
    setProperty("hearth.sortColumn", column);
    setProperty("hearth.sortStep", order == Qt::AscendingOrder ? 1 : 2);
    m_view->dataHeader()->setSortIndicator(column, order);
}

void DataTable::cycleSort(int column) {
    auto *header = m_view->dataHeader();
    if (column == m_view->tickColumn())
        return;
    // QHeaderView has already turned the indicator when it is clickable and shown, so the state
    // before the click is kept by us.
    const int before = property("hearth.sortColumn").isValid()
                           ? property("hearth.sortColumn").toInt()
                           : m_defaultColumn;
    const int step = before == column ? property("hearth.sortStep").toInt() + 1 : 1;
    int nextColumn = column;
    Qt::SortOrder order = step == 1 ? Qt::AscendingOrder : Qt::DescendingOrder;
    if (step > 2) {
        nextColumn = m_defaultColumn;
        order = m_defaultOrder;
    }
    setProperty("hearth.sortColumn", nextColumn);
    setProperty("hearth.sortStep", step > 2 ? 0 : step);
    header->setSortIndicator(nextColumn, order);
    m_view->model()->sort(nextColumn, order);
}

void DataTable::changeEvent(QEvent *event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::FontChange)
        return;
    setCompact(m_compact);
    // Columns grow and shrink with what stands in them, from the width the person gave them.
    const double before = property("hearth.columnScale").toDouble();
    const double now = scaleOfText();
    if (before <= 0 || qFuzzyCompare(before, now))
        return;
    setProperty("hearth.columnScale", now);
    auto *header = m_view->dataHeader();
    for (int i = 0; i < header->count(); ++i) {
        if (header->sectionResizeMode(i) == QHeaderView::Stretch)
            continue;
        const bool isHidden = header->isSectionHidden(i); // has no size while it is
        header->setSectionHidden(i, false);
        const double wanted = header->sectionSize(i) / before * now;
        header->resizeSection(i, static_cast<int>(std::lround(wanted)));
        header->setSectionHidden(i, isHidden);
    }
}

void DataTable::setCompact(bool compact) {
    m_compact = compact;
    m_view->verticalHeader()->setDefaultSectionSize(
        std::max(compact ? metrics::compactRowHeight : metrics::rowHeight,
                 QFontMetrics(roleFont(TextRole::Body)).height() + (compact ? 8 : 14)));
}

void DataTable::showRows() {
    m_loadingDelay.stop();
    m_message->hide();
    m_stack->setCurrentWidget(m_view);
    fetchNearEnd();
}

void DataTable::showLoading() {
    if (m_view->model() && m_view->model()->rowCount() > 0)
        return; // rows keep their place
    m_message->hide();
    if (m_stack->currentWidget() == m_loading)
        return;
    m_loadingDelay.start();
    // The head stays where it is: a second click on it means something.
    if (m_stack->currentWidget() == m_view)
        return;
    m_loading->reveal(false);
    m_stack->setCurrentWidget(m_loading);
}

void DataTable::showEmpty(const QString &iconName, const QString &title, const QString &explanation,
                          const QString &action) {
    m_loadingDelay.stop();
    m_message->hide();
    m_empty->setContent(iconName, title, explanation, action);
    m_stack->setCurrentWidget(m_empty);
}

void DataTable::setMoreFailed(bool failed, const QString &reason) {
    if (failed)
        m_moreFailed->setMessage(MessageKind::Error, tr("Couldn't load more: %1").arg(reason));
    m_moreFailed->setVisible(failed);
}

void DataTable::fetchNearEnd() {
    auto *model = m_view->model();
    if (!model || m_stack->currentWidget() != m_view)
        return;
    // Not from the range of the scroll bar, which new rows change only later.
    const int height = m_view->verticalHeader()->defaultSectionSize();
    const int above = m_view->verticalScrollBar()->value();
    const int below = model->rowCount() * height - above - m_view->viewport()->height();
    if (below < 40 * height && model->canFetchMore({}))
        model->fetchMore({});
}

} // namespace hearth::ui
