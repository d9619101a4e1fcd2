// SPDX-License-Identifier: Apache-2.0
// Form rows and facts.
#include "ui/widgets/form.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/label.hpp"

#include <QEvent>
#include <QFontMetrics>
#include <QGridLayout>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

constexpr int factHeight = 24;

void markField(QWidget *field, FieldState state) {
    if (auto *line = qobject_cast<LineField *>(field))
        line->setState(state);
    else if (auto *password = qobject_cast<PasswordField *>(field))
        password->setState(state);
    else if (auto *inner = field->findChild<LineField *>())
        inner->setState(state);
    else
        setFieldState(field, state);
}

} // namespace

FormRow::FormRow(const QString &label, QWidget *field, const QString &hint, QWidget *parent)
    : QWidget(parent)
    , m_label(new Label(label, TextRole::Strong))
    , m_field(field)
    , m_hint(new Label({}, TextRole::Small, Color::Text2)) {
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    column->addWidget(m_label);
    column->addWidget(field);
    m_hint->setParagraph();
    m_hint->setTextFormat(Qt::RichText);
    column->addWidget(m_hint);
    column->addStretch(1); // a hint that needs fewer lines than thought pulls nothing apart
    auto *proxy = field->focusProxy() ? field->focusProxy() : field;
    setLabelFor(m_label, proxy);
    setHint(hint);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void FormRow::setHint(const QString &hint) {
    m_hintText = hint;
    if (!m_error)
        showText(hint, {}, 0);
}

void FormRow::setError(const QString &what, const QString &whatToDo) {
    m_error = true;
    markField(m_field, FieldState::Error);
    showText(what, whatToDo, 2);
}

void FormRow::setWarning(const QString &what, const QString &whatToDo) {
    m_error = false;
    markField(m_field, FieldState::Normal);
    showText(what, whatToDo, 1);
}

void FormRow::clearError(bool right) {
    m_error = false;
    markField(m_field, right ? FieldState::Ok : FieldState::Normal);
    showText(m_hintText, {}, 0);
}

void FormRow::setOptional() {
    m_label->setTextFormat(Qt::RichText);
    m_label->setText(tr("%1 (optional)")
                         .arg(m_label->text().toHtmlEscaped())
                         .replace(u"("_s, u"<span style='font-weight:400'>("_s)
                         .replace(u")"_s, u")</span>"_s));
}

void FormRow::showText(const QString &what, const QString &whatToDo, int look) {
    QString rich = what.toHtmlEscaped();
    QString plain = what;
    if (!whatToDo.isEmpty()) {
        rich += u' ' + bold(tr("What to do:")) + u' ' + whatToDo.toHtmlEscaped();
        plain += u' ' + tr("What to do:") + u' ' + whatToDo;
    }
    m_hint->setInk(look == 2 ? Color::Error : look == 1 ? Color::Warn : Color::Text2);
    m_hint->setText(rich);
    m_hint->setVisible(!plain.isEmpty());
    auto *proxy = m_field->focusProxy() ? m_field->focusProxy() : m_field;
    proxy->setAccessibleDescription(plain);
}

FactList::FactList(int labelWidth, QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this)) {
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnMinimumWidth(0, labelWidth);
    m_grid->setColumnStretch(1, 1);
}

Label *FactList::addFact(const QString &label, const QString &value) {
    auto *text = new Label(value);
    text->setTextFormat(Qt::PlainText);
    text->setParagraph(true);
    addFact(label, text);
    return text;
}

void FactList::addFact(const QString &label, QWidget *value) {
    const int row = m_rows++;
    auto *name = new Label(label, TextRole::Body, Color::Text2);
    m_grid->setRowMinimumHeight(row, factHeight);
    const bool isText = qobject_cast<Label *>(value) != nullptr;
    m_grid->addWidget(name, row, 0, (isText ? Qt::AlignTop : Qt::AlignVCenter) | Qt::AlignLeading);
    const bool keepsWidth = value->sizePolicy().horizontalPolicy() == QSizePolicy::Maximum ||
                            value->sizePolicy().horizontalPolicy() == QSizePolicy::Fixed;
    // A narrow value must not make its whole column narrow.
    m_grid->addWidget(value, row, 1,
                      keepsWidth ? Qt::AlignTop | Qt::AlignLeading : Qt::Alignment(Qt::AlignTop));
    if (value->accessibleDescription().isEmpty())
        value->setAccessibleDescription(label);
    padRow(row);
}

/// Rows with a link or a button are no taller than those with text.
void FactList::padRow(int row) {
    const QFontMetrics metrics(roleFont(TextRole::Body));
    const int padding = std::max(0, (factHeight - metrics.height()) / 2);
    for (int column = 0; column < 2; ++column) {
        const auto *item = m_grid->itemAtPosition(row, column);
        if (auto *text = item ? qobject_cast<Label *>(item->widget()) : nullptr)
            text->setContentsMargins(0, padding, 0, padding);
    }
}

void FactList::changeEvent(QEvent *event) {
    QWidget::changeEvent(event);
    for (int row = 0; event->type() == QEvent::FontChange && row < m_rows; ++row)
        padRow(row);
}

void FactList::clear() {
    while (auto *item = m_grid->takeAt(0)) {
        if (auto *widget = item->widget())
            widget->deleteLater();
        delete item;
    }
    // A grid keeps the heights of rows that are gone.
    while (m_rows > 0)
        m_grid->setRowMinimumHeight(--m_rows, 0);
}

} // namespace hearth::ui
