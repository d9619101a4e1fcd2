// SPDX-License-Identifier: Apache-2.0
// The bulk bar.
#include "ui/widgets/bulk_bar.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/flow_layout.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>
#include <QKeySequence>
#include <QLocale>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace hearth::ui {

BulkBar::BulkBar(QWidget *parent)
    : QWidget(parent)
    , m_count(new Label({}, TextRole::Strong))
    , m_all(new LinkButton({}))
    , m_actions(nullptr)
    , m_actionArea(new QWidget)
    , m_clear(new Button(tr("Clear selection"), {}, ButtonKind::Flat)) {
    setObjectName(u"bulkBar"_s);
    setAccessibleName(tr("Actions for the selected rows"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::pageMargin, 9, metrics::pageMargin, 8);
    row->setSpacing(metrics::buttonGap);
    row->addWidget(m_count);
    row->addSpacing(metrics::buttonGap);
    m_all->setSmall();
    row->addWidget(m_all);
    row->addSpacing(metrics::buttonGap);
    m_actions = new FlowLayout(m_actionArea);
    m_actionArea->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    row->addWidget(m_actionArea, 1);
    m_clear->setObjectName(u"clearSelectionButton"_s);
    setKeyHint(m_clear, QKeySequence(Qt::Key_Escape).toString(QKeySequence::NativeText));
    row->addWidget(m_clear);
    connect(m_all, &LinkButton::clicked, this, &BulkBar::selectAllRequested);
    connect(m_clear, &Button::clicked, this, &BulkBar::clearRequested);
    hide();
}

void BulkBar::setCounts(int ticked, int total) {
    const QLocale locale;
    //: How many rows of a list are ticked.
    m_count->setText(tr("%1 of %2 selected").arg(locale.toString(ticked), locale.toString(total)));
    m_all->setText(tr("Select all %1").arg(locale.toString(total)));
    m_all->setVisible(ticked < total);
    setVisible(ticked > 0);
}

Button *BulkBar::addAction(const QString &text, const QString &iconName, bool destructive) {
    auto *button =
        new Button(text, iconName, destructive ? ButtonKind::Destructive : ButtonKind::Secondary);
    m_actions->addWidget(button);
    return button;
}

void BulkBar::setProgress(int done, int total) {
    const QLocale locale;
    m_count->setText(tr("%1 of %2 done").arg(locale.toString(done), locale.toString(total)));
    m_actionArea->setEnabled(false);
    m_all->hide();
}

void BulkBar::clearProgress() {
    m_actionArea->setEnabled(true);
}

void BulkBar::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.fillRect(rect(), color(Color::Surface));
    painter.fillRect(QRect(0, 0, width(), 3), color(Color::Accent));
}

} // namespace hearth::ui
