// SPDX-License-Identifier: Apache-2.0
// The bulk bar.
#include "ui/widgets/bulk_bar.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/flow_layout.hpp"
#include "ui/widgets/label.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

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
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::pageMargin, 9, metrics::pageMargin, 8);
    rows->setSpacing(metrics::buttonGap);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::buttonGap);
    row->addWidget(m_count);
    row->addSpacing(metrics::buttonGap);
    m_all->setSmall();
    row->addWidget(m_all);
    row->addSpacing(metrics::buttonGap);
    m_actions = new FlowLayout(m_actionArea);
    m_actionArea->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    row->addWidget(m_actionArea, 1);
    rows->addLayout(row);
    m_rows = rows;
    m_row = row;
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

/// The buttons stand in a line of their own where they would be a heap beside the count.
void BulkBar::placeActions() {
    const int needed = 2 * metrics::pageMargin + m_count->sizeHint().width() +
                       (m_all->isHidden() ? 0 : m_all->sizeHint().width()) +
                       m_actions->sizeHint().width() + m_clear->sizeHint().width() +
                       5 * metrics::buttonGap;
    const bool below = needed > width();
    if (below == m_isBelow)
        return;
    m_isBelow = below;
    m_row->removeWidget(m_actionArea);
    m_rows->removeWidget(m_actionArea);
    if (below) {
        m_row->insertStretch(m_row->indexOf(m_clear), 1);
        m_rows->addWidget(m_actionArea);
    } else {
        const int at = m_row->indexOf(m_clear);
        delete m_row->takeAt(at - 1); // the stretch
        m_row->insertWidget(at - 1, m_actionArea, 1);
    }
}

void BulkBar::resizeEvent(QResizeEvent *event) {
    QWidget::resizeEvent(event);
    placeActions();
}

bool BulkBar::event(QEvent *event) {
    if (event->type() == QEvent::LayoutRequest)
        placeActions();
    return QWidget::event(event);
}

void BulkBar::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.fillRect(rect(), color(Color::Surface));
    painter.fillRect(QRect(0, 0, width(), 3), color(Color::Accent));
}

} // namespace hearth::ui
