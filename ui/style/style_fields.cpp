// SPDX-License-Identifier: Apache-2.0
// Text fields, combo boxes, spin boxes, scroll bars and progress bars.
#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/parts.hpp"
#include "ui/style/theme.hpp"

#include <QAbstractItemView>
#include <QPainter>
#include <QStyleOptionComboBox>
#include <QStyleOptionProgressBar>
#include <QStyleOptionSlider>
#include <QStyleOptionSpinBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui::parts {
namespace {

constexpr int arrowWidth = 26;

void drawField(QPainter *painter, const QRectF &rect, QStyle::State state, FieldState field) {
    const bool enabled = state & QStyle::State_Enabled;
    const bool focus = state & QStyle::State_HasFocus;
    const QColor fill = color(enabled ? Color::Surface : Color::Window);
    if (field == FieldState::Error && enabled)
        return drawBox(painter, rect, fill, color(Color::Error), metrics::controlRadius, 2);
    if (focus && enabled)
        return drawBox(painter, rect, fill, color(Color::Focus), metrics::controlRadius, 2);
    drawBox(painter, rect, fill, color(enabled ? Color::BorderStrong : Color::Border));
}

} // namespace

void drawFieldPanel(const QStyleOption *option, QPainter *painter, const QWidget *widget) {
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    if (frame && frame->lineWidth <= 0)
        return; // the edit of a spin box or combo box, whose frame is drawn by them
    drawField(painter, option->rect, option->state, fieldState(widget));
}

void drawComboBox(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) {
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    if (!combo)
        return;
    if (combo->frame)
        drawField(painter, combo->rect, combo->state, fieldState(widget));
    const QRect arrow = QStyle::visualRect(combo->direction, combo->rect,
                                           comboBoxRect(combo, QStyle::SC_ComboBoxArrow));
    const bool enabled = combo->state & QStyle::State_Enabled;
    paintIcon(painter, u"down"_s, QRectF(arrow).adjusted(5, 6, -7, -6),
              color(enabled ? Color::Text2 : Color::Disabled));
}

QRect comboBoxRect(const QStyleOptionComplex *option, QStyle::SubControl part) {
    const QRect rect = option->rect;
    switch (part) {
    case QStyle::SC_ComboBoxArrow:
        return {rect.right() - arrowWidth, rect.top(), arrowWidth, rect.height()};
    case QStyle::SC_ComboBoxEditField:
        return rect.adjusted(8, 1, -arrowWidth - 2, -1);
    default:
        return rect;
    }
}

