// SPDX-License-Identifier: Apache-2.0
// Sparkline, meter, histogram.
#include "ui/widgets/charts.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace hearth::ui {

QString shortTime(const QTime &time) {
    return QLocale().toString(time, u"HH:mm"_s);
}

QString longTime(const QTime &time) {
    return QLocale().toString(time, u"HH:mm:ss"_s);
}

double roundedUp(double value, bool binary) {
    if (value <= 0)
        return 1;
    // 1.5 GB is a round number when a GB is 1024 MB, so step in the unit that is shown.
    const double unit = binary && value >= 1024
                            ? std::pow(1024.0, std::floor(std::log(value) / std::log(1024.0)))
                            : 1.0;
    const double scaled = value / unit;
    const double ten = std::pow(10.0, std::floor(std::log10(scaled)));
    for (const double step : {1.0, 2.0, 4.0, 6.0, 10.0})
        if (step * ten >= scaled * 0.999999)
            return step * ten * unit;
    return scaled * unit;
}

Sparkline::Sparkline(QWidget *parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Sparkline::setValues(const QList<double> &values) {
    m_values = values;
    update();
}

void Sparkline::paintEvent(QPaintEvent *) {
    if (m_values.size() < 2)
        return;
    const double top = std::max(*std::max_element(m_values.begin(), m_values.end()) * 1.1, 1e-9);
    const QRectF area = QRectF(rect()).adjusted(0, 1, 0, -1);
    QPainterPath line;
    for (qsizetype i = 0; i < m_values.size(); ++i) {
        const double x = area.left() + area.width() * double(i) / double(m_values.size() - 1);
        const double y = area.bottom() - area.height() * std::max(0.0, m_values.at(i)) / top;
        i == 0 ? line.moveTo(x, y) : line.lineTo(x, y);
    }
    QPainterPath fill = line;
    fill.lineTo(area.bottomRight());
    fill.lineTo(area.bottomLeft());
    fill.closeSubpath();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(fill, color(Color::ChartFill));
    painter.strokePath(line, QPen(color(Color::Chart1), 1.5));
}

Meter::Meter(int thickness, QWidget *parent)
    : QWidget(parent)
    , m_thickness(thickness) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Meter::setParts(const QList<Part> &parts) {
    m_parts = parts;
    update();
}

void Meter::setValue(double share, Color fill) {
    setParts({{share, fill}});
}

QSize Meter::sizeHint() const {
    return {120, m_thickness};
}

void Meter::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    QRectF area(rect());
    area.setTop(area.center().y() - m_thickness / 2.0);
    area.setHeight(m_thickness);
    paintMeter(&painter, area, m_parts, layoutDirection());
}

void paintMeter(QPainter *painter, const QRectF &rect, const QList<Meter::Part> &parts,
                Qt::LayoutDirection direction) {
    painter->save();
    QPainterPath rail;
    rail.addRoundedRect(rect, 3, 3);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipPath(rail);
    painter->fillRect(rect, color(Color::NeutralBg));
    double at = 0;
    for (const auto &part : parts) {
        const double width = rect.width() * std::clamp(part.share, 0.0, 1.0);
        if (width <= 0)
            continue;
        const double left =
            direction == Qt::RightToLeft ? rect.right() - at - width : rect.left() + at;
        painter->fillRect(QRectF(left, rect.top(), std::max(1.0, width), rect.height()),
                          color(part.fill));
        at += width + (parts.size() > 1 ? 2 : 0); // a gap tells neighbours apart without colour
    }
    painter->restore();
}

Histogram::Histogram(QWidget *parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Histogram::setBars(const QList<Bar> &bars) {
    m_bars = bars;
    update();
}

void Histogram::setLabels(const QStringList &labels) {
    m_labels = labels;
    update();
}

void Histogram::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    const QFontMetrics fm(roleFont(TextRole::Small));
    const double base = height() - fm.height() - 3;
    painter.fillRect(QRectF(0, base, width(), 1), color(Color::Border));
    if (!m_bars.isEmpty()) {
        int most = 1;
        for (const auto &bar : m_bars)
            most = std::max(most, bar.count);
        const double step = double(width()) / double(m_bars.size());
        for (qsizetype i = 0; i < m_bars.size(); ++i) {
            const Bar &bar = m_bars.at(i);
            const double x = std::round(double(i) * step);
            const double w = std::max(2.0, std::floor(step) - 2);
            const double h = bar.count == 0 ? 0 : std::max(2.0, (base - 13) * bar.count / most);
            double y = base - h;
            if (h > 0)
                drawBox(&painter, QRectF(x, y, w, h), color(Color::ChartFill), color(Color::Chart1),
                        0, 0.6);
            if (bar.warning) {
                y -= 6;
                painter.fillRect(QRectF(x, y, w, 5), color(Color::Warn));
            }
            if (bar.error) {
                y -= 6;
                painter.fillRect(QRectF(x, y, w, 5), color(Color::Error));
            }
        }
    }
    painter.setFont(roleFont(TextRole::Small));
    painter.setPen(color(Color::Text2));
    for (qsizetype i = 0; i < m_labels.size(); ++i) {
        const double share = m_labels.size() > 1 ? double(i) / double(m_labels.size() - 1) : 0.0;
        const double w = fm.horizontalAdvance(m_labels.at(i)) + 1;
        const double x = std::clamp(share * width() - w / 2, 0.0, std::max(0.0, width() - w));
        painter.drawText(QRectF(x, base + 3, w, fm.height()), Qt::AlignLeft, m_labels.at(i));
    }
}

void Histogram::mousePressEvent(QMouseEvent *event) {
    if (event->button() != Qt::LeftButton || m_bars.isEmpty() || width() <= 0)
        return;
    const auto index = static_cast<int>(event->position().x() * double(m_bars.size()) / width());
    Q_EMIT barClicked(std::clamp(index, 0, static_cast<int>(m_bars.size()) - 1));
}

} // namespace hearth::ui
