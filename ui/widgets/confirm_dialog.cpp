// SPDX-License-Identifier: Apache-2.0
// Dialogs.
#include "ui/widgets/confirm_dialog.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {
ConfirmDialog::ConfirmDialog(const Question &question, QWidget *parent)
    : DialogFrame(question.title, parent)
    , m_extras(new QVBoxLayout)
    , m_action(addPrimary(question.action))
    , m_expected(question.typeToGoOn.simplified()) {
    setObjectName(u"confirmDialog"_s);
    setMinimumWidth(400);
    body()->setContentsMargins(18, 16, 18, 16);
    auto *row = new QHBoxLayout;
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
        texts->addWidget(makeTypeRow());
    }
    row->addLayout(texts, 1);
    body()->addLayout(row);
    if (question.dangerous)
        m_action->setKind(ButtonKind::Danger);
    m_action->setObjectName(u"confirmButton"_s);
    auto *cancel = addCancel();
    connect(m_action, &Button::clicked, this, &QDialog::accept);
    setAccessibleDescription(question.headline + u' ' + question.explanation);
    checkTyped();
    // Enter must not do by mistake what can't be undone. Whoever typed the words means it.
    if (m_typed)
        setFirstFocus(m_typed);
    else if (question.dangerous)
        cancel->setDefault(true);
}

QWidget *ConfirmDialog::makeTypeRow() {
    auto *area = new QWidget;
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *label = new Label({}, TextRole::Strong);
    label->setTextFormat(Qt::RichText);
    label->setParagraph();
    label->setText(tr("To continue, type %1")
                       .arg(isolated(u"<code>"_s + m_expected.toHtmlEscaped() + u"</code>"_s)));
    m_typed = new LineField;
    m_typed->setObjectName(u"typeToConfirmField"_s);
    // No buddy: Qt would take an & of a name for the mark of a letter, and leave it out.
    m_typed->setAccessibleName(tr("To continue, type %1").arg(m_expected));
    m_mismatch = new Label(tr("This does not match."), TextRole::Small, Color::Error);
    m_mismatch->setObjectName(u"typedMismatch"_s);
    m_mismatch->hide();
    column->addWidget(label);
    column->addWidget(m_typed);
    column->addWidget(m_mismatch);
    connect(m_typed, &QLineEdit::textChanged, this, &ConfirmDialog::checkTyped);
    connect(m_typed, &QLineEdit::returnPressed, this, &ConfirmDialog::onEnter);
    return area;
}

QCheckBox *ConfirmDialog::addChoice(const QString &text) {
    auto *choice = new QCheckBox(text);
    m_extras->setContentsMargins(0, 6, 0, 2);
    m_extras->addWidget(choice);
    return choice;
}

void ConfirmDialog::addContent(QWidget *widget) {
    m_extras->addWidget(widget);
}

bool ConfirmDialog::isTypedRight() const {
    return !m_typed || m_typed->text().simplified() == m_expected;
}

void ConfirmDialog::checkTyped() {
    m_action->setEnabled(isTypedRight());
    if (m_typed) {
        m_mismatch->hide();
        m_typed->setState(FieldState::Normal);
    }
}

/// The button is off and can't say why.
void ConfirmDialog::onEnter() {
    if (isTypedRight())
        return;
    m_mismatch->show();
    m_typed->setState(FieldState::Error);
}

} // namespace hearth::ui
