// SPDX-License-Identifier: Apache-2.0
// Pills, tags, avatars.
#include "ui/widgets/status_pill.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"

#include <QEvent>
#include <QFontMetrics>
#include <QPainter>
#include <QStyle>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace hearth::ui {

namespace {

struct KindLook {
    PillKind kind;
    const char *glyph;
    Color ink;
    Color paper;
};
constexpr std::array kindLooks{
    KindLook{PillKind::Ok, "f-ok", Color::Ok, Color::OkBg},
    KindLook{PillKind::Warn, "f-warn", Color::Warn, Color::WarnBg},
    KindLook{PillKind::Error, "f-error", Color::Error, Color::ErrorBg},
    KindLook{PillKind::Info, "f-info", Color::Info, Color::InfoBg},
    KindLook{PillKind::Busy, "f-busy", Color::Info, Color::InfoBg},
    KindLook{PillKind::Wait, "f-wait", Color::Text2, Color::NeutralBg},
    KindLook{PillKind::Lock, "f-lock", Color::Text2, Color::NeutralBg},
    KindLook{PillKind::Ban, "f-ban", Color::Text2, Color::NeutralBg},
    KindLook{PillKind::Off, "f-off", Color::Text2, Color::NeutralBg},
};

const KindLook &lookOf(PillKind kind) {
    const auto found = std::find_if(kindLooks.begin(), kindLooks.end(),
                                    [kind](const KindLook &look) { return look.kind == kind; });
    return found == kindLooks.end() ? kindLooks.back() : *found;
}

} // namespace

QString glyphName(PillKind kind) {
    return QLatin1String(lookOf(kind).glyph);
}

Color glyphColor(PillKind kind) {
    return lookOf(kind).ink;
}

Color glyphBackground(PillKind kind) {
    return lookOf(kind).paper;
}

QSize pillSize(const Pill &pill) {
    const QFontMetrics fm(roleFont(TextRole::Small));
    return {6 + 12 + 5 + fm.horizontalAdvance(pill.text) + 7, std::max(20, fm.height() + 2)};
}

void paintPill(QPainter *painter, const QRect &rect, const Pill &pill,
               Qt::LayoutDirection direction) {
    QSize size = pillSize(pill);
    size.setWidth(std::min(size.width(), rect.width()));
    const QRect box = QStyle::alignedRect(direction, Qt::AlignLeft | Qt::AlignVCenter, size, rect);
    const QColor ink = color(glyphColor(pill.kind));
    const QColor paper = color(glyphBackground(pill.kind));
    const Theme *theme = Theme::current();
    const bool outlined = theme && theme->hasMoreContrast();
    drawBox(painter, box, paper, outlined ? color(Color::Text) : QColor());
    const auto place = [&](int left, int width) {
        return QStyle::visualRect(direction, box,
                                  QRect(box.left() + left, box.top(), width, box.height()));
    };
    paintIcon(painter, glyphName(pill.kind), QRectF(place(6, 12)), ink, paper);
    painter->save();
    painter->setFont(roleFont(TextRole::Small));
    painter->setPen(ink);
    const QRect textPlace = place(23, box.width() - 28);
    painter->drawText(
        textPlace, Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(pill.text, Qt::ElideRight, textPlace.width()));
    painter->restore();
}

void paintAvatar(QPainter *painter, const QRectF &rect, const QString &name) {
    static constexpr std::array<std::pair<Color, Color>, 4> looks{
        {{Color::InfoBg, Color::Info},
         {Color::OkBg, Color::Ok},
         {Color::WarnBg, Color::Warn},
         {Color::NeutralBg, Color::Text2}}};
    QString bare = name;
    while (!bare.isEmpty() && !bare.front().isLetterOrNumber() && !bare.front().isSurrogate())
        bare.remove(0, 1);
    uint sum = 0;
    for (const QChar c : std::as_const(bare))
        sum = (sum * 31 + c.toLower().unicode()) % 97;
    const auto &[fill, ink] = looks.at(sum % looks.size());
    drawBox(painter, rect, color(fill), {}, rect.width() > 30 ? 8 : 5);
    if (bare.isEmpty())
        return;
    painter->save();
    QFont letter = roleFont(TextRole::Strong);
    letter.setPixelSize(std::max(9, static_cast<int>(rect.height() * 0.48)));
    painter->setFont(letter);
    painter->setPen(color(ink));
    const qsizetype length = bare.front().isHighSurrogate() ? 2 : 1;
    painter->drawText(rect, Qt::AlignCenter, bare.left(length).toUpper());
    painter->restore();
}

StatusPill::StatusPill(const Pill &pill, QWidget *parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setPill(pill);
}

void StatusPill::setPill(const Pill &pill) {
    m_pill = pill;
    setAccessibleName(pill.text);
    updateGeometry();
    update();
}

QSize StatusPill::sizeHint() const {
    return pillSize(m_pill);
}

void StatusPill::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    paintPill(&painter, rect(), m_pill, layoutDirection());
}

void StatusPill::changeEvent(QEvent *event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

Tag::Tag(const QString &text, QWidget *parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setText(text);
}

void Tag::setText(const QString &text) {
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Tag::sizeHint() const {
    const QFontMetrics fm(roleFont(TextRole::Small));
    return {fm.horizontalAdvance(m_text) + 14, std::max(20, fm.height() + 2)};
}

void Tag::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    drawBox(&painter, rect(), color(Color::Surface), color(Color::Border));
    painter.setFont(roleFont(TextRole::Small));
    painter.setPen(color(Color::Text2));
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

Avatar::Avatar(const QString &name, int side, QWidget *parent)
    : QWidget(parent)
    , m_name(name) {
    setFixedSize(side, side);
}

void Avatar::setName(const QString &name) {
    m_name = name;
    update();
}

void Avatar::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    paintAvatar(&painter, rect(), m_name);
}

IconView::IconView(const QString &name, int side, Color ink, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
    , m_ink(ink) {
    setFixedSize(side, side);
}

void IconView::setIcon(const QString &name, Color ink, Color paper) {
    m_name = name;
    m_ink = ink;
    m_paper = paper;
    update();
}

void IconView::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    paintIcon(&painter, m_name, rect(), color(m_ink), color(m_paper));
}

} // namespace hearth::ui