void drawSpinBox(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) {
    const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
    if (!spin)
        return;
    if (spin->frame)
        drawField(painter, spin->rect, spin->state, fieldState(widget));
    if (spin->buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const bool enabled = spin->state & QStyle::State_Enabled;
    const auto button = [&](QStyle::SubControl part, QAbstractSpinBox::StepEnabledFlag flag,
                            const QString &name) {
        const QRect place =
            QStyle::visualRect(spin->direction, spin->rect, spinBoxRect(spin, part));
        const bool active = spin->activeSubControls & part;
        if (active && enabled && (spin->state & (QStyle::State_MouseOver | QStyle::State_Sunken)))
            painter->fillRect(place.adjusted(0, 1, -1, -1), color(Color::Hover));
        const bool possible = enabled && (spin->stepEnabled & flag);
        paintIcon(painter, name, QRectF(place).adjusted(2, 1, -2, -1),
                  color(possible ? Color::Text2 : Color::Disabled));
    };
    button(QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, u"up"_s);
    button(QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, u"down"_s);
}

QRect spinBoxRect(const QStyleOptionComplex *option, QStyle::SubControl part) {
    const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
    const QRect rect = option->rect;
    const bool buttons = spin && spin->buttonSymbols != QAbstractSpinBox::NoButtons;
    const int width = buttons ? 22 : 0;
    const int half = rect.height() / 2 - 2;
    switch (part) {
    case QStyle::SC_SpinBoxUp:
        return {rect.right() - width - 1, rect.top() + 2, width, half};
    case QStyle::SC_SpinBoxDown:
        return {rect.right() - width - 1, rect.top() + 2 + half, width, half};
    case QStyle::SC_SpinBoxEditField:
        return rect.adjusted(7, 1, -width - 3, -1);
    default:
        return rect;
    }
}

void drawScrollBar(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) {
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (!bar)
        return;
    const QRectF rect(bar->rect);
    const bool upright = bar->orientation == Qt::Vertical;
    const QWidget *area =
        widget && widget->parentWidget() ? widget->parentWidget()->parentWidget() : nullptr;
    if (qobject_cast<const QAbstractItemView *>(area)) {
        painter->fillRect(rect, color(Color::SurfaceAlt));
        const qreal line = bar->direction == Qt::RightToLeft ? rect.right() - 1 : rect.left();
        drawHairline(painter, upright ? QRectF(line, rect.top(), 1, rect.height())
                                      : QRectF(rect.left(), rect.top(), rect.width(), 1));
    } else {
        painter->fillRect(rect, bar->palette.window());
    }
    if (bar->minimum >= bar->maximum)
        return;
    const QRect slider = scrollBarRect(bar, QStyle::SC_ScrollBarSlider);
    const bool held = (bar->state & QStyle::State_Sunken) &&
                      (bar->activeSubControls & QStyle::SC_ScrollBarSlider);
    const bool hover = bar->state & QStyle::State_MouseOver;
    const qreal thickness = held || hover ? 7 : 5;
    QRectF handle(slider);
    if (upright)
        handle = QRectF(handle.center().x() - thickness / 2, handle.top() + 2, thickness,
                        handle.height() - 4);
    else
        handle = QRectF(handle.left() + 2, handle.center().y() - thickness / 2, handle.width() - 4,
                        thickness);
    QColor fill = color(Color::BorderStrong);
    fill.setAlphaF(held ? 1.0F : hover ? 0.85F : 0.6F);
    drawBox(painter, handle, fill, {}, thickness / 2);
}

QRect scrollBarRect(const QStyleOptionComplex *option, QStyle::SubControl part) {
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (!bar)
        return {};
    const QRect rect = bar->rect;
    const bool upright = bar->orientation == Qt::Vertical;
    const int length = upright ? rect.height() : rect.width();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    int size = length;
    if (range > 0) {
        size = static_cast<int>(qint64(bar->pageStep) * length / (range + bar->pageStep));
        size = std::clamp(size, std::min(32, length), length);
    }
    const int start = QStyle::sliderPositionFromValue(
        bar->minimum, bar->maximum, bar->sliderPosition, length - size, bar->upsideDown);
    const auto along = [&](int from, int extent) {
        return upright ? QRect(rect.left(), rect.top() + from, rect.width(), extent)
                       : QRect(rect.left() + from, rect.top(), extent, rect.height());
    };
    switch (part) {
    case QStyle::SC_ScrollBarSlider:
        return along(start, size);
    case QStyle::SC_ScrollBarSubPage:
        return along(0, start);
    case QStyle::SC_ScrollBarAddPage:
        return along(start + size, length - start - size);
    case QStyle::SC_ScrollBarGroove:
        return rect;
    default:
        return {};
    }
}

void drawProgressGroove(const QStyleOption *option, QPainter *painter) {
    QRectF rail(option->rect);
    rail.setTop(rail.center().y() - 3);
    rail.setHeight(6);
    drawBox(painter, rail, color(Color::NeutralBg), {}, 3);
}

void drawProgressContents(const QStyleOption *option, QPainter *painter) {
    const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
    if (!bar)
        return;
    QRectF rail(option->rect);
    rail.setTop(rail.center().y() - 3);
    rail.setHeight(6);
    const int range = bar->maximum - bar->minimum;
    // Of unknown length: a third of the rail, because nothing in Hearth slides.
    const qreal part = range > 0 ? qreal(bar->progress - bar->minimum) / range : 1.0 / 3;
    const qreal width = rail.width() * std::clamp(part, 0.0, 1.0);
    if (width <= 0)
        return;
    if (bar->direction == Qt::RightToLeft)
        rail.setLeft(rail.right() - width);
    else
        rail.setWidth(width);
    drawBox(painter, rail, color(Color::Chart1), {}, 3);
}

} // namespace hearth::ui::parts
