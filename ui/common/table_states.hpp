// SPDX-License-Identifier: Apache-2.0
// Shows the state of a model in its table: loading, empty, server stopped, signed out, failed.
#pragma once

#include "app/core/result.hpp"
#include "app/models/server_connection.hpp"

#include <QObject>
#include <QString>

namespace hearth::app {
class Settings;
}

namespace hearth::ui {

class DataTable;

/// The table follows View > Compact rows as long as it lives.
void followCompactRows(app::Settings &settings, DataTable *table);

/// Owned by the page. The page gives the words, this object decides which are shown.
class TableStates : public QObject {
    Q_OBJECT
public:
    struct Texts {
        QString iconName;
        QString emptyTitle;    ///< "No rooms yet"
        QString emptyText;     ///< when it fills
        QString emptyAction;   ///< may be empty
        QString filteredTitle; ///< "No room matches these filters"
        QString stoppedText;   ///< "Start it to see its rooms."
    };
    TableStates(DataTable *table, Texts texts, QObject *parent);
    void show(app::ViewState state, const app::ApiError &error = {});

Q_SIGNALS:
    void emptyActionRequested();
    void clearFiltersRequested();
    void startServerRequested();
    void signInRequested();
    void retryRequested();

private:
    void onAction();

    DataTable *m_table;
    Texts m_texts;
    app::ViewState m_state = app::ViewState::Loading;
};

} // namespace hearth::ui
