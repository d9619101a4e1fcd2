// SPDX-License-Identifier: Apache-2.0
// The detail panel.
#include "ui/widgets/detail_panel.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/scroll_area.hpp"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

void clearLayout(QLayout *layout) {
    while (auto *item = layout->takeAt(0)) {
        if (auto *widget = item->widget()) {
            widget->hide();
            widget->setObjectName({}); // its successor takes the name before this one is gone
            widget->deleteLater();
        } else if (auto *inner = item->layout()) {
            clearLayout(inner);
        }
        delete item;
    }
}

} // namespace

PanelSection::PanelSection(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconView(u"alert"_s, 16, Color::Error))
    , m_title(new Label(title, TextRole::Strong))
    , m_count(new Label({}, TextRole::Body, Color::Text2))
    , m_head(new QHBoxLayout)
    , m_body(new QVBoxLayout) {
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::panelMargin, 10, metrics::panelMargin, 13);
    column->setSpacing(6);
    m_head->setSpacing(7);
    m_icon->hide();
    m_head->addWidget(m_icon);
    m_head->addWidget(m_title);
    m_head->addWidget(m_count);
    m_head->addStretch(1);
    m_count->hide();
    m_title->setVisible(!title.isEmpty());
    column->addLayout(m_head);
    m_body->setSpacing(6);
    column->addLayout(m_body);
    setAccessibleName(title);
}

void PanelSection::setTitle(const QString &title) {
    m_title->setText(title);
    setAccessibleName(title);
}

void PanelSection::setCount(const QString &count) {
    m_count->setText(count);
    m_count->setVisible(!count.isEmpty());
}

void PanelSection::addHeadWidget(QWidget *widget) {
    m_head->addWidget(widget);
}

void PanelSection::clearBody() {
    clearLayout(m_body);
}

void PanelSection::setDanger() {
    m_icon->show();
    m_title->setInk(Color::Error);
}

Button *PanelSection::addAction(const QString &title, const QString &explanation,
                                const QString &buttonText, bool destructive) {
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(new Label(title, TextRole::Strong));
    auto *note = new Label(explanation, TextRole::Small, Color::Text2);
    note->setParagraph();
    texts->addWidget(note);
    row->addLayout(texts, 1);
    auto *button =
        new Button(buttonText, {}, destructive ? ButtonKind::Destructive : ButtonKind::Secondary);
    button->setSmall();
    button->setAccessibleDescription(explanation);
    row->addWidget(button, 0, Qt::AlignVCenter);
    m_body->addLayout(row);
    m_body->addSpacing(6);
    return button;
}

void PanelSection::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    drawHairline(&painter, QRectF(0, height() - 1, width(), 1));
}

DetailPanel::DetailPanel(QWidget *parent)
    : QWidget(parent)
    , m_avatar(new Avatar({}, 44))
    , m_title(new ElidedLabel({}, TextRole::PanelTitle))
    , m_id(new ElidedLabel({}, TextRole::Body, Color::Text2))
    , m_copy(new IconButton(u"copy"_s, tr("Copy ID")))
    , m_pill(new StatusPill)
    , m_tags(new QHBoxLayout)
    , m_buttons(new QHBoxLayout)
    , m_close(new IconButton(u"x"_s, tr("Close details")))
    , m_back(new IconButton(u"left"_s, tr("Back to the list")))
    , m_note(new Label({}, TextRole::Body, Color::Text2))
    , m_sections(nullptr) {
    setMinimumWidth(340);
    setMaximumWidth(620);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::panelMargin, 14, metrics::panelMargin, 12);
    head->setSpacing(12);
    m_back->setObjectName(u"backToListButton"_s);
    m_back->hide();
    head->addWidget(m_back, 0, Qt::AlignVCenter);
    head->addWidget(m_avatar, 0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(1);
    auto *titleRow = new QHBoxLayout;
    titleRow->setSpacing(8);
    titleRow->addWidget(m_title);
    titleRow->addWidget(m_pill);
    m_pill->hide();
    m_tags->setSpacing(6);
    titleRow->addLayout(m_tags);
    titleRow->addStretch(1);
    texts->addLayout(titleRow);
    auto *idRow = new QHBoxLayout;
    idRow->setSpacing(4);
    m_id->setElideMode(Qt::ElideMiddle);
    m_id->setLayoutDirection(Qt::LeftToRight);
    idRow->addWidget(m_id);
    m_copy->setSmall();
    m_copy->setMaximumHeight(24);
    idRow->addWidget(m_copy);
    idRow->addStretch(1);
    texts->addLayout(idRow);
    head->addLayout(texts, 1);
    m_buttons->setSpacing(8);
    head->addLayout(m_buttons);
    m_close->setObjectName(u"closePanelButton"_s);
    head->addWidget(m_close, 0, Qt::AlignTop);
    column->addLayout(head);
    m_note->setParagraph(true);
    m_note->setContentsMargins(metrics::panelMargin, 12, metrics::panelMargin, 0);
    m_note->hide();
    column->addWidget(new Hairline);
    auto *content = new Panel(Color::Surface);
    m_sections = new QVBoxLayout(content);
    m_sections->setContentsMargins(0, 0, 0, 0);
    m_sections->setSpacing(0);
    m_sections->addWidget(m_note); // scrolls with the rest: some are very long
    m_sections->addStretch(1);
    column->addWidget(new ScrollArea(content), 1);
    connect(m_close, &IconButton::clicked, this, &DetailPanel::closeRequested);
    connect(m_back, &IconButton::clicked, this, &DetailPanel::closeRequested);
    connect(m_copy, &IconButton::clicked, this, [this] { copyToClipboard(m_idText); });
}

void DetailPanel::setHead(const QString &avatarName, const QString &title, const QString &id) {
    m_avatar->setName(avatarName);
    m_title->setWholeText(title);
    m_idText = id;
    m_id->setWholeText(id);
    setIconName(m_copy, tr("Copy ID of %1").arg(id));
    setAccessibleName(tr("Details of %1").arg(title));
}

void DetailPanel::setNote(const QString &note) {
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void DetailPanel::setPill(const Pill &pill) {
    m_pill->setPill(pill);
    m_pill->setVisible(!pill.text.isEmpty());
}

void DetailPanel::setTags(const QStringList &tags) {
    clearLayout(m_tags);
    for (const auto &tag : tags)
        m_tags->addWidget(new Tag(tag));
}

void DetailPanel::addHeadButton(QWidget *button) {
    m_buttons->insertWidget(0, button, 0, Qt::AlignTop);
}

PanelSection *DetailPanel::addSection(const QString &title) {
    auto *section = new PanelSection(title);
    m_sections->insertWidget(m_sections->count() - 1, section);
    return section;
}

void DetailPanel::showMessage(QWidget *message) {
    auto *holder = new QVBoxLayout;
    holder->setContentsMargins(metrics::panelMargin, 12, metrics::panelMargin, 0);
    holder->addWidget(message);
    m_sections->insertLayout(0, holder);
}

void DetailPanel::setReplacesList(bool replaces) {
    m_back->setVisible(replaces);
    m_close->setVisible(!replaces);
}

void DetailPanel::focusHead() {
    (m_back->isHidden() ? m_close : m_back)->setFocus(Qt::OtherFocusReason);
}

void DetailPanel::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.fillRect(rect(), color(Color::Surface));
    const int edge = layoutDirection() == Qt::RightToLeft ? width() - 1 : 0;
    drawHairline(&painter, QRectF(edge, 0, 1, height()));
}

void DetailPanel::keyPressEvent(QKeyEvent *event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closeRequested();
        event->accept();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace hearth::ui
