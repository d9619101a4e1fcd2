// SPDX-License-Identifier: Apache-2.0
// States of tables.
#include "ui/common/table_states.hpp"

#include "app/core/settings.hpp"
#include "ui/common/error_text.hpp"
#include "ui/widgets/data_table.hpp"

#include <QAbstractItemModel>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ViewState;

void followCompactRows(app::Settings &settings, DataTable *table) {
    table->setCompact(settings.isOn(app::Setting::CompactRows));
    QObject::connect(&settings, &app::Settings::changed, table,
                     [&settings, table](app::Setting which) {
                         if (which == app::Setting::CompactRows)
                             table->setCompact(settings.isOn(which));
                     });
}

TableStates::TableStates(DataTable *table, Texts texts, QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_texts(std::move(texts)) {
    connect(table, &DataTable::emptyActionTriggered, this, &TableStates::onAction);
}

void TableStates::show(ViewState state, const app::ApiError &error) {
    m_state = state;
    const auto *model = m_table->view()->model();
    const bool hasRows = model && model->rowCount() > 0;
    m_table->view()->setStale(state == ViewState::ConnectionLost);
    switch (state) {
    case ViewState::Loading:
        m_table->showLoading();
        return;
    case ViewState::Ready:
        m_table->showRows();
        return;
    case ViewState::Empty:
        m_table->showEmpty(m_texts.iconName, m_texts.emptyTitle, m_texts.emptyText,
                           m_texts.emptyAction);
        return;
    case ViewState::FilteredEmpty:
        m_table->showEmpty(u"search"_s, m_texts.filteredTitle, {}, tr("Clear filters"));
        return;
    case ViewState::ServerStopped:
        m_table->showEmpty(u"server"_s, tr("The server is stopped."), m_texts.stoppedText,
                           tr("Start server"));
        return;
    case ViewState::SignedOut:
        m_table->showEmpty(u"lock"_s, tr("Your administrator sign-in has ended."),
                           tr("Sign in to continue. Filters and selections are kept."),
                           tr("Sign in"));
        return;
    case ViewState::ConnectionLost:
        if (hasRows)
            m_table->showRows(); // old rows stay, in quiet text
        else
            m_table->showEmpty(u"link"_s, tr("No answer from the server."),
                               tr("Hearth keeps trying."), tr("Try now"));
        return;
    case ViewState::Failed:
        m_table->showEmpty(u"alert"_s, whatHappened(error), whatToDo(error), tr("Try again"));
        return;
    }
}

void TableStates::onAction() {
    switch (m_state) {
    case ViewState::FilteredEmpty:
        Q_EMIT clearFiltersRequested();
        return;
    case ViewState::ServerStopped:
        Q_EMIT startServerRequested();
        return;
    case ViewState::SignedOut:
        Q_EMIT signInRequested();
        return;
    case ViewState::Empty:
        Q_EMIT emptyActionRequested();
        return;
    default:
        Q_EMIT retryRequested();
    }
}

} // namespace hearth::ui
