// SPDX-License-Identifier: Apache-2.0
// What the screens of users and rooms share: head, filters, table, ticks, bulk bar, details, states
// and the news about what worked and what did not.
#pragma once

#include "ui/common/column_set.hpp"
#include "ui/common/page.hpp"
#include "ui/common/table_states.hpp"
#include "ui/widgets/confirm_dialog.hpp"

#include <QElapsedTimer>
#include <QHash>
#include <QModelIndex>
#include <QTimer>

class QMenu;

namespace hearth::app {
struct BulkOutcome;
class PagedModel;
} // namespace hearth::app

namespace hearth::ui {

class BulkBar;
class Button;
class DataTable;
class FilterBar;
class InlineMessage;
class ListDetail;
class ModelPanel;
class PageHead;
class SearchField;

class ListPage : public Page {
    Q_OBJECT
public:
    struct Look {
        QString title;
        QString tableObjectName;
        QString searchExample;
        TableStates::Texts texts;
        int panelWidth = 400;
        QString settingsName; ///< "users": where chips and columns are kept
    };
    /// A filter. Of chips that share a group (bits) only one can be on.
    struct Chip {
        QString id;
        QString text;
        int groups = 0;
        bool alwaysShown = false; ///< else in "+ Filter" while off
    };

    void activated() override;
    void deactivated() override;
    void refresh() override;
    bool focusSearch() override;
    QString statusText() const override;
    /// The ID of the row to open in the panel, or a map with a text to search.
    void openTarget(const QVariant &target) override;
    QVariant target() const override;
    /// Chips are in the settings; search, filters and ticks in the model, which stays.
    QVariantMap keptLooks() const override;
    void takeOver(const QVariantMap &looks) override;

protected:
    ListPage(const PageContext &context, app::PagedModel &model, const Look &look,
             ModelPanel *panel, QWidget *parent);

    PageHead *head() const { return m_head; }
    FilterBar *filters() const { return m_filters; }
    SearchField *search() const { return m_search; }
    DataTable *table() const { return m_table; }
    bool isPanelOpen() const;
    QString openId() const { return m_openId; }
    void openDetails(const QString &id);
    void closeDetails();
    /// The server can be asked.
    bool canAct() const;

    // For the constructor of the screen, in this order.
    void offerColumns(const QList<ColumnSet::Column> &columns, int leastStretch);
    /// `usual` are on until a person chose others.
    void offerChips(const QList<Chip> &chips, const QStringList &usual = {});
    Button *offerBulkAction(const QString &text, const QString &iconName, const QString &objectName,
                            bool destructive, const std::function<void()> &doIt);

    /// Puts what the chips say into the query.
    virtual void applyChips() = 0;
    virtual void editRow(const QString &id) { Q_UNUSED(id); }
    virtual void deleteRow(const QString &id) = 0;
    /// After "Open details" and "Copy ID".
    virtual void fillRowMenu(QMenu *menu, const QString &id) = 0;
    /// canAct() has changed: what else changes things follows.
    virtual void usableChanged(bool usable) { Q_UNUSED(usable); }

    /// What to say when the action that was just started on this row has ended.
    struct Expected {
        QString doneText;           ///< "@ivan locked."; empty says nothing
        std::function<void()> undo; ///< may be missing
        QString failText;           ///< "@ivan was not locked."
        std::function<void()> then; ///< after it worked
    };
    void expect(const QString &id, Expected expected);

    struct BulkWords {
        std::function<QString(int)> done;               ///< "3 accounts locked."
        std::function<void(const QStringList &)> undo;  ///< of those that worked; may be missing
        std::function<void(const QStringList &)> again; ///< for those that did not
        std::function<QString(const app::ApiError &)> reason; ///< in place of the usual words
    };
    void expectBulk(const QStringList &ids, BulkWords words);

    /// Asks, then does it. `prepare` adds choices before the dialog is seen.
    void ask(const ConfirmDialog::Question &question, const std::function<void()> &doIt,
             const std::function<void(ConfirmDialog &)> &prepare = {});
    void showFailure(const QString &what, const app::ApiError &error);
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build(const Look &look);
    void connectTable();
    void connectModel();
    void showState();
    void showUsable();
    void showRowMenu(const QString &id, const QPoint &globalPosition);
    void onChip(const QString &id, bool on);
    void storeChips();
    void clearFilters();
    void showTicks();
    void afterLoad();
    void escape();
    void selectAll();
    void copyRow(const QModelIndex &index, bool wholeRow);
    void onActionDone(const QString &id);
    void onActionFailed(const QString &id, const app::ApiError &error);
    void askWhereToExport();
    void exportTo(const QString &file);
    void onCollected(const QList<QStringList> &lines);
    void onBulkFinished(const app::BulkOutcome &outcome);
    void hideNews();
    void tick();
    [[nodiscard]] bool isLookedAt() const;

    app::PagedModel &m_model;
    PageHead *m_head;
    Button *m_export;
    QString m_exportFile;
    FilterBar *m_filters;
    SearchField *m_search;
    DataTable *m_table;
    BulkBar *m_bulk;
    QWidget *m_newsArea;
    InlineMessage *m_news;
    ModelPanel *m_panel;
    ListDetail *m_both;
    TableStates *m_states;
    QString m_settingsName;
    QList<Chip> m_chips;
    QList<Button *> m_bulkButtons;
    QString m_openId;
    QHash<QString, QList<Expected>> m_expected;
    QStringList m_bulkIds;
    BulkWords m_bulkWords;
    bool m_settingChips = false;
    bool m_bulkRuns = false;
    bool m_tickAll = false;
    bool m_goToEnd = false;
    QTimer m_tick; ///< while the screen is on show
    QElapsedTimer m_sinceRenewed;
};

} // namespace hearth::ui
