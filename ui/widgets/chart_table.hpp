// SPDX-License-Identifier: Apache-2.0
// The points of a chart as rows, for screen readers and for taking them elsewhere.
#pragma once

#include "ui/widgets/confirm_dialog.hpp"

#include <QList>
#include <QPointF>

#include <functional>

namespace hearth::ui {

/// Opened with open(), deletes itself on close. Newest first.
class ChartTable : public DialogFrame {
    Q_OBJECT
public:
    ChartTable(const QString &title, const QList<QPointF> &points,
               const std::function<QString(double)> &format, QWidget *parent);
};

} // namespace hearth::ui
