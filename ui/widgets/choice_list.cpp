// SPDX-License-Identifier: Apache-2.0
// Choice cards.
#include "ui/widgets/choice_list.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"

#include <QButtonGroup>
#include <QKeyEvent>
#include <QPainter>
#include <QStyleOptionButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

ChoiceCard::ChoiceCard(const QString &title, const QString &explanation, QWidget *parent)
    : QAbstractButton(parent)
    , m_explanation(explanation) {
    setText(title);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setAccessibleName(title);
    setAccessibleDescription(explanation);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ChoiceCard::setIconByName(const QString &name) {
    m_iconName = name;
    updateGeometry();
}

void ChoiceCard::setFacts(const QList<Fact> &facts) {
    m_facts = facts;
    updateGeometry();
}

void ChoiceCard::setNote(const QString &note) {
    m_note = note;
    setAccessibleDescription(m_explanation + u' ' + note);
    update();
}

void ChoiceCard::setRow(bool first, bool last) {
    m_row = true;
    m_first = first;
    m_last = last;
    setDrawsOwnFocus(this);
}

int ChoiceCard::textLeft() const {
    return m_iconName.isEmpty() ? 41 : 87;
}

/// Lays the texts out and, with a painter, draws them; returns the height of the whole card.
int ChoiceCard::paintTexts(QPainter *painter, int width) const {
    const int padding = m_row ? 11 : 16;
    const int left = textLeft();
    const int room = std::max(80, width - left - 16);
    const auto place = [&](int x, int y, int w, int h) {
        return QStyle::visualRect(layoutDirection(), rect(), QRect(x, y, w, h));
    };
    const TextRole titleRole = m_row ? TextRole::Strong : TextRole::CardTitle;
    const QFontMetrics strong(roleFont(titleRole));
    const QFontMetrics body(roleFont(TextRole::Body));
    const QFontMetrics small(roleFont(TextRole::Small));
    const bool enabled = isEnabled();
    int y = padding;
    if (painter) {
        painter->setFont(roleFont(titleRole));
        painter->setPen(color(enabled ? Color::Text : Color::Text2));
        painter->drawText(place(left, y, room, strong.height()),
                          Qt::AlignVCenter | Qt::AlignLeading, text());
        if (!m_note.isEmpty()) {
            painter->setFont(roleFont(TextRole::Small));
            painter->setPen(color(Color::Text2));
            const int noteLeft = left + strong.horizontalAdvance(text()) + 12;
            painter->drawText(
                place(noteLeft, y, std::max(0, width - noteLeft - 16), strong.height()),
                Qt::AlignVCenter | Qt::AlignLeading, m_note);
        }
    }
    y += strong.height() + 1;
    const int flags =
        Qt::TextWordWrap | static_cast<int>(Qt::AlignLeading) | static_cast<int>(Qt::AlignTop);
    const int explained = body.boundingRect(QRect(0, 0, room, 2000), flags, m_explanation).height();
    if (painter) {
        painter->setFont(roleFont(TextRole::Body));
        painter->setPen(color(Color::Text2));
        painter->drawText(place(left, y, room, explained), flags, m_explanation);
    }
    y += explained;
    if (!m_facts.isEmpty()) {
        y += 8;
        int x = left;
        for (const auto &fact : m_facts) {
            const int w = small.horizontalAdvance(fact.text) + 2;
            if (painter) {
                paintIcon(painter, fact.iconName, QRectF(place(x, y, 14, small.height())),
                          color(Color::Text2));
                painter->setFont(roleFont(TextRole::Small));
                painter->setPen(color(Color::Text2));
                painter->drawText(place(x + 20, y, w, small.height()),
                                  Qt::AlignVCenter | Qt::AlignLeading, fact.text);
            }
            x += w + 38;
        }
        y += small.height();
    }
    return y + padding;
}

QSize ChoiceCard::sizeHint() const {
    return {420, heightForWidth(std::max(420, width()))};
}

int ChoiceCard::heightForWidth(int width) const {
    return paintTexts(nullptr, width);
}

void ChoiceCard::resizeEvent(QResizeEvent *event) {
    QAbstractButton::resizeEvent(event);
    setMinimumHeight(heightForWidth(width()));
}

void ChoiceCard::changeEvent(QEvent *event) {
    QAbstractButton::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        setMinimumHeight(heightForWidth(width()));
        updateGeometry();
    }
}

