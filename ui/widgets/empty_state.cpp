// SPDX-License-Identifier: Apache-2.0
// The empty state.
#include "ui/widgets/empty_state.hpp"

#include "ui/widgets/button.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconView({}, 40, Color::Text2))
    , m_title(new Label({}, TextRole::Strong))
    , m_text(new Label({}, TextRole::Body, Color::Text2))
    , m_button(new Button({})) {
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(32, 20, 32, 20);
    column->setSpacing(4);
    column->addStretch(2);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addSpacing(6);
    m_title->setAlignment(Qt::AlignHCenter);
    m_title->setWordWrap(true);
    column->addWidget(m_title);
    m_text->setAlignment(Qt::AlignHCenter);
    m_text->setParagraph();
    column->addWidget(m_text);
    column->addSpacing(8);
    m_button->setObjectName(u"emptyStateButton"_s);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_button, &Button::clicked, this, &EmptyState::actionTriggered);
}

void EmptyState::setContent(const QString &iconName, const QString &title,
                            const QString &explanation, const QString &action) {
    m_icon->setIcon(iconName, Color::Text2);
    m_title->setText(title);
    m_text->setText(explanation);
    m_text->setVisible(!explanation.isEmpty());
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
}

} // namespace hearth::ui
