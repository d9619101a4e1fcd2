// SPDX-License-Identifier: Apache-2.0
#include "ui/wizard/wizard_rail.hpp"

#include "ui/style/icons.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

namespace hearth::ui {

/// A row: number or tick in a square, and the step's name.
class WizardRailItem : public QAbstractButton {
public:
    enum class State { Done, Current, ToDo };

    WizardRailItem(int number, const QString &title, QWidget *parent)
        : QAbstractButton(parent)
        , m_number(number)
        , m_title(title) {
        setDrawsOwnFocus(this);
        setText(title);
        setMinimumHeight(34);
    }

    void setState(State state, bool locked) {
        m_state = state;
        const bool usable = state == State::Done && !locked;
        setEnabled(usable);
        setFocusPolicy(usable ? Qt::StrongFocus : Qt::NoFocus);
        setCursor(usable ? Qt::PointingHandCursor : Qt::ArrowCursor);
        const QString word = state == State::Done      ? WizardRail::tr("done")
                             : state == State::Current ? WizardRail::tr("current step")
                                                       : WizardRail::tr("to do");
        setAccessibleName(WizardRail::tr("%1, %2").arg(m_title, word));
        update();
    }

    QSize sizeHint() const override { return {200, 34}; }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        if (m_state == State::Current || (isEnabled() && underMouse())) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(
                color(m_state == State::Current ? Color::SidebarSelected : Color::SidebarHover));
            painter.drawRoundedRect(area, 5, 5);
        }
        if (hasFocus()) {
            painter.setPen(QPen(color(Color::Focus), 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5);
        }
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        const QRectF square(mirrored ? width() - 30 : 10, (height() - 20) / 2.0, 20, 20);
        paintSquare(painter, square);
        const bool strong = m_state == State::Current;
        painter.setFont(roleFont(strong ? TextRole::Strong : TextRole::Body));
        painter.setPen(color(m_state == State::ToDo ? Color::Text2 : Color::Text));
        const QRect text = mirrored ? rect().adjusted(8, 0, -40, 0) : rect().adjusted(40, 0, -8, 0);
        painter.drawText(text, Qt::AlignVCenter | (mirrored ? Qt::AlignRight : Qt::AlignLeft),
                         painter.fontMetrics().elidedText(m_title, Qt::ElideRight, text.width()));
    }

private:
    void paintSquare(QPainter &painter, const QRectF &square) const {
        if (m_state == State::Done) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(color(Color::OkBg));
            painter.drawRoundedRect(square, 4, 4);
            paintIcon(&painter, QStringLiteral("check"), square.adjusted(4, 4, -4, -4),
                      color(Color::Ok));
            return;
        }
        const bool current = m_state == State::Current;
        painter.setPen(current ? QPen(Qt::NoPen) : QPen(color(Color::BorderStrong), 1));
        painter.setBrush(current ? QBrush(color(Color::AccentFill)) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setFont(roleFont(TextRole::SmallStrong));
        painter.setPen(color(current ? Color::OnAccent : Color::Text2));
        painter.drawText(square, Qt::AlignCenter, locale().toString(m_number));
    }

    int m_number;
    QString m_title;
    State m_state = State::ToDo;
};

WizardRail::WizardRail(const QStringList &steps, QWidget *parent)
    : QWidget(parent)
    , m_subtitle(new ElidedLabel({}, TextRole::Small, Color::Text2)) {
    setFixedWidth(232);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 20, 12, 16);
    column->setSpacing(2);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(8, 0, 0, 14);
    head->setSpacing(12);
    auto *mark = new QLabel;
    mark->setPixmap(QIcon(QStringLiteral(":/icons/hearth.svg")).pixmap(28, 28));
    head->addWidget(mark);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(new Label(tr("Set up a server"), TextRole::Strong));
    texts->addWidget(m_subtitle);
    head->addLayout(texts, 1);
    column->addLayout(head);
    for (int i = 0; i < steps.size(); ++i) {
        auto *item = new WizardRailItem(i + 1, steps[i], this);
        item->setObjectName(QStringLiteral("wizardStep%1").arg(i));
        connect(item, &QAbstractButton::clicked, this, [this, i] { Q_EMIT stepChosen(i); });
        m_items << item;
        column->addWidget(item);
    }
    column->addStretch();
    auto *saved = new QHBoxLayout;
    saved->setContentsMargins(10, 0, 0, 0);
    saved->setSpacing(6);
    saved->addWidget(new IconView(QStringLiteral("check"), 12, Color::Text2));
    saved->addWidget(new Label(tr("Saved as you go"), TextRole::Small, Color::Text2), 1);
    column->addLayout(saved);
    setCurrent(0);
}

void WizardRail::setSubtitle(const QString &subtitle) {
    m_subtitle->setWholeText(subtitle);
}

void WizardRail::setCurrent(int step) {
    m_current = step;
    for (int i = 0; i < m_items.size(); ++i) {
        m_items[i]->setState(i < step    ? WizardRailItem::State::Done
                             : i == step ? WizardRailItem::State::Current
                                         : WizardRailItem::State::ToDo,
                             m_locked);
    }
}

void WizardRail::setLocked(bool locked) {
    m_locked = locked;
    setCurrent(m_current);
}

void WizardRail::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.fillRect(rect(), color(Color::Sidebar));
    const int edge = layoutDirection() == Qt::RightToLeft ? 0 : width() - 1;
    painter.fillRect(edge, 0, 1, height(), color(Color::Border));
}

} // namespace hearth::ui