void ChoiceCard::keyPressEvent(QKeyEvent *event) {
    // Enter chooses and goes on to the page's default button.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        setChecked(true);
        event->ignore();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void ChoiceCard::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    const bool hot = underMouse() && isEnabled();
    if (m_row) {
        // One card cut into rows: each draws the part of the box that is its own.
        const QRectF box = QRectF(rect()).adjusted(0, m_first ? 0 : -8, 0, m_last ? 0 : 8);
        painter.setClipRect(rect());
        drawBox(&painter, box,
                color(isChecked() ? Color::Selected
                      : hot       ? Color::Hover
                                  : Color::Surface),
                color(Color::Border), metrics::cardRadius);
        if (!m_last)
            painter.fillRect(QRect(0, height() - 1, width(), 1), color(Color::Border));
        painter.setClipping(false);
        if (hasFocus())
            drawInnerFocus(&painter, rect(), metrics::cardRadius);
    } else {
        drawBox(&painter, rect(), color(hot && !isChecked() ? Color::Hover : Color::Surface),
                color(isChecked() ? Color::Accent : Color::Border), metrics::cardRadius,
                isChecked() ? 2 : 1);
    }
    const int top = m_row ? 12 : 18;
    QStyleOptionButton radio;
    radio.initFrom(this);
    radio.rect = QStyle::visualRect(layoutDirection(), rect(), QRect(m_row ? 14 : 18, top, 16, 16));
    radio.state &= ~QStyle::State_MouseOver;
    radio.state |= isChecked() ? QStyle::State_On : QStyle::State_Off;
    style()->drawPrimitive(QStyle::PE_IndicatorRadioButton, &radio, &painter, this);
    if (!m_iconName.isEmpty())
        paintIcon(&painter, m_iconName,
                  QStyle::visualRect(layoutDirection(), rect(), QRect(49, top - 3, 24, 24)),
                  color(!isEnabled()  ? Color::Disabled
                        : isChecked() ? Color::Accent
                                      : Color::Text2));
    paintTexts(&painter, width());
}

ChoiceList::ChoiceList(const QString &name, bool asRows, QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_group(new QButtonGroup(this))
    , m_asRows(asRows) {
    setAccessibleName(name);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(asRows ? 0 : 10);
    m_group->setExclusive(true);
    connect(m_group, &QButtonGroup::buttonToggled, this, [this](QAbstractButton *button, bool on) {
        if (!on)
            return;
        for (const auto &[id, card] : std::as_const(m_choices))
            if (card == button)
                Q_EMIT currentChanged(id);
    });
}

ChoiceCard *ChoiceList::addChoice(const QString &id, const QString &title,
                                  const QString &explanation) {
    auto *card = new ChoiceCard(title, explanation);
    card->setObjectName(u"choice-"_s + id);
    if (m_asRows) {
        if (!m_choices.isEmpty())
            m_choices.last().second->setRow(m_choices.size() == 1, false);
        card->setRow(m_choices.isEmpty(), true);
    }
    m_choices.append({id, card});
    m_group->addButton(card);
    m_column->addWidget(card);
    return card;
}

void ChoiceList::setCurrent(const QString &id) {
    for (const auto &[own, card] : std::as_const(m_choices))
        if (own == id)
            card->setChecked(true);
}

QString ChoiceList::current() const {
    for (const auto &[id, card] : m_choices)
        if (card->isChecked())
            return id;
    return {};
}

} // namespace hearth::ui
