// SPDX-License-Identifier: Apache-2.0
// Segments.
#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

Color glyphInk(const QString &iconName) {
    if (iconName == u"f-error")
        return Color::Error;
    if (iconName == u"f-warn")
        return Color::Warn;
    if (iconName == u"f-info")
        return Color::Info;
    return Color::Text2;
}

} // namespace

class Segments::SegmentButton : public QToolButton {
public:
    SegmentButton(QString segmentId, const QString &text, QString iconName)
        : id(std::move(segmentId))
        , m_iconName(std::move(iconName)) {
        setText(text);
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        setAccessibleName(text);
    }
    QSize sizeHint() const override {
        // As wide as the strong text, so that choosing moves nothing.
        const QFontMetrics fm(roleFont(TextRole::Strong));
        int width = 24 + fm.size(Qt::TextShowMnemonic, text()).width();
        if (!m_iconName.isEmpty())
            width += 19;
        if (!m_count.isEmpty())
            width += QFontMetrics(roleFont(TextRole::Small)).horizontalAdvance(m_count) + 6;
        return {width, std::max(metrics::controlHeight, fm.height() + 10)};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }
    void setCount(const QString &count) {
        if (m_count == count)
            return;
        m_count = count;
        updateGeometry();
        update();
    }

    QString id;
    bool first = false;
    bool last = true;

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter painter(this);
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        const bool openLeft = mirrored ? !last : !first;
        const bool openRight = mirrored ? !first : !last;
        // One box drawn wider than the widget where a neighbour continues it.
        const QRectF box = QRectF(rect()).adjusted(openLeft ? -8 : 0, 0, openRight ? 8 : 0, 0);
        painter.setClipRect(rect());
        const Color fill = isChecked()    ? Color::Selected
                           : underMouse() ? Color::ButtonHover
                                          : Color::Button;
        drawBox(&painter, box, color(fill), color(Color::ButtonBorder));
        if (openRight)
            painter.fillRect(QRect(width() - 1, 1, 1, height() - 2), color(Color::ButtonBorder));
        if (isChecked())
            painter.fillRect(QRect(openLeft ? 0 : 1, height() - 3, width() - 1, 2),
                             color(Color::Accent));
        const auto place = [&](int left, int extent) {
            return QStyle::visualRect(layoutDirection(), rect(), QRect(left, 0, extent, height()));
        };
        painter.setFont(roleFont(isChecked() ? TextRole::Strong : TextRole::Body));
        const int textWidth = painter.fontMetrics().size(Qt::TextShowMnemonic, text()).width() + 1;
        const int countWidth =
            m_count.isEmpty()
                ? 0
                : QFontMetrics(roleFont(TextRole::Small)).horizontalAdvance(m_count) + 6;
        const int iconWidth = m_iconName.isEmpty() ? 0 : 19;
        int x = (width() - textWidth - countWidth - iconWidth) / 2;
        if (iconWidth > 0)
            paintIcon(&painter, m_iconName, QRectF(place(x, 12)), color(glyphInk(m_iconName)),
                      color(fill));
        x += iconWidth;
        painter.setPen(color(isEnabled() ? Color::Text : Color::Disabled));
        painter.drawText(place(x, textWidth), Qt::AlignVCenter | mnemonicFlag(this), text());
        x += textWidth + 5;
        painter.setFont(roleFont(TextRole::Small));
        painter.setPen(color(Color::Text2));
        painter.drawText(place(x, countWidth), Qt::AlignVCenter, m_count);
    }

private:
    QString m_iconName;
    QString m_count;
};

Segments::Segments(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
    , m_group(new QButtonGroup(this)) {
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    m_group->setExclusive(true);
    connect(m_group, &QButtonGroup::buttonToggled, this, [this](QAbstractButton *button, bool on) {
        if (on)
            setFocusProxy(button); // where the keyboard goes that is sent to the whole
        if (on)
            Q_EMIT currentChanged(static_cast<SegmentButton *>(button)->id);
    });
}

void Segments::addSegment(const QString &id, const QString &text, const QString &iconName) {
    auto *button = new SegmentButton(id, text, iconName);
    button->setObjectName(u"segment-"_s + id);
    button->first = m_group->buttons().isEmpty();
    if (!button->first)
        static_cast<SegmentButton *>(m_group->buttons().constLast())->last = false;
    m_group->addButton(button);
    m_row->addWidget(button);
}

void Segments::setOffered(const QString &id, bool offered) {
    if (auto *button = find(id))
        button->setVisible(offered);
    SegmentButton *before = nullptr;
    const auto buttons = m_group->buttons();
    for (auto *each : buttons) {
        if (each->isHidden())
            continue;
        auto *button = static_cast<SegmentButton *>(each);
        button->first = before == nullptr;
        button->last = true;
        if (before != nullptr)
            before->last = false;
        before = button;
    }
    update();
}

Segments::SegmentButton *Segments::find(const QString &id) const {
    const auto buttons = m_group->buttons();
    for (auto *button : buttons)
        if (auto *segment = static_cast<SegmentButton *>(button); segment->id == id)
            return segment;
    return nullptr;
}

void Segments::setCurrent(const QString &id) {
    if (auto *button = find(id))
        button->setChecked(true);
}

QString Segments::current() const {
    const auto *checked = static_cast<SegmentButton *>(m_group->checkedButton());
    return checked ? checked->id : QString();
}

void Segments::setCount(const QString &id, const QString &count) {
    if (auto *button = find(id))
        button->setCount(count);
}

} // namespace hearth::ui
