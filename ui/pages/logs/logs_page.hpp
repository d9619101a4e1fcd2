// SPDX-License-Identifier: Apache-2.0
// Live log of the server: filter, search, follow, highlight one request, copy, save.
#pragma once

#include "app/core/log_line.hpp"
#include "ui/common/page.hpp"

#include <QTimer>

class QSplitter;

namespace hearth::app {
class LogModel;
}

namespace hearth::ui {

class Button;
class EmptyState;
class FilterBar;
class FilterChip;
class Histogram;
class IconButton;
class LogRecordPanel;
class LogView;
class PageHead;
class SearchField;
class Segments;

class LogsPage : public Page {
    Q_OBJECT
public:
    explicit LogsPage(const PageContext &context, QWidget *parent = nullptr);
    void activated() override;
    void deactivated() override;
    void refresh() override;
    bool focusSearch() override;
    QString statusText() const override;
    /// A request ID to highlight, or the time of a line to show.
    void openTarget(const QVariant &target) override;
    QVariantMap keptLooks() const override;
    void takeOver(const QVariantMap &looks) override;

private:
    void buildHead();
    void buildFilters();
    void connectView();
    void connectRecord();
    void setSearch(const QString &text);
    void goToHit(bool forward);
    void goToError();
    void highlight(const QString &requestId);
    void showCounts();
    void showHistogram();
    void showRecord();
    void save();
    void writeTo(const QString &file, bool raw);
    void setLevel(const QString &name);
    void setRange(int minutes);
    [[nodiscard]] bool hasLog() const;
    void showNoLines();
    void offerModules();
    void showModules();

    app::LogModel *m_model;
    PageHead *m_head;
    FilterBar *m_filters;
    SearchField *m_search;
    IconButton *m_previous;
    IconButton *m_next;
    QWidget *m_hitSteps = nullptr;
    QStringList m_offeredModules;
    FilterChip *m_highlight;
    FilterChip *m_range;
    Segments *m_levels;
    Histogram *m_histogram;
    LogView *m_view;
    EmptyState *m_empty;
    LogRecordPanel *m_record;
    Button *m_follow;
    Button *m_save;
    Button *m_copy;
    QTimer m_chartDelay;
    int m_minutes = 0;
};

} // namespace hearth::ui
