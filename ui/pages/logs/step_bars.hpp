// SPDX-License-Identifier: Apache-2.0
// Where the time of a request went, read from the moments of its log lines.
#pragma once

#include "app/core/log_line.hpp"

#include <QWidget>

namespace hearth::ui {

/// One stretch of a request: from the line before to this one.
struct RequestStep {
    QString name; ///< the message of the line that ends it
    double fromMs = 0;
    double lastsMs = 0;
};

/// The stretches between the lines of one request, oldest first. Empty if the lines say nothing
/// about time: fewer than two moments.
[[nodiscard]] QList<RequestStep> requestSteps(const app::LogLines &lines);

class StepBars : public QWidget {
    Q_OBJECT
public:
    explicit StepBars(QWidget *parent = nullptr);
    void setSteps(const QList<RequestStep> &steps);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<RequestStep> m_steps;
};

} // namespace hearth::ui
