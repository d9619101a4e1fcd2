// SPDX-License-Identifier: Apache-2.0
// The screen of background jobs.
#include "ui/pages/jobs/jobs_page.hpp"

#include "app/models/jobs_model.hpp"
#include "app/models/server_session.hpp"
#include "ui/common/format.hpp"
#include "ui/common/table_states.hpp"
#include "ui/widgets/data_table.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/page_head.hpp"
#include "ui/widgets/row_delegates.hpp"

#include <QLocale>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::JobsModel;
using app::TaskRecord;

namespace {

Pill pillOf(const QModelIndex &index) {
    const auto state = static_cast<TaskRecord::State>(index.data(JobsModel::StateRole).toInt());
    QString text = app::taskStateText(state);
    switch (state) {
    case TaskRecord::State::Running:
        if (const double progress = index.data(JobsModel::ProgressRole).toDouble(); progress >= 0)
            //: State of a job and how much of it is done.
            text = JobsPage::tr("%1, %2 %").arg(text, QLocale().toString(progress * 100, 'f', 0));
        return {PillKind::Busy, text};
    case TaskRecord::State::Done:
        return {PillKind::Ok, text};
    case TaskRecord::State::Failed:
        return {PillKind::Error, text};
    case TaskRecord::State::Cancelled:
        break;
    }
    return {PillKind::Off, text};
}

/// "2 min ago", and how long it took once it is over; the exact time is in the tooltip.
class MomentDelegate : public RowDelegate {
protected:
    void paintContent(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override {
        const qint64 started = index.data(JobsModel::StartedRole).toLongLong();
        const qint64 ended = index.data(JobsModel::EndedRole).toLongLong();
        const QString when = relativeTime(started);
        //: When a job began, and how long it took.
        const QString text = ended > started
                                 ? JobsPage::tr("%1, took %2").arg(when, duration(ended - started))
                                 : when;
        paintText(painter, rect, option, index, text, textColor(index, option, ink()));
    }
};

} // namespace

JobsPage::JobsPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_head(new PageHead(tr("Background jobs")))
    , m_table(new DataTable(tr("Background jobs")))
    , m_states(nullptr) {
    setObjectName(u"jobsPage"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    m_table->view()->setObjectName(u"jobsTable"_s);
    auto *model = session().jobs();
    m_table->setModel(model);
    followCompactRows(context.settings, m_table);
    auto *kind = new RowDelegate;
    kind->setInk(Color::Text);
    m_table->setDelegate(JobsModel::KindColumn, kind);
    m_table->setDelegate(JobsModel::StateColumn, new PillDelegate(pillOf));
    m_table->setDelegate(JobsModel::StartedColumn, new MomentDelegate);
    m_table->setColumnWidths({150, 230, 150, 200, 0});
    column->addWidget(m_table, 1);
    m_states = new TableStates(m_table,
                               {u"jobs"_s,
                                tr("No background jobs"),
                                tr("Anything that takes longer, such as deleting a room, "
                                   "shows up here and carries on while you do something else."),
                                {},
                                {},
                                {}},
                               this);
    connect(model, &JobsModel::loaded, this, &JobsPage::showState);
    connect(model, &QAbstractItemModel::rowsInserted, this, &JobsPage::showState);
    connect(model, &JobsModel::runningCountChanged, this, &JobsPage::showState);
    connect(m_table->view(), &DataView::copyRequested, this,
            [](const QModelIndex &index, bool wholeRow) {
                copyToClipboard(
                    wholeRow ? index.siblingAtColumn(JobsModel::ResultColumn).data().toString()
                             : index.data(JobsModel::SubjectRole).toString());
            });
    showState();
}

void JobsPage::activated() {
    refresh();
}

void JobsPage::refresh() {
    session().jobs()->load();
}

void JobsPage::showState() {
    m_states->show(session().jobs()->viewState());
    m_head->setCount(number(session().jobs()->rowCount()));
    Q_EMIT statusTextChanged();
}

QString JobsPage::statusText() const {
    const int running = session().jobs()->runningCount();
    return running == 0 ? tr("No background jobs") : tr("%n running", nullptr, running);
}

} // namespace hearth::ui
