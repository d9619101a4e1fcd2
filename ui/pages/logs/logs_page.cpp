// SPDX-License-Identifier: Apache-2.0
// Builds the log screen.
#include "ui/pages/logs/logs_page.hpp"

#include "app/core/settings.hpp"
#include "app/models/log_model.hpp"
#include "app/models/server_session.hpp"
#include "ui/pages/logs/log_record_panel.hpp"
#include "ui/pages/logs/log_view.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/kinds.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/empty_state.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/page_head.hpp"

#include <QHBoxLayout>
#include <QMenu>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::LogLevel;
using app::LogModel;

LogsPage::LogsPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_model(context.session.log())
    , m_head(new PageHead(tr("Logs")))
    , m_filters(new FilterBar)
    , m_search(nullptr)
    , m_previous(new IconButton(u"up"_s, tr("Previous match")))
    , m_next(new IconButton(u"down"_s, tr("Next match")))
    , m_highlight(nullptr)
    , m_range(nullptr)
    , m_levels(new Segments(tr("Lowest level shown")))
    , m_histogram(new Histogram)
    , m_view(new LogView)
    , m_empty(new EmptyState)
    , m_record(new LogRecordPanel)
    , m_follow(new Button(tr("Follow"), u"follow"_s, ButtonKind::Secondary))
    , m_save(new Button(tr("Save…"), u"download"_s, ButtonKind::Secondary))
    , m_copy(new Button(tr("Copy"), u"copy"_s, ButtonKind::Secondary)) {
    setObjectName(u"logsPage"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildHead();
    column->addWidget(m_head);
    buildFilters();
    column->addWidget(m_filters);
    auto *chartRow = new QHBoxLayout;
    chartRow->setContentsMargins(metrics::pageMargin, 0, metrics::pageMargin, 8);
    m_histogram->setAccessibleName(tr("Lines over time"));
    chartRow->addWidget(m_histogram);
    column->addLayout(chartRow);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    auto *lines = new QWidget;
    auto *stack = new QVBoxLayout(lines);
    stack->setContentsMargins(0, 0, 0, 0);
    stack->setSpacing(0);
    stack->addWidget(new Hairline);
    stack->addWidget(m_view, 1);
    m_empty->setAutoFillBackground(true);
    m_empty->setBackgroundRole(QPalette::Base);
    stack->addWidget(m_empty, 1);
    splitter->addWidget(lines);
    splitter->addWidget(m_record);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({520, 190});
    m_record->hide();
    column->addWidget(splitter, 1);
    m_view->setLog(m_model);
    m_view->setFollowing(context.settings.isOn(app::Setting::LogFollow));
    connectView();
    connectRecord();
    const auto level = app::logLevelFromName(context.settings.text(app::Setting::LogLevel));
    m_model->setLevel(level.value_or(LogLevel::Info));
    m_levels->setCurrent(app::logLevelName(m_model->level()));
    m_chartDelay.setSingleShot(true);
    m_chartDelay.setInterval(500);
    connect(&m_chartDelay, &QTimer::timeout, this, &LogsPage::showHistogram);
    // Of a log that is elsewhere there is nothing to search, follow or save.
    for (QWidget *part : QList<QWidget *>{m_filters, m_histogram, m_copy, m_save, m_follow})
        part->setVisible(hasLog());
    showCounts();
    showHistogram();
}

bool LogsPage::hasLog() const {
    return session().host()->abilities().hasLog;
}

void LogsPage::buildHead() {
    m_copy->setObjectName(u"copyLogButton"_s);
    m_save->setObjectName(u"saveLogButton"_s);
    m_follow->setObjectName(u"followButton"_s);
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_follow->setToolTip(tr("Keep the newest line in view (F)"));
    setKeyHint(m_follow, u"F"_s);
    m_copy->setToolTip(tr("Copy the selected lines"));
    for (auto *button : {m_copy, m_save, m_follow})
        m_head->addAction(button);
    connect(m_follow, &Button::toggled, m_view, &LogView::setFollowing);
    connect(m_view, &LogView::followingChanged, this, [this](bool on) {
        m_follow->setChecked(on);
        context().settings.set(app::Setting::LogFollow, on);
        Q_EMIT statusTextChanged();
    });
    connect(m_save, &Button::clicked, this, &LogsPage::save);
    connect(m_copy, &Button::clicked, this,
            [this] { copyToClipboard(m_model->copy(m_view->chosenRows(), false)); });
}

void LogsPage::buildFilters() {
    m_search = m_filters->addSearch(tr("Search the log"));
    auto *steps = new QWidget;
    auto *row = new QHBoxLayout(steps);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_hitSteps = steps;
    for (auto *button : {m_previous, m_next}) {
        button->setSmall();
        button->setFixedSize(24, 24);
        button->setEnabled(false);
        row->addWidget(button);
    }
    m_highlight = m_filters->addChip(u"highlight"_s, tr("Highlight"));
    m_highlight->setIconByName(u"hash"_s);
    m_highlight->hide();
    m_range = m_filters->addChip(u"range"_s, tr("All lines"));
    m_range->setIconByName(u"clock"_s);
    auto *menu = new QMenu(this);
    for (const int minutes : {0, 5, 15, 60, 24 * 60}) {
        auto *action = menu->addAction(minutes == 0      ? tr("All lines")
                                       : minutes == 1440 ? tr("Last 24 h")
                                       : minutes == 60   ? tr("Last hour")
                                                         : tr("Last %n min", nullptr, minutes));
        connect(action, &QAction::triggered, this, [this, minutes] { setRange(minutes); });
    }
    m_range->setMenuChip(menu);
    m_filters->addChip(u"hideOwn"_s, tr("Hide Hearth's own requests"));
    m_filters->setChip(u"hideOwn"_s, context().settings.isOn(app::Setting::LogHideOwn));
    m_model->setOwnHidden(m_filters->isOn(u"hideOwn"_s));
    m_filters->offerFilter(u"onlyHits"_s, tr("Only matches"));
    m_search->setSteps(steps);
    steps->hide();
    m_filters->addEnd(new Label(tr("At least"), TextRole::Small, Color::Text2));
    m_levels->addSegment(u"error"_s, tr("Errors"), u"f-error"_s);
    m_levels->addSegment(u"warn"_s, tr("Warnings"), u"f-warn"_s);
    m_levels->addSegment(u"info"_s, tr("Info"), u"f-info"_s);
    m_levels->addSegment(u"debug"_s, tr("Debug"), u"f-off"_s);
    m_filters->addEnd(m_levels);
    connect(m_search, &SearchField::searchChanged, this, &LogsPage::setSearch);
    connect(m_search, &SearchField::leaveToResults, this, [this] { goToHit(true); });
    connect(m_previous, &IconButton::clicked, this, [this] { goToHit(false); });
    connect(m_next, &IconButton::clicked, this, [this] { goToHit(true); });
    connect(m_levels, &Segments::currentChanged, this, &LogsPage::setLevel);
    connect(m_filters, &FilterBar::chipToggled, this, [this](const QString &id, bool on) {
        if (id == u"highlight" && !on)
            highlight({});
        if (id == u"onlyHits")
            setSearch(m_search->text());
        if (id == u"hideOwn") {
            m_model->setOwnHidden(on);
            context().settings.set(app::Setting::LogHideOwn, on);
        }
        if (id.startsWith(u"from-"))
            showModules();
    });
}

void LogsPage::connectView() {
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &LogsPage::showRecord);
    connect(m_view, &LogView::clicked, this, [this] { m_view->setFollowing(false); });
    connect(m_view, &LogView::hitRequested, this, &LogsPage::goToHit);
    connect(m_view, &LogView::nextErrorRequested, this, &LogsPage::goToError);
    connect(m_view, &LogView::highlightRequested, this, [this] {
        const QModelIndex at = m_view->currentIndex();
        if (!at.isValid())
            return;
        const QString request = m_model->lineAt(at.row()).requestId;
        highlight(request == m_model->highlightedRequest() ? QString() : request);
    });
    connect(m_view, &LogView::copyRequested, this,
            [this](bool raw) { copyToClipboard(m_model->copy(m_view->chosenRows(), raw)); });
    connect(m_view, &LogView::escapePressed, this, [this] {
        m_view->clearSelection();
        m_record->hide();
        m_view->setFocus();
    });
    connect(m_model, &LogModel::countsChanged, this, &LogsPage::showCounts);
    connect(m_model, &LogModel::filterChanged, this, &LogsPage::showCounts);
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        m_search->clear();
        m_filters->clearChips();
        setRange(0);
        setSearch({});
        m_levels->setCurrent(u"debug"_s);
    });
}

void LogsPage::connectRecord() {
    connect(m_record, &LogRecordPanel::onlyThisToggled, this, [this](bool on) {
        const QModelIndex at = m_view->currentIndex();
        const QString request = at.isValid() && at.row() < m_model->rowCount()
                                    ? m_model->lineAt(at.row()).requestId
                                    : m_model->highlightedRequest();
        m_model->setHighlightedRequest(request, on);
        highlight(request);
    });
    connect(m_record, &LogRecordPanel::copyRequestRequested, this, [this](const QString &id) {
        QByteArray text;
        const auto lines = m_model->linesOfRequest(id);
        for (const auto &line : lines)
            text += line.raw.trimmed() + '\n';
        copyToClipboard(QString::fromUtf8(text));
        toast(tr("%n lines copied", nullptr, static_cast<int>(lines.size())));
    });
    connect(m_record, &LogRecordPanel::userChosen, this,
            [this](const QString &id) { Q_EMIT navigationRequested(u"users"_s, id); });
    connect(m_record, &LogRecordPanel::roomChosen, this,
            [this](const QString &id) { Q_EMIT navigationRequested(u"rooms"_s, id); });
}

} // namespace hearth::ui
