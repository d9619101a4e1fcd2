// SPDX-License-Identifier: Apache-2.0
// Steps of a request.
#include "ui/pages/logs/step_bars.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"

#include <QLocale>
#include <QPainter>
#include <QStyle>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

constexpr int mostSteps = 6;
constexpr double slowShare = 0.5; // of the whole: this is the step to look at
constexpr double slowMs = 1000;

QString timeText(double ms) {
    if (ms >= 1000)
        //: Seconds.
        return StepBars::tr("%1 s").arg(QLocale().toString(ms / 1000, 'f', 2));
    //: Milliseconds.
    return StepBars::tr("%1 ms").arg(QLocale().toString(ms, 'f', ms < 1 ? 1 : 0));
}

int rowHeight() {
    return std::max(21, QFontMetrics(roleFont(TextRole::Small)).height() + 4);
}

} // namespace

QList<RequestStep> requestSteps(const app::LogLines &lines) {
    QList<RequestStep> steps;
    if (lines.isEmpty())
        return steps;
    // The last line of an answered request says how long all of it took.
    const auto &last = lines.constLast();
    double start = double(lines.constFirst().timestampMs);
    if (last.durationMs >= 0)
        start = std::min(start, double(last.timestampMs) - last.durationMs);
    double before = start;
    for (const auto &line : lines) {
        const double end = double(line.timestampMs);
        if (end > before)
            steps.append({line.message, before - start, end - before});
        before = std::max(before, end);
    }
    if (lines.size() < 2 || steps.size() < 2)
        return {};
    // Short ones join their neighbour's silence: the longest tell the story.
    while (steps.size() > mostSteps) {
        const auto shortest = std::min_element(
            steps.begin(), steps.end(),
            [](const RequestStep &a, const RequestStep &b) { return a.lastsMs < b.lastsMs; });
        steps.erase(shortest);
    }
    return steps;
}

StepBars::StepBars(QWidget *parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StepBars::setSteps(const QList<RequestStep> &steps) {
    m_steps = steps;
    QStringList spoken;
    for (const auto &step : steps)
        spoken << step.name + u": "_s + timeText(step.lastsMs);
    setAccessibleDescription(spoken.join(u"; "_s));
    updateGeometry();
    update();
}

QSize StepBars::sizeHint() const {
    return {480, int(m_steps.size()) * rowHeight()};
}

void StepBars::paintEvent(QPaintEvent *) {
    if (m_steps.isEmpty())
        return;
    QPainter painter(this);
    // Time runs left to right in every language.
    painter.setLayoutDirection(Qt::LeftToRight);
    painter.setFont(roleFont(TextRole::Small));
    const QFontMetrics fm = painter.fontMetrics();
    const double total = m_steps.constLast().fromMs + m_steps.constLast().lastsMs;
    const int nameWidth = std::clamp(width() / 3, 60, 260);
    const int timeWidth = fm.horizontalAdvance(timeText(88.88 * 1000)) + 8;
    const double room = std::max(10, width() - nameWidth - timeWidth - 16);
    const int height = rowHeight();
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        const auto &step = m_steps.at(i);
        const int top = int(i) * height;
        painter.setPen(color(Color::Text));
        painter.drawText(QRect(0, top, nameWidth - 12, height), Qt::AlignVCenter | Qt::AlignLeft,
                         fm.elidedText(step.name, Qt::ElideRight, nameWidth - 12));
        const bool slow = total >= slowMs && step.lastsMs >= total * slowShare;
        const QRectF bar(nameWidth + room * step.fromMs / total, top + (height - 8) / 2.0,
                         std::max(4.0, room * step.lastsMs / total), 8);
        drawBox(&painter, bar, color(slow ? Color::Warn : Color::Chart1), {}, 2);
        painter.setPen(color(Color::Text2));
        painter.drawText(QRect(width() - timeWidth, top, timeWidth, height),
                         Qt::AlignVCenter | Qt::AlignRight, timeText(step.lastsMs));
    }
}

} // namespace hearth::ui
