// SPDX-License-Identifier: Apache-2.0
// One thing in a detail panel.
#include "app/models/details_model.hpp"

namespace hearth::app {

DetailsModel::DetailsModel(ServerConnection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection) {
    connect(&connection, &ServerConnection::reconnected, this, &DetailsModel::reload);
}

void DetailsModel::show(const QString &id) {
    if (id == m_id)
        return;
    m_id = id;
    forget();
    reload();
}

void DetailsModel::reload() {
    ++m_generation;
    if (m_id.isEmpty()) {
        enter(ViewState::Empty);
        return;
    }
    if (!isKnown())
        enter(ViewState::Loading);
    ask();
}

void DetailsModel::fail(const ApiError &error) {
    m_error = error;
    m_connection.report(error);
    enter(ViewState::Failed);
}

void DetailsModel::enter(ViewState state) {
    m_state = state;
    Q_EMIT changed();
}

} // namespace hearth::app
