// SPDX-License-Identifier: Apache-2.0
// THE list of screens. A new one is a row here; tests walk the list by themselves.
#include "ui/shell/pages.hpp"

#include "app/api/server_abilities.hpp"
#include "ui/pages/dashboard/dashboard_page.hpp"
#include "ui/pages/jobs/jobs_page.hpp"
#include "ui/pages/logs/logs_page.hpp"
#include "ui/pages/rooms/rooms_page.hpp"
#include "ui/pages/settings/settings_page.hpp"
#include "ui/pages/users/users_page.hpp"

#include <QCoreApplication>

#include <array>

namespace hearth::ui {
namespace {

template <class T>
Page *make(const PageContext &context, QWidget *parent) {
    return new T(context, parent);
}

using Section = PageRow::Section;

constexpr std::array rows{
    PageRow{"dashboard", "dashboard", QT_TRANSLATE_NOOP("Pages", "Dashboard"), Section::Top,
            &make<DashboardPage>},
    PageRow{"users", "users", QT_TRANSLATE_NOOP("Pages", "Users"), Section::People,
            &make<UsersPage>, [](const app::ServerAbilities &server) { return server.users; }},
    PageRow{"rooms", "rooms", QT_TRANSLATE_NOOP("Pages", "Rooms"), Section::People,
            &make<RoomsPage>, [](const app::ServerAbilities &server) { return server.rooms; }},
    PageRow{"logs", "logs", QT_TRANSLATE_NOOP("Pages", "Logs"), Section::Server, &make<LogsPage>},
    PageRow{"jobs", "jobs", QT_TRANSLATE_NOOP("Pages", "Background jobs"), Section::Server,
            &make<JobsPage>},
    PageRow{"settings", "settings", QT_TRANSLATE_NOOP("Pages", "Settings"), Section::Foot,
            &make<SettingsPage>},
};

} // namespace

std::span<const PageRow> pageRows() {
    return rows;
}

QString pageTitle(const PageRow &row) {
    return QCoreApplication::translate("Pages", row.title);
}

QString sectionTitle(PageRow::Section section) {
    switch (section) {
    case Section::People:
        return QCoreApplication::translate("Pages", "People");
    case Section::Server:
        return QCoreApplication::translate("Pages", "Server");
    case Section::Top:
    case Section::Foot:
        break;
    }
    return {};
}

bool isOffered(const PageRow &row, const app::ServerAbilities &abilities) {
    return !row.isOffered || row.isOffered(abilities);
}

const PageRow *findPageRow(const QString &id) {
    for (const auto &row : rows)
        if (id == QLatin1String(row.id))
            return &row;
    return nullptr;
}

} // namespace hearth::ui
