// SPDX-License-Identifier: Apache-2.0
// Lists with details.
#include "ui/common/list_page.hpp"

#include "app/core/settings.hpp"
#include "app/models/paged_model.hpp"
#include "app/models/server_session.hpp"
#include "ui/common/error_text.hpp"
#include "ui/common/format.hpp"
#include "ui/common/list_detail.hpp"
#include "ui/common/model_panel.hpp"
#include "ui/style/draw.hpp"
#include "ui/widgets/bulk_bar.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/data_table.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/page_head.hpp"

#include <QApplication>
#include <QDateTime>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::PagedModel;
using app::ServerConnection;
using app::ViewState;

ListPage::ListPage(const PageContext &context, PagedModel &model, const Look &look,
                   ModelPanel *panel, QWidget *parent)
    : Page(context, parent)
    , m_model(model)
    , m_head(new PageHead(look.title))
    , m_export(new Button(tr("Export"), u"download"_s, ButtonKind::Secondary))
    , m_filters(new FilterBar)
    , m_search(m_filters->addSearch(look.searchExample))
    , m_table(new DataTable(look.title))
    , m_bulk(new BulkBar)
    , m_newsArea(new QWidget)
    , m_news(new InlineMessage)
    , m_panel(panel)
    , m_both(nullptr)
    , m_states(new TableStates(m_table, look.texts, this))
    , m_settingsName(look.settingsName) {
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &ListPage::tick);
    build(look);
    connectTable();
    connectModel();
}

void ListPage::build(const Look &look) {
    auto *list = new QWidget;
    list->setMinimumWidth(420);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_export->setObjectName(u"exportButton"_s);
    m_export->setToolTip(tr("Save all rows that match the filters as a table (CSV)"));
    m_head->addAction(m_export);
    connect(m_export, &Button::clicked, this, &ListPage::askWhereToExport);
    column->addWidget(m_head);
    column->addWidget(m_filters);
    auto *news = new QVBoxLayout(m_newsArea);
    news->setContentsMargins(metrics::pageMargin, 0, metrics::pageMargin, 10);
    m_news->setObjectName(u"pageNews"_s);
    m_news->setClosable(true);
    news->addWidget(m_news);
    m_newsArea->hide();
    column->addWidget(m_newsArea);
    m_table->view()->setObjectName(look.tableObjectName);
    m_table->setModel(&m_model, PagedModel::tickColumn);
    column->addWidget(m_table, 1);
    column->addWidget(m_bulk);
    m_both = new ListDetail(list, m_panel, look.panelWidth);
    list->installEventFilter(this);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_both);
    connect(m_news, &InlineMessage::closed, m_newsArea, &QWidget::hide);
}

void ListPage::connectTable() {
    auto *view = m_table->view();
    connect(m_table, &DataTable::rowOpened, this, [this](const QModelIndex &index) {
        openDetails(index.data(PagedModel::IdRole).toString());
    });
    connect(m_table, &DataTable::currentRowSettled, this, [this](const QModelIndex &index) {
        if (isPanelOpen() && index.isValid())
            openDetails(index.data(PagedModel::IdRole).toString());
    });
    connect(m_table, &DataTable::menuRequested, this,
            [this](const QModelIndex &index, const QPoint &at) {
                showRowMenu(index.data(PagedModel::IdRole).toString(), at);
            });
    connect(m_table, &DataTable::retryMoreRequested, this, [this] { m_model.retryLoadMore(); });
    connect(view, &DataView::escapePressed, this, &ListPage::escape);
    connect(view, &DataView::tickAllRequested, this, [this] { m_model.tickAllLoaded(); });
    connect(view, &DataView::tickNoneRequested, this, [this] { m_model.clearTicks(); });
    connect(view, &DataView::deleteRequested, this, [this](const QModelIndex &index) {
        deleteRow(index.data(PagedModel::IdRole).toString());
    });
    connect(view, &DataView::editRequested, this, [this](const QModelIndex &index) {
        editRow(index.data(PagedModel::IdRole).toString());
    });
    connect(view, &DataView::copyRequested, this, &ListPage::copyRow);
    connect(view, &DataView::endRequested, this, [this] {
        m_goToEnd = m_model.canFetchMore({});
        m_model.loadAll();
    });
    connect(view->dataHeader(), &DataHeader::tickClicked, this, [this] {
        if (m_model.tickState() == Qt::Unchecked)
            m_model.tickAllLoaded();
        else
            m_model.clearTicks();
    });
    connect(m_panel, &ModelPanel::closeRequested, this, &ListPage::closeDetails);
    connect(m_search, &SearchField::searchChanged, this,
            [this](const QString &text) { m_model.setSearch(text.trimmed()); });
    connect(m_search, &SearchField::leaveToResults, view, [view] { view->setFocus(); });
    connect(m_bulk, &BulkBar::clearRequested, this, [this] {
        m_model.clearTicks();
        m_table->view()->setFocus();
    });
    connect(m_bulk, &BulkBar::selectAllRequested, this, &ListPage::selectAll);
    connect(m_states, &TableStates::clearFiltersRequested, this, &ListPage::clearFilters);
    connect(m_states, &TableStates::emptyActionRequested, this, [this] { createNew(); });
    connect(m_states, &TableStates::startServerRequested, this,
            [this] { Q_EMIT serverActionRequested(u"start"_s); });
    connect(m_states, &TableStates::signInRequested, this, &Page::signInRequested);
    connect(m_states, &TableStates::retryRequested, this, [this] {
        session().connection()->tryNow();
        m_model.refresh();
    });
}

