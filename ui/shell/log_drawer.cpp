// SPDX-License-Identifier: Apache-2.0
// The log drawer.
#include "ui/shell/log_drawer.hpp"

#include "app/models/log_model.hpp"
#include "ui/pages/logs/log_view.hpp"
#include "ui/style/draw.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

LogDrawer::LogDrawer(QWidget *parent)
    : QDockWidget(tr("Log"), parent) {
    setObjectName(u"logDrawer"_s);
    setAccessibleName(tr("Log"));
    setAllowedAreas(Qt::BottomDockWidgetArea);
    setFeatures(DockWidgetClosable);
    // In line with the columns below; Qt's own stands at the very edge.
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(metrics::pageMargin, 4, 12, 4);
    row->addWidget(new Label(tr("Log"), TextRole::Strong));
    row->addStretch(1);
    auto *close = new IconButton(u"x"_s, tr("Close"));
    close->setSmall();
    close->setObjectName(u"closeDrawerButton"_s);
    connect(close, &IconButton::clicked, this, &QDockWidget::close);
    row->addWidget(close);
    setTitleBarWidget(head);
}

void LogDrawer::setLog(app::LogModel *model) {
    delete m_view;
    if (!model)
        return;
    m_view = new LogView;
    m_view->setObjectName(u"drawerLog"_s);
    m_view->setAccessibleName(tr("Log"));
    m_view->setMinimumHeight(90);
    m_view->setLog(model);
    auto *view = m_view.data();
    const auto choose = [this, model](const QModelIndex &index) {
        if (index.isValid() && index.row() < model->rowCount())
            Q_EMIT lineChosen(model->lineAt(index.row()).timestampMs);
    };
    connect(view, &LogView::activated, this, choose);
    connect(view, &LogView::clicked, view, [view] { view->setFollowing(false); });
    connect(view, &LogView::copyRequested, this,
            [view, model](bool raw) { copyToClipboard(model->copy(view->chosenRows(), raw)); });
    connect(view, &LogView::escapePressed, this, &QWidget::hide);
    setWidget(view);
}

void LogDrawer::focusLines() {
    if (m_view)
        m_view->setFocus(Qt::ShortcutFocusReason);
}

} // namespace hearth::ui
