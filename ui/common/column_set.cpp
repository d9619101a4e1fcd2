// SPDX-License-Identifier: Apache-2.0
// Columns of tables.
#include "ui/common/column_set.hpp"

#include "app/core/settings.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/data_table.hpp"

#include <QEvent>
#include <QMenu>

#include <algorithm>

namespace hearth::ui {

ColumnSet::ColumnSet(DataTable *table, const QList<Column> &columns, int leastStretch,
                     app::Settings &settings, const QString &key, QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_columns(columns)
    , m_leastStretch(leastStretch)
    , m_settings(settings)
    , m_key(key) {
    const auto stored = settings.looks(key).toStringList();
    for (const auto &column : stored)
        m_unwanted.insert(column.toInt());
    auto *view = table->view();
    QList<int> widths(view->model()->columnCount(), 60);
    int place = view->tickColumn() >= 0 ? 1 : 0;
    if (view->tickColumn() >= 0)
        widths[view->tickColumn()] = 52;
    for (auto &column : m_columns) {
        if (column.width > 0)
            column.width = std::max(column.width, headWidth(column.column));
        widths[column.column] = column.width;
        view->dataHeader()->moveSection(view->dataHeader()->visualIndex(column.column), place++);
    }
    table->setColumnWidths(widths);
    view->installEventFilter(this);
    fit();
}

/// At the text size of a hundred percent.
static double scaleOfText() {
    return std::max(1.0, QFontMetrics(roleFont(TextRole::Body)).height() / 18.0);
}

/// The words of some languages are longer than the values below them.
int ColumnSet::headWidth(int column) const {
    constexpr int edges = 32;
    const QString text = m_table->view()->model()->headerData(column, Qt::Horizontal).toString();
    const int width = QFontMetrics(roleFont(TextRole::Small)).horizontalAdvance(text);
    return static_cast<int>(width / scaleOfText()) + edges;
}

QMenu *ColumnSet::makeMenu(QWidget *parent) {
    auto *menu = new QMenu(parent);
    for (const auto &column : std::as_const(m_columns)) {
        if (column.rank == 0)
            continue;
        auto *action = menu->addAction(
            m_table->view()->model()->headerData(column.column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_unwanted.contains(column.column));
        connect(action, &QAction::toggled, this,
                [this, number = column.column](bool on) { setWanted(number, on); });
    }
    return menu;
}

void ColumnSet::setWanted(int column, bool wanted) {
    if (wanted)
        m_unwanted.remove(column);
    else
        m_unwanted.insert(column);
    QStringList stored;
    for (const int hidden : std::as_const(m_unwanted))
        stored << QString::number(hidden);
    m_settings.setLooks(m_key, stored);
    fit();
}

bool ColumnSet::eventFilter(QObject *watched, QEvent *event) {
    if (event->type() == QEvent::Resize || event->type() == QEvent::FontChange)
        fit();
    return QObject::eventFilter(watched, event);
}

void ColumnSet::fit() {
    auto *view = m_table->view();
    const double scale = scaleOfText();
    int left = view->width() - m_leastStretch - (view->tickColumn() >= 0 ? 52 : 0);
    QList<Column> byRank = m_columns;
    std::stable_sort(byRank.begin(), byRank.end(),
                     [](const Column &a, const Column &b) { return a.rank < b.rank; });
    bool full = false;
    for (const auto &column : std::as_const(byRank)) {
        const int width = static_cast<int>(column.width * scale);
        bool shown = !m_unwanted.contains(column.column) || column.rank == 0;
        if (shown && column.rank > 0 && (full || width > left)) {
            shown = false;
            full = true;
        }
        if (shown)
            left -= width;
        if (view->isColumnHidden(column.column) == shown)
            view->setColumnHidden(column.column, !shown);
    }
}

} // namespace hearth::ui
