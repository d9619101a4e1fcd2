// SPDX-License-Identifier: Apache-2.0
// Charts as tables.
#include "ui/widgets/chart_table.hpp"

#include "ui/style/draw.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/fields.hpp"

#include <QDateTime>
#include <QHeaderView>
#include <QLocale>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace hearth::ui {

ChartTable::ChartTable(const QString &title, const QList<QPointF> &points,
                       const std::function<QString(double)> &format, QWidget *parent)
    : DialogFrame(title, parent) {
    setObjectName(u"chartTableDialog"_s);
    setPreferredSize({440, 560});
    body()->setContentsMargins(12, 0, 12, 0);
    auto *model = new QStandardItemModel(static_cast<int>(points.size()), 2, this);
    model->setHorizontalHeaderLabels({tr("Time"), tr("Value")});
    for (const auto &[column, side] : {std::pair{0, Qt::AlignLeading}, {1, Qt::AlignTrailing}})
        model->setHeaderData(column, Qt::Horizontal, int(side | Qt::AlignVCenter),
                             Qt::TextAlignmentRole);
    QString text;
    for (qsizetype i = 0; i < points.size(); ++i) {
        const QPointF &point = points.at(points.size() - 1 - i);
        const auto when = QDateTime::fromMSecsSinceEpoch(qint64(point.x()));
        const QString moment =
            QLocale().toString(when.date(), QLocale::ShortFormat) + u' ' + longTime(when.time());
        const int row = static_cast<int>(i);
        model->setData(model->index(row, 0), moment);
        model->setData(model->index(row, 1), format(point.y()));
        model->setData(model->index(row, 1), int(Qt::AlignTrailing | Qt::AlignVCenter),
                       Qt::TextAlignmentRole);
        text += when.toString(Qt::ISODate) + u'\t' + QString::number(point.y()) + u'\n';
    }
    auto *table = new QTableView;
    table->setObjectName(u"chartTable"_s);
    table->setAccessibleName(title);
    table->setModel(model);
    table->setFrameShape(QFrame::NoFrame);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setTabKeyNavigation(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(
        std::max(metrics::compactRowHeight, fontMetrics().height() + 8));
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->horizontalHeader()->setHighlightSections(false);
    if (model->rowCount() > 0)
        table->setCurrentIndex(model->index(0, 0));
    body()->addWidget(table, 1);
    auto *copy = addSecondary(tr("Copy all"));
    connect(copy, &Button::clicked, this, [text] { copyToClipboard(text); });
    addClose();
    table->setFocus();
}

} // namespace hearth::ui
