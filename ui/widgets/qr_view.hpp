// SPDX-License-Identifier: Apache-2.0
// A QR code from its squares, always dark on light so that every camera reads it.
#pragma once

#include <QBitArray>
#include <QImage>
#include <QWidget>

namespace hearth::ui {

class QrView : public QWidget {
    Q_OBJECT
public:
    explicit QrView(QWidget *parent = nullptr);
    /// `side` squares in each direction, row by row; 0 clears. `meaning` is read out.
    void setCode(int side, const QBitArray &dark, const QString &meaning);
    /// For "Save QR…"; `pixels` per square, with the quiet zone.
    QImage image(int pixels = 8) const;
    QSize sizeHint() const override { return {174, 174}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintCode(QPainter *painter, const QRectF &area) const;

    int m_side = 0;
    QBitArray m_dark;
};

} // namespace hearth::ui
