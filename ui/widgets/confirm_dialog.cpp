// SPDX-License-Identifier: Apache-2.0
// Dialogs.
#include "ui/widgets/confirm_dialog.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

QDialogButtonBox *addFoot(QVBoxLayout *column, QHBoxLayout **start) {
    column->addWidget(new Hairline);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 12, 16, 12);
    auto *startRow = new QHBoxLayout;
    foot->addLayout(startRow);
    foot->addStretch(1);
    auto *buttons = new QDialogButtonBox;
    foot->addWidget(buttons);
    column->addLayout(foot);
    if (start)
        *start = startRow;
    return buttons;
}

} // namespace

ConfirmDialog::ConfirmDialog(const Question &question, QWidget *parent)
    : QDialog(parent)
    , m_extras(new QVBoxLayout)
    , m_action(new Button(question.action, {},
                          question.dangerous ? ButtonKind::Danger : ButtonKind::Primary))
    , m_expected(question.typeToGoOn) {
    setObjectName(u"confirmDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(question.title);
    setMinimumWidth(400);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(18, 16, 18, 16);
    row->setSpacing(12);
    row->addWidget(new IconView(u"alert"_s, 24, question.dangerous ? Color::Error : Color::Warn), 0,
                   Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(4);
    // Desktops that hide dialog titles must not hide the question.
    auto *title = new Label(question.title, TextRole::Subtitle);
    title->setParagraph();
    texts->addWidget(title);
    auto *headline = new Label(question.headline, TextRole::Strong);
    headline->setParagraph();
    headline->setVisible(!question.headline.isEmpty());
    texts->addWidget(headline);
    auto *explanation = new Label(question.explanation, TextRole::Body, Color::Text2);
    explanation->setParagraph();
    explanation->setVisible(!question.explanation.isEmpty());
    texts->addWidget(explanation);
    m_extras->setSpacing(6);
    texts->addLayout(m_extras);
    if (!m_expected.isEmpty()) {
        texts->addSpacing(6);
        auto *label = new Label({}, TextRole::Strong);
        label->setTextFormat(Qt::RichText);
        label->setText(tr("To go on, type %1")
                           .arg(u"<code>"_s + isolated(m_expected).toHtmlEscaped() + u"</code>"_s));
        m_typed = new LineField;
        m_typed->setObjectName(u"typeToConfirmField"_s);
        label->setBuddy(m_typed);
        m_typed->setAccessibleName(tr("To go on, type %1").arg(m_expected));
        texts->addWidget(label);
        texts->addWidget(m_typed);
        connect(m_typed, &QLineEdit::textChanged, this, &ConfirmDialog::checkTyped);
    }
    row->addLayout(texts, 1);
    column->addLayout(row);
    auto *buttons = addFoot(column, nullptr);
    auto *cancel = new Button(tr("Cancel"));
    cancel->setObjectName(u"cancelButton"_s);
    m_action->setObjectName(u"confirmButton"_s);
    buttons->addButton(cancel, QDialogButtonBox::RejectRole);
    buttons->addButton(m_action, QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    setAccessibleName(question.title);
    setAccessibleDescription(question.headline + u' ' + question.explanation);
    checkTyped();
    // Enter must never do what can't be undone.
    (m_typed ? static_cast<QWidget *>(m_typed) : cancel)->setFocus();
    cancel->setDefault(true);
}

QCheckBox *ConfirmDialog::addChoice(const QString &text) {
    auto *choice = new QCheckBox(text);
    m_extras->setContentsMargins(0, 6, 0, 2);
    m_extras->addWidget(choice);
    if (isVisible())
        adjustSize();
    return choice;
}

void ConfirmDialog::addContent(QWidget *widget) {
    m_extras->addWidget(widget);
    if (isVisible())
        adjustSize();
}

void ConfirmDialog::checkTyped() {
    m_action->setEnabled(!m_typed || m_typed->text().trimmed() == m_expected);
}

DialogFrame::DialogFrame(const QString &title, QWidget *parent)
    : QDialog(parent)
    , m_body(new QVBoxLayout)
    , m_footStart(nullptr)
    , m_buttons(nullptr) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(title);
    setAccessibleName(title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_body->setContentsMargins(22, 20, 22, 20);
    m_body->setSpacing(14);
    column->addLayout(m_body, 1);
    m_buttons = addFoot(column, &m_footStart);
}

void DialogFrame::addFootStart(QWidget *widget) {
    m_footStart->addWidget(widget);
}

Button *DialogFrame::addPrimary(const QString &text) {
    auto *button = new Button(text, {}, ButtonKind::Primary);
    m_buttons->addButton(button, QDialogButtonBox::AcceptRole);
    button->setDefault(true);
    return button;
}

Button *DialogFrame::addSecondary(const QString &text) {
    auto *button = new Button(text);
    m_buttons->addButton(button, QDialogButtonBox::ActionRole);
    return button;
}

Button *DialogFrame::addCancel(const QString &text) {
    auto *button = new Button(text.isEmpty() ? tr("Cancel") : text);
    button->setObjectName(u"cancelButton"_s);
    m_buttons->addButton(button, QDialogButtonBox::RejectRole);
    connect(button, &Button::clicked, this, &QDialog::reject);
    return button;
}

} // namespace hearth::ui
