// SPDX-License-Identifier: Apache-2.0
// Messages inside a page.
#include "ui/widgets/inline_message.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/confirm_dialog.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QHBoxLayout>
#include <QPainter>
#include <QPlainTextEdit>
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

constexpr qsizetype mostLines = 8;
constexpr qsizetype longestLine = 240;

} // namespace

InlineMessage::InlineMessage(MessageKind kind, QWidget *parent)
    : QFrame(parent)
    , m_kind(kind)
    , m_icon(new IconView({}, 14, Color::Info))
    , m_text(new Label)
    , m_detailsArea(new QWidget)
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
    texts->addWidget(buildDetails());
    block->addLayout(texts, 1);
    middle->addLayout(block);
    middle->addStretch(1);
    row->addLayout(middle, 1);
    m_buttons->setSpacing(8);
    row->addLayout(m_buttons);
    m_detailsButton = new LinkButton(tr("Details"));
    m_detailsButton->setSmall();
    m_detailsButton->setObjectName(u"detailsButton"_s);
    m_detailsButton->hide();
    connect(m_detailsButton, &LinkButton::clicked, this,
            [this] { openDetails(m_detailsArea->isHidden()); });
    row->addWidget(m_detailsButton);
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
    showDetails({});
    update();
}

QWidget *InlineMessage::buildDetails() {
    auto *column = new QVBoxLayout(m_detailsArea);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(6);
    m_details->setParagraph(true);
    m_details->setTextFormat(Qt::PlainText);
    m_details->setObjectName(u"detailsText"_s);
    column->addWidget(m_details);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    auto *copy = new Button(tr("Copy"), u"copy"_s, ButtonKind::Secondary);
    copy->setSmall();
    copy->setObjectName(u"copyDetailsButton"_s);
    connect(copy, &Button::clicked, this, [this] { copyToClipboard(m_allDetails); });
    row->addWidget(copy);
    m_showAll = new Button(tr("Show all"));
    m_showAll->setSmall();
    m_showAll->setObjectName(u"showAllDetailsButton"_s);
    connect(m_showAll, &Button::clicked, this, &InlineMessage::showAllDetails);
    row->addWidget(m_showAll);
    row->addStretch(1);
    column->addLayout(row);
    m_detailsArea->hide();
    return m_detailsArea;
}

void InlineMessage::setDetails(const QString &details) {
    // A message that is said again each second keeps open what somebody reads.
    const bool wasOpen = m_isOpen && details == m_openDetails;
    showDetails(details);
    openDetails(wasOpen);
}

void InlineMessage::showDetails(const QString &details) {
    m_allDetails = details.trimmed();
    QStringList lines = m_allDetails.split(u'\n');
    // The last lines of many tell how it ended.
    const bool cut = lines.size() > mostLines;
    if (cut)
        lines = lines.mid(lines.size() - mostLines);
    for (auto &line : lines) {
        if (line.size() > longestLine)
            line = line.left(longestLine) + u'…';
    }
    m_details->setText(lines.join(u'\n'));
    m_showAll->setVisible(lines.join(u'\n') != m_allDetails);
    m_detailsButton->setVisible(!m_allDetails.isEmpty());
    m_detailsArea->hide();
}

void InlineMessage::openDetails(bool open) {
    m_isOpen = open && !m_allDetails.isEmpty();
    if (m_isOpen)
        m_openDetails = m_allDetails;
    m_detailsArea->setVisible(m_isOpen);
    m_detailsButton->setText(m_isOpen ? tr("Hide details") : tr("Details"));
}

void InlineMessage::showAllDetails() {
    auto *dialog = new DialogFrame(tr("Details"), window());
    dialog->setObjectName(u"detailsDialog"_s);
    auto *text = new QPlainTextEdit(m_allDetails);
    text->setObjectName(u"allDetails"_s);
    text->setAccessibleName(tr("Details"));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setLayoutDirection(Qt::LeftToRight);
    text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setRoleFont(text, TextRole::Mono);
    dialog->body()->addWidget(text);
    auto *copy = dialog->addSecondary(tr("Copy"));
    connect(copy, &Button::clicked, dialog, [details = m_allDetails] { copyToClipboard(details); });
    dialog->setPreferredSize({640, 420});
    dialog->setFirstFocus(dialog->addClose());
    dialog->open();
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