void ListPage::connectModel() {
    connect(&m_model, &PagedModel::viewStateChanged, this, &ListPage::showState);
    connect(&m_model, &PagedModel::totalsChanged, this, &ListPage::afterLoad);
    connect(&m_model, &PagedModel::ticksChanged, this, &ListPage::showTicks);
    connect(&m_model, &PagedModel::actionDone, this, &ListPage::onActionDone);
    connect(&m_model, &PagedModel::actionFailed, this, &ListPage::onActionFailed);
    connect(&m_model, &PagedModel::collected, this, &ListPage::onCollected);
    connect(&m_model, &PagedModel::collectFailed, this, [this](const app::ApiError &error) {
        if (std::exchange(m_exportFile, {}).isEmpty())
            return;
        m_export->setBusy(false);
        showFailure(tr("The table was not saved."), error);
    });
    connect(&m_model, &PagedModel::bulkProgress, m_bulk, &BulkBar::setProgress);
    connect(&m_model, &PagedModel::bulkFinished, this, &ListPage::onBulkFinished);
    connect(session().connection(), &ServerConnection::statusChanged, this, &ListPage::showUsable);
}

// ---- What a screen offers ----------------------------------------------------------------------

void ListPage::offerColumns(const QList<ColumnSet::Column> &columns, int leastStretch) {
    auto *set = new ColumnSet(m_table, columns, leastStretch, context().settings,
                              m_settingsName + u"/columns"_s, this);
    auto *choose = new Button(tr("Columns"), u"columns"_s, ButtonKind::Flat);
    choose->setObjectName(u"columnsButton"_s);
    choose->setMenu(set->makeMenu(choose));
    m_filters->addEnd(choose);
}

void ListPage::offerChips(const QList<Chip> &chips, const QStringList &usual) {
    m_chips = chips;
    for (const auto &chip : chips) {
        if (chip.alwaysShown)
            m_filters->addChip(chip.id, chip.text);
        else
            m_filters->offerFilter(chip.id, chip.text);
    }
    connect(m_filters, &FilterBar::chipToggled, this, &ListPage::onChip);
    const QVariant stored = context().settings.looks(m_settingsName + u"/chips"_s);
    const QStringList wanted = stored.isValid() ? stored.toStringList() : usual;
    m_settingChips = true;
    for (const auto &id : wanted)
        m_filters->setChip(id, true);
    m_settingChips = false;
    m_search->setText(m_model.searchText());
    applyChips();
}

void ListPage::onChip(const QString &id, bool on) {
    if (m_settingChips)
        return;
    const auto chosen = std::find_if(m_chips.cbegin(), m_chips.cend(),
                                     [&](const Chip &chip) { return chip.id == id; });
    m_settingChips = true;
    for (const auto &chip : std::as_const(m_chips)) {
        if (on && chosen != m_chips.cend() && chip.id != id && (chip.groups & chosen->groups) != 0)
            m_filters->setChip(chip.id, false);
    }
    m_settingChips = false;
    applyChips();
    storeChips();
}

void ListPage::storeChips() {
    QStringList on;
    for (const auto &chip : std::as_const(m_chips)) {
        if (m_filters->isOn(chip.id))
            on << chip.id;
    }
    context().settings.setLooks(m_settingsName + u"/chips"_s, on);
}

void ListPage::clearFilters() {
    m_settingChips = true;
    m_filters->clearChips();
    m_settingChips = false;
    m_search->clear();
    m_model.clearFilters();
    storeChips();
}

Button *ListPage::offerBulkAction(const QString &text, const QString &iconName,
                                  const QString &objectName, bool destructive,
                                  const std::function<void()> &doIt) {
    auto *button = m_bulk->addAction(text, iconName, destructive);
    button->setObjectName(objectName);
    connect(button, &Button::clicked, this, doIt);
    m_bulkButtons << button;
    return button;
}

