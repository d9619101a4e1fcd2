// SPDX-License-Identifier: Apache-2.0
// Surfaces.
#include "ui/widgets/card.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace hearth::ui {

Card::Card(QWidget *parent)
    : QFrame(parent)
    , m_body(new QVBoxLayout(this)) {
    m_body->setContentsMargins(14, 12, 14, 12);
    m_body->setSpacing(6);
}

QHBoxLayout *Card::addHead(const QString &title, const QString &hint) {
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    if (!title.isEmpty())
        row->addWidget(new Label(title, TextRole::Strong));
    if (!hint.isEmpty())
        row->addWidget(new ElidedLabel(hint, TextRole::Small, Color::Text2));
    row->addStretch(1);
    m_body->addLayout(row);
    return row;
}

void Card::setHighlighted(bool on) {
    m_highlighted = on;
    update();
}

void Card::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    drawBox(&painter, rect(), color(Color::Surface),
            color(m_highlighted ? Color::Accent : Color::Border), metrics::cardRadius,
            m_highlighted ? 2 : 1);
}

Hairline::Hairline(Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent) {
    if (orientation == Qt::Horizontal) {
        setFixedHeight(1);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    } else {
        setFixedWidth(1);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    }
}

void Hairline::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    drawHairline(&painter, rect());
}

Panel::Panel(Color fill, QWidget *parent)
    : QWidget(parent)
    , m_fill(fill) {}

void Panel::setEdges(Qt::Edges edges) {
    m_edges = edges;
    update();
}

void Panel::setFill(Color fill) {
    m_fill = fill;
    update();
}

void Panel::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.fillRect(rect(), color(m_fill));
    // Edges follow the writing direction: Left is where reading begins.
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto has = [&](Qt::Edge edge, Qt::Edge opposite) {
        return m_edges.testFlag(mirrored ? opposite : edge);
    };
    if (m_edges.testFlag(Qt::TopEdge))
        drawHairline(&painter, QRectF(0, 0, width(), 1));
    if (m_edges.testFlag(Qt::BottomEdge))
        drawHairline(&painter, QRectF(0, height() - 1, width(), 1));
    if (has(Qt::LeftEdge, Qt::RightEdge))
        drawHairline(&painter, QRectF(0, 0, 1, height()));
    if (has(Qt::RightEdge, Qt::LeftEdge))
        drawHairline(&painter, QRectF(width() - 1, 0, 1, height()));
}

} // namespace hearth::ui
