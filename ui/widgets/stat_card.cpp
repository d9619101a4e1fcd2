// SPDX-License-Identifier: Apache-2.0
// Stat cards.
#include "ui/widgets/stat_card.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/charts.hpp"

#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

StatCard::StatCard(const QString &iconName, const QString &title, QWidget *parent)
    : QAbstractButton(parent)
    , m_iconName(iconName)
    , m_sparkline(new Sparkline(this)) {
    setText(title);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 11, 14, 13);
    column->addWidget(m_sparkline, 1, Qt::AlignRight | Qt::AlignBottom);
    updateSpokenText();
}

void StatCard::setValue(const QString &value, const QString &meaning) {
    m_value = value;
    m_meaning = meaning;
    m_loading = false;
    m_hasCourse = true;
    updateSpokenText();
    placeSparkline();
    update();
}

void StatCard::setSeries(const QList<double> &values) {
    m_sparkline->setValues(values);
}

void StatCard::setLoading() {
    m_loading = true;
    updateSpokenText();
    placeSparkline();
    update();
}

void StatCard::setNoData(const QString &reason) {
    m_value = u"-"_s;
    m_meaning = reason;
    m_loading = false;
    m_hasCourse = false;
    updateSpokenText();
    placeSparkline();
    update();
}

void StatCard::updateSpokenText() {
    setAccessibleName(m_loading ? tr("%1, loading").arg(text())
                                //: A card of the dashboard: title, value, what it means.
                                : tr("%1: %2, %3").arg(text(), m_value, m_meaning));
}

void StatCard::resizeEvent(QResizeEvent *event) {
    QAbstractButton::resizeEvent(event);
    placeSparkline();
}

/// The value goes before its course, which takes what is left.
void StatCard::placeSparkline() {
    constexpr int leastWidth = 44;
    const int texts =
        std::max(QFontMetrics(roleFont(TextRole::Display)).horizontalAdvance(m_value),
                 QFontMetrics(roleFont(TextRole::Small)).horizontalAdvance(m_meaning));
    const int left = width() - 28 - 8 - texts;
    m_sparkline->setFixedWidth(
        std::clamp(left, leastWidth, std::max(leastWidth, m_sparkline->sizeHint().width())));
    m_sparkline->setVisible(m_hasCourse && !m_loading && left >= leastWidth);
}

/// Figures have no descenders, so the line is lower than the font's.
int StatCard::valueHeight() {
    const QFontMetrics display(roleFont(TextRole::Display));
    return display.ascent() + display.descent() / 3;
}

QSize StatCard::sizeHint() const {
    const QFontMetrics small(roleFont(TextRole::Small));
    return {200, 24 + std::max(16, small.height()) + valueHeight() + small.height()};
}

void StatCard::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    const bool hot = isDown() || underMouse();
    drawBox(&painter, rect(), color(Color::Surface),
            color(hot ? Color::BorderStrong : Color::Border), metrics::cardRadius);
    const QFontMetrics small(roleFont(TextRole::Small));
    const QFontMetrics display(roleFont(TextRole::Display));
    const QRect inner = rect().adjusted(14, 11, -14, -12);
    const auto place = [&](int left, int top, int width, int height) {
        return QStyle::visualRect(layoutDirection(), inner,
                                  QRect(inner.left() + left, inner.top() + top, width, height));
    };
    const int head = std::max(16, small.height());
    paintIcon(&painter, m_iconName, QRectF(place(0, 0, 15, head)), color(Color::Text2));
    painter.setFont(roleFont(TextRole::Small));
    painter.setPen(color(Color::Text2));
    painter.drawText(place(22, 0, inner.width() - 22, head), Qt::AlignVCenter | Qt::AlignLeading,
                     small.elidedText(text(), Qt::ElideRight, inner.width() - 22));
    const int valueTop = head;
    const int meaningTop = valueTop + valueHeight();
    if (m_loading) {
        drawBox(&painter, QRectF(place(0, valueTop + 8, 60, 16)), color(Color::NeutralBg), {}, 3);
        drawBox(&painter, QRectF(place(0, meaningTop + 3, 100, 11)), color(Color::NeutralBg), {},
                3);
        return;
    }
    const int spark = m_sparkline->isVisible() ? m_sparkline->width() + 8 : 0;
    const int room = std::max(20, inner.width() - spark);
    painter.drawText(place(0, meaningTop, room, small.height() + 1),
                     Qt::AlignVCenter | Qt::AlignLeading,
                     small.elidedText(m_meaning, Qt::ElideRight, room));
    painter.setFont(roleFont(TextRole::Display));
    painter.setPen(color(m_hasCourse ? Color::Text : Color::Text2));
    painter.drawText(place(0, valueTop, room, valueHeight()), Qt::AlignVCenter | Qt::AlignLeading,
                     display.elidedText(m_value, Qt::ElideRight, room));
}

} // namespace hearth::ui