void ListPage::showRowMenu(const QString &id, const QPoint &globalPosition) {
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *open = menu->addAction(tr("Open details"));
    connect(open, &QAction::triggered, this, [this, id] { openDetails(id); });
    auto *copy = menu->addAction(tr("Copy ID"));
    connect(copy, &QAction::triggered, this, [id] { copyToClipboard(id); });
    menu->addSeparator();
    fillRowMenu(menu, id);
    menu->popup(globalPosition);
}

bool ListPage::canAct() const {
    return session().connection()->isUsable();
}

void ListPage::showUsable() {
    const bool usable = canAct();
    for (auto *button : std::as_const(m_bulkButtons))
        button->setEnabled(usable);
    m_export->setEnabled(usable);
    m_panel->setUsable(usable);
    usableChanged(usable);
}

// ---- On show -----------------------------------------------------------------------------------

void ListPage::activated() {
    m_model.activate();
    m_model.renew(); // it may have been away for long
    m_sinceRenewed.start();
    m_tick.start();
    showUsable();
    showState();
    afterLoad();
}

void ListPage::deactivated() {
    m_tick.stop();
    hideNews();
}

bool ListPage::isLookedAt() const {
    // A menu or a dialog is about the rows as they are.
    return isVisible() && !window()->isMinimized() && !QApplication::activePopupWidget() &&
           !QApplication::activeModalWidget() && !m_bulkRuns;
}

/// Keeps the rows and the times in them up to date.
void ListPage::tick() {
    constexpr int renewEveryMs = 10'000;
    Q_EMIT statusTextChanged();
    m_table->view()->viewport()->update();
    if (m_sinceRenewed.elapsed() < renewEveryMs || !isLookedAt())
        return;
    m_sinceRenewed.start();
    m_model.renew();
    if (!m_openId.isEmpty())
        m_panel->showId(m_openId);
}

void ListPage::refresh() {
    m_model.refresh();
    if (!m_openId.isEmpty())
        m_panel->showId(m_openId);
    Q_EMIT statusTextChanged();
}

bool ListPage::focusSearch() {
    if (!m_search->isVisible())
        closeDetails();
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
    return true;
}

QString ListPage::statusText() const {
    switch (m_model.viewState()) {
    case ViewState::Loading:
        return tr("Loading");
    case ViewState::Ready:
    case ViewState::ConnectionLost:
        break;
    default:
        return {};
    }
    if (m_model.isLoading() && m_model.loaded() == 0)
        return tr("Loading");
    const QString loaded = number(m_model.loaded());
    const QString total = number(m_model.total());
    const QString rows = m_model.loaded() < m_model.total()
                             ? tr("Loaded %1 of %2, more as you scroll").arg(loaded, total)
                             : tr("Loaded %1 of %2").arg(loaded, total);
    return m_model.updatedAt().isValid()
               ? rows + statusSeparator +
                     updatedText(m_model.updatedAt().msecsTo(QDateTime::currentDateTime()))
               : rows;
}

void ListPage::openTarget(const QVariant &target) {
    if (target.typeId() == QMetaType::QVariantMap) {
        closeDetails();
        clearFilters();
        m_search->setText(target.toMap().value(u"search"_s).toString());
        m_model.setSearch(m_search->text());
        return;
    }
    const QString id = target.toString();
    if (id.isEmpty()) {
        closeDetails();
        return;
    }
    if (const int row = m_model.rowOf(id); row >= 0)
        m_table->view()->setCurrentIndex(
            m_model.index(row, std::max(0, m_table->view()->tickColumn() + 1)));
    openDetails(id);
}

QVariant ListPage::target() const {
    return m_openId.isEmpty() ? QVariant() : QVariant(m_openId);
}

QVariantMap ListPage::keptLooks() const {
    const auto *view = m_table->view();
    return {{u"sortColumn"_s, view->horizontalHeader()->sortIndicatorSection()},
            {u"sortOrder"_s, int(view->horizontalHeader()->sortIndicatorOrder())},
            {u"current"_s, m_table->currentRow().data(PagedModel::IdRole)},
            {u"open"_s, m_openId},
            {u"place"_s, view->verticalScrollBar()->value()}};
}

