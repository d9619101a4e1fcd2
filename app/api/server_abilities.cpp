// SPDX-License-Identifier: Apache-2.0
// Asking a server what it offers.
#include "app/api/server_abilities.hpp"

#include "app/api/admin_api.hpp"

#include <variant>

namespace hearth::app {
namespace {

/// A server that does not know a call says so; one that refuses or fails knows it.
template <class T>
bool offers(const Result<T> &answer) {
    using Kind = ApiError::Kind;
    return answer ||
           (answer.error().kind != Kind::Unsupported && answer.error().kind != Kind::NotFound &&
            answer.error().kind != Kind::NotMatrix);
}

} // namespace

QFuture<Result<ServerAbilities>> askAbilities(AdminApi &api) {
    UserQuery users;
    users.limit = 1;
    RoomQuery rooms;
    rooms.limit = 1;
    return QtFuture::whenAll(api.software(), api.serverVersion(), api.status(),
                             api.listUsers(users), api.listRooms(rooms), api.hasServerNotices())
        .then([](const auto &answers) -> Result<ServerAbilities> {
            const auto software = std::get<0>(answers.at(0)).result();
            const auto version = std::get<1>(answers.at(1)).result();
            const auto status = std::get<2>(answers.at(2)).result();
            const auto userPage = std::get<3>(answers.at(3)).result();
            const auto roomPage = std::get<4>(answers.at(4)).result();
            const auto notices = std::get<5>(answers.at(5)).result();
            if (!userPage && userPage.error().isConnection())
                return fail(userPage.error());
            ServerAbilities found;
            found.figures = status.has_value() || offers(status);
            if (status) {
                found.software = QStringLiteral("hearthd");
                found.version = status->version;
            } else if (software) {
                found.software = software->name;
                found.version = software->version;
            }
            if (found.version.isEmpty() && version)
                found.version = *version;
            found.users = offers(userPage);
            found.rooms = offers(roomPage);
            found.notices = notices.value_or(true);
            return found;
        });
}

} // namespace hearth::app
