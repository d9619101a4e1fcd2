// SPDX-License-Identifier: Apache-2.0
// One value over time.
#include "ui/style/draw.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/chart_table.hpp"
#include "ui/widgets/charts.hpp"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace hearth::ui {

TimeChart::TimeChart(QWidget *parent)
    : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setDrawsOwnFocus(this);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void TimeChart::setPoints(const QList<QPointF> &points) {
    // Somebody who walks along the line stays at the moment where they are.
    const double moment =
        m_marked >= 0 && m_marked < m_points.size() ? m_points.at(m_marked).x() : -1;
    m_points = points;
    m_marked = -1;
    if (moment >= 0 && hasFocus())
        for (qsizetype i = 0; i < m_points.size() && m_points.at(i).x() <= moment; ++i)
            m_marked = i;
    updateSpokenText();
    update();
}

void TimeChart::setRange(qint64 fromMs, qint64 toMs) {
    m_from = fromMs;
    m_to = toMs;
    update();
}

void TimeChart::setGap(qint64 gapMs) {
    m_gap = gapMs;
    update();
}

void TimeChart::setFormatter(std::function<QString(double)> formatter) {
    m_formatter = std::move(formatter);
    update();
}

void TimeChart::setLeastMaximum(double value) {
    m_leastMaximum = value;
    update();
}

void TimeChart::setFixedMaximum(std::optional<double> value) {
    m_fixedMaximum = value;
    update();
}

void TimeChart::setBinaryScale(bool binary) {
    m_binary = binary;
    update();
}

QString TimeChart::format(double value) const {
    return m_formatter ? m_formatter(value) : QLocale().toString(value, 'g', 3);
}

double TimeChart::axisMaximum() const {
    if (m_fixedMaximum)
        return *m_fixedMaximum;
    double most = m_leastMaximum;
    for (const auto &point : m_points)
        most = std::max(most, point.y());
    return roundedUp(most, m_binary);
}

QRectF TimeChart::plotArea() const {
    const QFontMetrics fm(roleFont(TextRole::Axis));
    const double maximum = axisMaximum();
    int label = 24;
    for (const double share : {0.0, 0.5, 1.0})
        label = std::max(label, fm.horizontalAdvance(format(maximum * share)));
    return QRectF(rect()).adjusted(label + 9, fm.height() / 2.0 + 1, -1, -fm.height() - 7);
}

QPointF TimeChart::mapped(const QPointF &point, const QRectF &plot, double maximum) const {
    const double span = std::max<double>(1, double(m_to - m_from));
    const double x = plot.left() + plot.width() * (point.x() - double(m_from)) / span;
    const double y = plot.bottom() - plot.height() * std::clamp(point.y() / maximum, 0.0, 1.0);
    return {x, y};
}

void TimeChart::paintGrid(QPainter *painter, const QRectF &plot, double maximum) const {
    const QFontMetrics fm(painter->font());
    for (const double share : {0.0, 0.5, 1.0}) {
        const double y = std::round(plot.bottom() - plot.height() * share);
        painter->fillRect(QRectF(plot.left(), y, plot.width(), 1), color(Color::ChartGrid));
        painter->setPen(color(Color::Text3));
        painter->drawText(QRectF(0, y - fm.height() / 2.0, plot.left() - 8, fm.height()),
                          Qt::AlignRight | Qt::AlignVCenter, format(maximum * share));
    }
}

void TimeChart::paintSeries(QPainter *painter, const QRectF &plot, double maximum) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipRect(plot.adjusted(-1, -2, 1, 1));
    qsizetype start = 0;
    for (qsizetype i = 1; i <= m_points.size(); ++i) {
        const bool breaks =
            i == m_points.size() ||
            (m_gap > 0 && m_points.at(i).x() - m_points.at(i - 1).x() > static_cast<double>(m_gap));
        if (!breaks)
            continue;
        QPainterPath line(mapped(m_points.at(start), plot, maximum));
        for (qsizetype k = start + 1; k < i; ++k)
            line.lineTo(mapped(m_points.at(k), plot, maximum));
        QPainterPath fill = line;
        fill.lineTo(line.currentPosition().x(), plot.bottom());
        fill.lineTo(mapped(m_points.at(start), plot, maximum).x(), plot.bottom());
        fill.closeSubpath();
        painter->fillPath(fill, color(Color::ChartFill));
        painter->strokePath(
            line, QPen(color(Color::Chart1), 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        start = i;
    }
    painter->restore();
}

void TimeChart::paintTimes(QPainter *painter, const QRectF &plot) const {
    if (m_to <= m_from)
        return;
    const QFontMetrics fm(painter->font());
    const int labels = plot.width() > 400 ? 5 : plot.width() > 130 ? 3 : 2;
    painter->setPen(color(Color::Text3));
    for (int i = 0; i < labels; ++i) {
        const double share = double(i) / (labels - 1);
        const auto moment =
            QDateTime::fromMSecsSinceEpoch(m_from + qint64(double(m_to - m_from) * share));
        const bool last = i == labels - 1;
        const QString text = last ? tr("Now") : shortTime(moment.time());
        const double w = fm.horizontalAdvance(text) + 2;
        const double x = i == 0 ? plot.left()
                                : std::min(plot.left() + plot.width() * share - (last ? w : w / 2),
                                           plot.right() - w + 2);
        painter->drawText(QRectF(x, plot.bottom() + 6, w, fm.height()), Qt::AlignLeft, text);
    }
}

void TimeChart::paintMarker(QPainter *painter, const QRectF &plot, double maximum) const {
    if (m_marked < 0 || m_marked >= m_points.size())
        return;
    const QPointF at = mapped(m_points.at(m_marked), plot, maximum);
    painter->fillRect(QRectF(std::round(at.x()), plot.top(), 1, plot.height()),
                      color(Color::BorderStrong));
    drawBox(painter, QRectF(at.x() - 3, at.y() - 3, 7, 7), color(Color::Chart1),
            color(Color::Surface), 3.5, 1);
}

void TimeChart::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight);
    painter.setFont(roleFont(TextRole::Axis));
    const QRectF plot = plotArea();
    const double maximum = axisMaximum();
    paintGrid(&painter, plot, maximum);
    if (m_points.size() > 1)
        paintSeries(&painter, plot, maximum);
    paintTimes(&painter, plot);
    paintMarker(&painter, plot, maximum);
    if (hasFocus() && m_byKeyboard)
        drawInnerFocus(&painter, rect());
}

