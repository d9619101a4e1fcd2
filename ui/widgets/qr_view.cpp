// SPDX-License-Identifier: Apache-2.0
// Paints QR codes.
#include "ui/widgets/qr_view.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"

#include <QPainter>

#include <algorithm>

namespace hearth::ui {
namespace {
constexpr int quietZone = 4;
}

QrView::QrView(QWidget *parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void QrView::setCode(int side, const QBitArray &dark, const QString &meaning) {
    m_side = side;
    m_dark = dark;
    setAccessibleName(meaning);
    update();
}

void QrView::paintCode(QPainter *painter, const QRectF &area) const {
    // Not from the theme: a camera needs dark squares on white.
    painter->fillRect(area, Qt::white);
    if (m_side <= 0)
        return;
    const int total = m_side + 2 * quietZone;
    const qreal square = std::max(1.0, std::floor(area.width() / total));
    const qreal margin = (area.width() - square * m_side) / 2;
    for (int y = 0; y < m_side; ++y)
        for (int x = 0; x < m_side; ++x)
            if (m_dark.testBit(y * m_side + x))
                painter->fillRect(QRectF(area.left() + margin + x * square,
                                         area.top() + margin + y * square, square, square),
                                  Qt::black);
}

QImage QrView::image(int pixels) const {
    const int width = (m_side + 2 * quietZone) * pixels;
    QImage picture(width, width, QImage::Format_RGB32);
    QPainter painter(&picture);
    paintCode(&painter, QRectF(0, 0, width, width));
    return picture;
}

void QrView::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    if (m_side <= 0) { // an empty place, not a lamp
        drawBox(&painter, rect(), color(Color::Hover), color(Color::Border), metrics::cardRadius);
        const QRect middle(rect().center() - QPoint(16, 16), QSize(32, 32));
        paintIcon(&painter, QStringLiteral("qr"), middle, color(Color::Text3));
        return;
    }
    drawBox(&painter, rect(), Qt::white, color(Color::Border), metrics::cardRadius);
    const int inner = std::min(width(), height()) - 6;
    paintCode(&painter, QRectF((width() - inner) / 2, (height() - inner) / 2, inner, inner));
}

} // namespace hearth::ui
