// SPDX-License-Identifier: Apache-2.0
// What Ctrl+K knows: screens, actions, servers, settings, and the people and rooms that the server
// finds. Nothing is offered that is not there.
#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"
#include "app/core/profiles.hpp"
#include "app/models/rooms_model.hpp"
#include "app/models/server_session.hpp"
#include "ui/common/error_text.hpp"
#include "ui/common/format.hpp"
#include "ui/pages/settings/setting_entries.hpp"
#include "ui/shell/command_palette.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/shell/pages.hpp"

#include <QAction>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

constexpr int foundAtOnce = 5;

QString userText(const app::User &user) {
    return user.displayName.isEmpty() ? user.id
                                      //: A person found by a search: display name, address.
                                      : MainWindow::tr("%1, %2").arg(user.displayName, user.id);
}

QString roomText(const app::Room &room) {
    const QString title = app::roomTitle(room);
    return room.canonicalAlias.isEmpty() || room.canonicalAlias == title
               ? title
               //: A room found by a search: name, address.
               : MainWindow::tr("%1, %2").arg(title, room.canonicalAlias);
}

} // namespace

CommandPalette::Search MainWindow::searchUsers() {
    return [this](const QString &typed, QObject *asker, const CommandPalette::Answer &answer) {
        app::UserQuery query;
        query.search = typed;
        query.deactivated = query.guests = app::Filter::Any;
        query.limit = foundAtOnce;
        app::onAnswer(m_context->session.api().listUsers(query), asker,
                      [this, typed, answer](const app::Result<app::UserPage> &page) {
                          if (!page) {
                              answer({{}, whatHappened(page.error())});
                              return;
                          }
                          QList<CommandPalette::Command> found;
                          for (const auto &user : page->users)
                              found.append({u"user"_s, userText(user), tr("User"),
                                            [this, id = user.id] { openPage(u"users"_s, id); }});
                          if (page->total > found.size())
                              found.append(
                                  {u"users"_s, tr("Show all %1 users").arg(number(page->total)),
                                   tr("Search"), [this, typed] {
                                       openPage(u"users"_s, QVariantMap{{u"search"_s, typed}});
                                   }});
                          answer({found, {}});
                      });
    };
}

CommandPalette::Search MainWindow::searchRooms() {
    return [this](const QString &typed, QObject *asker, const CommandPalette::Answer &answer) {
        app::RoomQuery query;
        query.search = typed;
        query.limit = foundAtOnce;
        app::onAnswer(m_context->session.api().listRooms(query), asker,
                      [this, typed, answer](const app::Result<app::RoomPage> &page) {
                          if (!page) {
                              answer({{}, whatHappened(page.error())});
                              return;
                          }
                          QList<CommandPalette::Command> found;
                          for (const auto &room : page->rooms)
                              found.append({u"rooms"_s, roomText(room), tr("Room"),
                                            [this, id = room.id] { openPage(u"rooms"_s, id); }});
                          if (page->total > found.size())
                              found.append(
                                  {u"rooms"_s, tr("Show all %1 rooms").arg(number(page->total)),
                                   tr("Search"), [this, typed] {
                                       openPage(u"rooms"_s, QVariantMap{{u"search"_s, typed}});
                                   }});
                          answer({found, {}});
                      });
    };
}

QList<CommandPalette::Command> MainWindow::paletteCommands() {
    QList<CommandPalette::Command> commands;
    const auto &abilities = m_context->session.abilities();
    for (const auto &row : pageRows()) {
        const QString id = QLatin1String(row.id);
        if (isOffered(row, abilities))
            commands.append({QLatin1String(row.iconName), pageTitle(row), tr("Screen"),
                             [this, id] { openPage(id); }});
    }
    for (const auto &[id, iconName] : {std::pair{u"startServer"_s, u"play"_s},
                                       {u"stopServer"_s, u"stop"_s},
                                       {u"restartServer"_s, u"restart"_s},
                                       {u"refresh"_s, u"refresh"_s},
                                       {u"newServer"_s, u"plus"_s},
                                       {u"connectServer"_s, u"link"_s},
                                       {u"messages"_s, u"bell"_s},
                                       {u"compactRows"_s, u"columns"_s},
                                       {u"larger"_s, u"plus"_s},
                                       {u"smaller"_s, u"minus"_s},
                                       {u"shortcuts"_s, u"help"_s},
                                       {u"quit"_s, u"logout"_s}}) {
        auto *action = m_actions.value(id);
        if (action->isEnabled())
            commands.append({iconName, action->text().remove(u'&'), tr("Action"),
                             [action] { action->trigger(); }});
    }
    for (const auto &profile : m_profiles.all())
        commands.append({u"server"_s, profile.serverName, tr("Server"), [this, id = profile.id] {
                             Q_EMIT serverActionRequested(u"show:"_s + id);
                         }});
    for (const auto &entry : settingEntries())
        commands.append({u"settings"_s, entry.text, tr("Setting"),
                         [this, name = entry.objectName] { openPage(u"settings"_s, name); }});
    return commands;
}

void MainWindow::openPalette() {
    if (!m_context || findChild<CommandPalette *>())
        return;
    QList<CommandPalette::Search> searches;
    const auto &session = m_context->session;
    const bool usable = m_context->session.connection()->isUsable();
    if (usable && session.abilities().users)
        searches << searchUsers();
    if (usable && session.abilities().rooms)
        searches << searchRooms();
    auto *palette = new CommandPalette(paletteCommands(), searches, this);
    if (!usable)
        palette->setNote(tr("Users and rooms can only be searched while the server is answering."));
    palette->open();
}

} // namespace hearth::ui