qsizetype TimeChart::nearestPoint(double x, const QRectF &plot) const {
    qsizetype best = -1;
    double bestDistance = 24; // pixels; farther away there is nothing to name
    for (qsizetype i = 0; i < m_points.size(); ++i) {
        const double distance = std::abs(mapped(m_points.at(i), plot, 1).x() - x);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = i;
        }
    }
    return best;
}

void TimeChart::mouseMoveEvent(QMouseEvent *event) {
    const qsizetype marked = nearestPoint(event->position().x(), plotArea());
    if (marked != m_marked)
        mark(marked);
}

void TimeChart::leaveEvent(QEvent *) {
    m_marked = -1;
    update();
}

bool TimeChart::event(QEvent *event) {
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (m_marked >= 0 && m_marked < m_points.size()) {
            QToolTip::showText(help->globalPos(), pointText(m_marked), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

QString TimeChart::pointText(qsizetype point) const {
    const auto when = QDateTime::fromMSecsSinceEpoch(qint64(m_points.at(point).x()));
    //: A point of a chart: its time and its value.
    return tr("%1: %2").arg(QLocale().toString(when.date(), QLocale::ShortFormat) + u' ' +
                                longTime(when.time()),
                            format(m_points.at(point).y()));
}

void TimeChart::mark(qsizetype point) {
    m_marked = point;
    update();
}

void TimeChart::keyPressEvent(QKeyEvent *event) {
    const qsizetype last = m_points.size() - 1;
    const qsizetype at = m_marked < 0 ? last : m_marked;
    const qsizetype far = std::max<qsizetype>(1, m_points.size() / 20);
    qsizetype to = -1;
    switch (event->key()) {
    case Qt::Key_Left:
        to = m_marked < 0 ? last : at - 1;
        break;
    case Qt::Key_Right:
        to = at + 1;
        break;
    case Qt::Key_PageUp:
        to = at - far;
        break;
    case Qt::Key_PageDown:
        to = at + far;
        break;
    case Qt::Key_Home:
        to = 0;
        break;
    case Qt::Key_End:
        to = last;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        showAsTable();
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (m_points.isEmpty())
        return;
    mark(std::clamp<qsizetype>(to, 0, last));
    const QPointF spot = mapped(m_points.at(m_marked), plotArea(), axisMaximum());
    QToolTip::showText(mapToGlobal(spot.toPoint()), pointText(m_marked), this);
    setAccessibleDescription(pointText(m_marked));
    QAccessibleEvent news(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&news);
}

void TimeChart::focusInEvent(QFocusEvent *event) {
    m_byKeyboard = event->reason() != Qt::MouseFocusReason;
    QWidget::focusInEvent(event);
    update();
}

void TimeChart::focusOutEvent(QFocusEvent *event) {
    QWidget::focusOutEvent(event);
    mark(-1);
    updateSpokenText();
}

void TimeChart::contextMenuEvent(QContextMenuEvent *event) {
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *show = menu->addAction(tr("Show as table"));
    show->setObjectName(u"showAsTableAction"_s);
    connect(show, &QAction::triggered, this, &TimeChart::showAsTable);
    menu->popup(event->globalPos());
}

void TimeChart::showAsTable() {
    auto *dialog = new ChartTable(
        accessibleName(), m_points, [this](double value) { return format(value); }, this);
    dialog->open();
}

void TimeChart::updateSpokenText() {
    if (m_points.isEmpty()) {
        setAccessibleDescription(tr("No data yet."));
        return;
    }
    const auto highest =
        *std::max_element(m_points.begin(), m_points.end(),
                          [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); });
    const auto when = QDateTime::fromMSecsSinceEpoch(qint64(highest.x()));
    setAccessibleDescription(
        tr("Now %1, highest %2 at %3.")
            .arg(format(m_points.constLast().y()), format(highest.y()), shortTime(when.time())) +
        u' ' + tr("Enter shows all values as a table."));
}

} // namespace hearth::ui
