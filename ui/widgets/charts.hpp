// SPDX-License-Identifier: Apache-2.0
// The four simple shapes: sparkline, time chart, meter and histogram. Time runs left to right in
// every writing direction.
#pragma once

#include "ui/style/tokens.hpp"

#include <QList>
#include <QPointF>
#include <QTime>
#include <QWidget>

#include <functional>
#include <optional>

namespace hearth::ui {

/// A line over a tint, without axes; for stat cards.
class Sparkline : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(QWidget *parent = nullptr);
    void setValues(const QList<double> &values);
    QSize sizeHint() const override { return {86, 32}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<double> m_values;
};

/// One value over time with three grid lines. Points are (milliseconds since 1970, value),
/// ascending; a gap longer than `gapMs` breaks the line, because the server was not running then.
class TimeChart : public QWidget {
    Q_OBJECT
public:
    explicit TimeChart(QWidget *parent = nullptr);
    void setPoints(const QList<QPointF> &points);
    const QList<QPointF> &points() const { return m_points; }
    void setRange(qint64 fromMs, qint64 toMs);
    void setGap(qint64 gapMs);
    /// How axis labels and the tooltip write a value; defaults to the locale's number.
    void setFormatter(std::function<QString(double)> formatter);
    /// The least height of the axis, so that a flat line does not look like a storm.
    void setLeastMaximum(double value);
    void setFixedMaximum(std::optional<double> value);
    /// Sizes in bytes are divided by 1024 for round axis labels.
    void setBinaryScale(bool binary);
    QSize sizeHint() const override { return {240, 150}; }
    QSize minimumSizeHint() const override { return {140, 100}; }
    /// All points with times, for people who can't see a line; opens a dialog.
    void showAsTable();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;

private:
    double axisMaximum() const;
    QString format(double value) const;
    QRectF plotArea() const;
    QPointF mapped(const QPointF &point, const QRectF &plot, double maximum) const;
    void paintGrid(QPainter *painter, const QRectF &plot, double maximum) const;
    void paintSeries(QPainter *painter, const QRectF &plot, double maximum) const;
    void paintTimes(QPainter *painter, const QRectF &plot) const;
    void paintMarker(QPainter *painter, const QRectF &plot, double maximum) const;
    qsizetype nearestPoint(double x, const QRectF &plot) const;
    void updateSpokenText();
    void mark(qsizetype point);
    QString pointText(qsizetype point) const;

    QList<QPointF> m_points;
    qint64 m_from = 0;
    qint64 m_to = 0;
    qint64 m_gap = 0;
    double m_leastMaximum = 1;
    std::optional<double> m_fixedMaximum;
    bool m_binary = false;
    std::function<QString(double)> m_formatter;
    qsizetype m_marked = -1;
    bool m_byKeyboard = false;
};

/// A rail with one or several parts, each a share of the whole.
class Meter : public QWidget {
    Q_OBJECT
public:
    struct Part {
        double share = 0; // 0 … 1
        Color fill = Color::Chart1;
    };
    explicit Meter(int thickness = 6, QWidget *parent = nullptr);
    void setParts(const QList<Part> &parts);
    void setValue(double share, Color fill = Color::Chart1);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_thickness;
    QList<Part> m_parts;
};

/// Bars over time, with marks on top for warnings and errors; a click names a moment.
class Histogram : public QWidget {
    Q_OBJECT
public:
    struct Bar {
        int count = 0;
        bool warning = false;
        bool error = false;
    };
    explicit Histogram(QWidget *parent = nullptr);
    void setBars(const QList<Bar> &bars);
    void setLabels(const QStringList &labels);
    QSize sizeHint() const override { return {400, 58}; }

Q_SIGNALS:
    void barClicked(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    QList<Bar> m_bars;
    QStringList m_labels;
};

/// Draws a meter into a rectangle, for delegates.
void paintMeter(QPainter *painter, const QRectF &rect, const QList<Meter::Part> &parts,
                Qt::LayoutDirection direction);
/// Hours and minutes, "13:58": the same way in every place and language.
QString shortTime(const QTime &time);
/// With seconds.
QString longTime(const QTime &time);
/// The next "round" number at or above `value`: 1, 2, 5 and their tens.
double roundedUp(double value, bool binary = false);

} // namespace hearth::ui
