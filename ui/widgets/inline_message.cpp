// SPDX-License-Identifier: Apache-2.0
// Messages inside a page.
#include "ui/widgets/inline_message.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

PillKind pillKind(MessageKind kind) {
    switch (kind) {
    case MessageKind::Ok:
        return PillKind::Ok;
    case MessageKind::Warn:
        return PillKind::Warn;
    case MessageKind::Error:
        return PillKind::Error;
    case MessageKind::Info:
        break;
    }
    return PillKind::Info;
}

} // namespace

InlineMessage::InlineMessage(MessageKind kind, QWidget *parent)
    : QFrame(parent)
    , m_kind(kind)
    , m_icon(new IconView({}, 14, Color::Info))
    , m_text(new Label)
    , m_details(new Label({}, TextRole::Mono, Color::Text2))
    , m_buttons(new QHBoxLayout)
    , m_close(new IconButton(u"x"_s, tr("Close message"))) {
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 9, 12, 9);
    row->setSpacing(10);
    auto *iconColumn = new QVBoxLayout;
    iconColumn->setContentsMargins(0, 3, 0, 0);
    iconColumn->addWidget(m_icon);
    iconColumn->addStretch(1);
    // Icon and first line stay together, in the middle of a bar made taller by its buttons.
    auto *middle = new QVBoxLayout;
    middle->setSpacing(0);
    middle->addStretch(1);
    auto *block = new QHBoxLayout;
    block->setSpacing(10);
    block->addLayout(iconColumn);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(4);
    m_text->setParagraph(true);
    m_text->setTextFormat(Qt::RichText);
    texts->addWidget(m_text);
    m_details->setParagraph(true);
    m_details->setTextFormat(Qt::PlainText);
    m_details->hide();
    texts->addWidget(m_details);
    block->addLayout(texts, 1);
    middle->addLayout(block);
    middle->addStretch(1);
    row->addLayout(middle, 1);
    m_buttons->setSpacing(8);
    row->addLayout(m_buttons);
    auto *details = new LinkButton(tr("Details"));
    details->setSmall();
    details->hide();
    connect(details, &LinkButton::clicked, this,
            [this] { m_details->setVisible(!m_details->isVisible()); });
    m_detailsButton = details;
    row->addWidget(details);
    m_close->setSmall();
    m_close->hide();
    connect(m_close, &IconButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    row->addWidget(m_close);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setMessage(kind, {});
}

void InlineMessage::setMessage(MessageKind kind, const QString &what, const QString &whatToDo,
                               const QString &title) {
    m_kind = kind;
    const PillKind pill = pillKind(kind);
    m_icon->setIcon(glyphName(pill), glyphColor(pill), glyphBackground(pill));
    QStringList rich;
    QStringList plain;
    if (!title.isEmpty()) {
        rich << bold(title);
        plain << title;
    }
    if (!what.isEmpty()) {
        rich << what.toHtmlEscaped();
        plain << what;
    }
    if (!whatToDo.isEmpty()) {
        rich << bold(tr("What to do:")) + u' ' + whatToDo.toHtmlEscaped();
        plain << tr("What to do:") + u' ' + whatToDo;
    }
    m_text->setText(rich.join(u' '));
    m_plain = plain.join(u' ');
    setAccessibleName(m_plain);
    setDetails({});
    update();
}

void InlineMessage::setDetails(const QString &details) {
    m_details->setText(details);
    m_details->hide();
    m_detailsButton->setVisible(!details.isEmpty());
}

Button *InlineMessage::addButton(const QString &text) {
    auto *button = new Button(text);
    button->setSmall();
    m_buttons->addWidget(button);
    return button;
}

void InlineMessage::clearButtons() {
    while (auto *item = m_buttons->takeAt(0)) {
        if (auto *widget = item->widget())
            widget->deleteLater();
        delete item;
    }
}

void InlineMessage::setClosable(bool closable) {
    m_close->setVisible(closable);
}

QString InlineMessage::plainText() const {
    return m_plain;
}

void InlineMessage::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    drawBox(&painter, rect(), color(glyphBackground(pillKind(m_kind))), {}, metrics::cardRadius);
}

} // namespace hearth::ui
