// SPDX-License-Identifier: Apache-2.0
// Text and search fields.
#include "ui/widgets/fields.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFrame>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
LineField::LineField(QWidget *parent)
    : QLineEdit(parent) {}

void LineField::setState(FieldState state) {
    setFieldState(this, state);
    setEndRoom(m_endRoom);
    update();
}

void LineField::setEndRoom(int pixels) {
    m_endRoom = pixels;
    const int room = pixels + (fieldState(this) == FieldState::Normal ? 0 : 22);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const int before = prefixRoom();
    setTextMargins(mirrored ? room : before, 0, mirrored ? before : room, 0);
}

void LineField::setPrefix(const QString &prefix) {
    m_prefix = prefix;
    setEndRoom(m_endRoom);
    update();
}

int LineField::prefixRoom() const {
    return m_prefix.isEmpty() ? 0 : fontMetrics().horizontalAdvance(m_prefix) + 1;
}

void LineField::changeEvent(QEvent *event) {
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange || event->type() == QEvent::FontChange)
        setEndRoom(m_endRoom);
}

void LineField::paintEvent(QPaintEvent *event) {
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    if (!m_prefix.isEmpty()) {
        // Where the text begins: the style's frame and the two pixels of QLineEdit.
        QStyleOptionFrame option;
        initStyleOption(&option);
        const QRect inner = style()->subElementRect(QStyle::SE_LineEditContents, &option, this);
        const QRect place(inner.left() + 2, inner.top(), prefixRoom(), inner.height());
        painter.setPen(color(isEnabled() ? Color::Text2 : Color::Disabled));
        painter.drawText(QStyle::visualRect(layoutDirection(), inner, place),
                         Qt::AlignVCenter | Qt::AlignLeading, m_prefix);
    }
    const FieldState state = fieldState(this);
    if (state == FieldState::Normal || !isEnabled())
        return;
    QRect box(width() - 26 - m_endRoom, height() / 2 - 7, 14, 14);
    box = QStyle::visualRect(layoutDirection(), rect(), box);
    const bool bad = state == FieldState::Error;
    paintIcon(&painter, bad ? u"f-error"_s : u"f-ok"_s, box, color(bad ? Color::Error : Color::Ok));
}

FieldSuffix::FieldSuffix(const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_text(text) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(text);
    setToolTip(text);
}

QSize FieldSuffix::sizeHint() const {
    const QFontMetrics fm(roleFont(TextRole::Body));
    return {fm.horizontalAdvance(m_text) + 20, std::max(metrics::controlHeight, fm.height() + 10)};
}

void FieldSuffix::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    // One pixel and the corners lie under the field before it.
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const QRectF box = QRectF(rect()).adjusted(mirrored ? 0 : -6, 0, mirrored ? 6 : 0, 0);
    drawBox(&painter, box, color(Color::SurfaceAlt), color(Color::BorderStrong), 4);
    painter.setFont(roleFont(TextRole::Body));
    painter.setPen(color(Color::Text2));
    const QRect place = rect().adjusted(9, 0, -9, 0);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeading,
                     painter.fontMetrics().elidedText(m_text, Qt::ElideMiddle, place.width() + 2));
}

SearchField::SearchField(const QString &example, QWidget *parent)
    : QLineEdit(parent)
    , m_clear(new IconButton(u"x"_s, tr("Clear search"), this)) {
    setPlaceholderText(example);
    setAccessibleName(example);
    m_clear->setFixedSize(24, 24);
    m_clear->setFocusPolicy(Qt::NoFocus); // Esc does the same
    m_clear->setCursor(Qt::ArrowCursor);
    m_clear->hide();
    m_pause.setInterval(250);
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, [this] { Q_EMIT searchChanged(text()); });
    connect(this, &QLineEdit::textChanged, this, [this](const QString &now) {
        m_clear->setVisible(!now.isEmpty());
        placeClearButton();
        m_pause.start();
    });
    connect(m_clear, &IconButton::clicked, this, [this] {
        clear();
        m_pause.stop();
        Q_EMIT searchChanged({});
    });
    placeClearButton();
}

void SearchField::setFound(const QString &found) {
    m_found = found;
    placeClearButton();
    update();
}

void SearchField::setKeyHint(const QString &key) {
    m_key = key;
    placeClearButton();
    update();
}

void SearchField::setSteps(QWidget *steps) {
    m_steps = steps;
    steps->setParent(this);
    steps->setCursor(Qt::ArrowCursor);
    placeClearButton();
}

void SearchField::placeClearButton() {
    QRect box(width() - 29, (height() - 24) / 2, 24, 24);
    m_clear->setGeometry(QStyle::visualRect(layoutDirection(), rect(), box));
    const QFontMetrics fm(roleFont(TextRole::Small));
    int end = text().isEmpty() ? 0 : 24;
    if (m_steps && m_steps->isVisibleTo(this)) {
        const QSize size = m_steps->sizeHint();
        const QRect steps(width() - 5 - end - size.width(), (height() - size.height()) / 2,
                          size.width(), size.height());
        m_steps->setGeometry(QStyle::visualRect(layoutDirection(), rect(), steps));
        end += size.width();
    }
    m_foundEnd = end + 9;
    if (!m_found.isEmpty())
        end += fm.horizontalAdvance(m_found) + 8;
    if (text().isEmpty() && !m_key.isEmpty())
        end += fm.horizontalAdvance(m_key) + 16;
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    setTextMargins(mirrored ? end : 22, 0, mirrored ? 22 : end, 0);
}

void SearchField::resizeEvent(QResizeEvent *event) {
    QLineEdit::resizeEvent(event);
    placeClearButton();
}

void SearchField::keyPressEvent(QKeyEvent *event) {
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_pause.stop();
        Q_EMIT searchChanged(text());
        Q_EMIT leaveToResults();
        event->accept();
        return;
    case Qt::Key_Down:
        Q_EMIT leaveToResults();
        event->accept();
        return;
    case Qt::Key_Escape:
        if (!text().isEmpty()) {
            clear();
            m_pause.stop();
            Q_EMIT searchChanged({});
            event->accept();
            return;
        }
        break;
    default:
        break;
    }
    QLineEdit::keyPressEvent(event);
}

void SearchField::paintEvent(QPaintEvent *event) {
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    const QRect glass =
        QStyle::visualRect(layoutDirection(), rect(), QRect(10, (height() - 16) / 2, 16, 16));
    paintIcon(&painter, u"search"_s, glass, color(Color::Text2));
    if (!m_found.isEmpty()) {
        painter.setFont(roleFont(TextRole::Small));
        painter.setPen(color(Color::Text2));
        const int width = painter.fontMetrics().horizontalAdvance(m_found) + 1;
        const QRect box(this->width() - m_foundEnd - width, 0, width, height());
        painter.drawText(QStyle::visualRect(layoutDirection(), rect(), box), Qt::AlignCenter,
                         m_found);
    } else if (text().isEmpty() && !m_key.isEmpty()) {
        drawKey(&painter, rect(), m_key, 8, layoutDirection());
    }
}

} // namespace hearth::ui