void ListPage::takeOver(const QVariantMap &looks) {
    m_table->showSort(looks.value(u"sortColumn"_s).toInt(),
                      Qt::SortOrder(looks.value(u"sortOrder"_s).toInt()));
    if (const int row = m_model.rowOf(looks.value(u"current"_s).toString()); row >= 0)
        m_table->view()->setCurrentIndex(
            m_model.index(row, std::max(0, m_table->view()->tickColumn() + 1)));
    if (const QString open = looks.value(u"open"_s).toString(); !open.isEmpty())
        openDetails(open);
    showTicks();
    // The rows have their places when the window is laid out.
    QTimer::singleShot(0, m_table, [table = m_table, place = looks.value(u"place"_s).toInt()] {
        table->view()->verticalScrollBar()->setValue(place);
    });
}

bool ListPage::isPanelOpen() const {
    return m_both->isPanelOpen();
}

void ListPage::openDetails(const QString &id) {
    if (id.isEmpty())
        return;
    m_openId = id;
    const int row = m_model.rowOf(id);
    m_table->view()->setOpenRow(row >= 0 ? QPersistentModelIndex(m_model.index(row, 0))
                                         : QPersistentModelIndex());
    m_panel->showId(id);
    m_both->openPanel();
    // The list, which had the focus, is gone.
    if (m_both->isListReplaced())
        m_panel->focusHead();
}

void ListPage::closeDetails() {
    const bool hadFocus = m_panel->isAncestorOf(focusWidget());
    m_openId.clear();
    m_both->closePanel();
    m_table->view()->setOpenRow({});
    m_panel->showId({});
    if (hadFocus || !focusWidget())
        m_table->view()->setFocus();
}

void ListPage::showState() {
    const ViewState state = m_model.viewState();
    m_states->show(state, m_model.lastError());
    m_bulk->setVisible(!m_model.ticked().isEmpty() &&
                       (state == ViewState::Ready || state == ViewState::FilteredEmpty));
    Q_EMIT statusTextChanged();
}

void ListPage::showTicks() {
    m_table->head()->setTickState(m_model.tickState());
    if (!m_bulkRuns)
        m_bulk->setCounts(static_cast<int>(m_model.ticked().size()), m_model.total());
}

void ListPage::afterLoad() {
    m_head->setCount(m_model.total() > 0 ? number(m_model.total()) : QString());
    const bool failed = m_model.loadMoreFailed();
    m_table->setMoreFailed(failed, failed ? whatHappened(m_model.lastError()) : QString());
    if (!m_model.isLoading() && !m_model.canFetchMore({})) {
        if (std::exchange(m_tickAll, false))
            m_model.tickAllLoaded();
        if (std::exchange(m_goToEnd, false) && m_model.loaded() > 0)
            m_table->view()->setCurrentIndex(m_model.index(
                m_model.loaded() - 1, std::max(0, m_table->view()->tickColumn() + 1)));
    }
    // The row may have moved, come, or gone.
    if (!m_openId.isEmpty()) {
        const int row = m_model.rowOf(m_openId);
        m_table->view()->setOpenRow(row >= 0 ? QPersistentModelIndex(m_model.index(row, 0))
                                             : QPersistentModelIndex());
    }
    showTicks();
    Q_EMIT statusTextChanged();
}

void ListPage::selectAll() {
    if (m_model.canFetchMore({})) {
        m_tickAll = true;
        m_model.loadAll();
    } else {
        m_model.tickAllLoaded();
    }
}

void ListPage::escape() {
    if (!m_search->text().isEmpty()) {
        m_search->clear();
        m_model.setSearch({});
    } else if (isPanelOpen()) {
        closeDetails();
    } else {
        m_model.clearTicks();
    }
}

bool ListPage::eventFilter(QObject *watched, QEvent *event) {
    constexpr int roomForChips = 680;
    if (event->type() == QEvent::Resize) {
        const bool isNarrow = static_cast<QWidget *>(watched)->width() < roomForChips;
        m_filters->setCompact(isNarrow);
        m_export->setVisible(!isNarrow);
    }
    return Page::eventFilter(watched, event);
}

void ListPage::keyPressEvent(QKeyEvent *event) {
    if (event->key() == Qt::Key_Escape) {
        escape();
        event->accept();
        return;
    }
    Page::keyPressEvent(event);
}

void ListPage::copyRow(const QModelIndex &index, bool wholeRow) {
    if (!wholeRow) {
        copyToClipboard(index.data(PagedModel::IdRole).toString());
        return;
    }
    QStringList cells{index.data(PagedModel::IdRole).toString()};
    const auto *header = m_table->view()->dataHeader();
    for (int i = 0; i < header->count(); ++i) {
        const int column = header->logicalIndex(i);
        const QString text = index.siblingAtColumn(column).data().toString();
        if (!header->isSectionHidden(column) && !text.isEmpty() && !cells.contains(text))
            cells << text;
    }
    copyToClipboard(cells.join(u'\t'));
}

} // namespace hearth::ui
