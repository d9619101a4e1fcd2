// SPDX-License-Identifier: Apache-2.0
// The models behind the screens of one server: made when it comes on show, gone when another does.
#pragma once

#include "app/models/jobs_model.hpp"
#include "app/models/log_model.hpp"
#include "app/models/room_details_model.hpp"
#include "app/models/rooms_model.hpp"
#include "app/models/user_details_model.hpp"
#include "app/models/users_model.hpp"

#include <QObject>

namespace hearth::app {

class History;
class ServerConnection;
struct ServerProfile;

/// Owned by ServerSession; GUI thread.
class ScreenModels : public QObject {
    Q_OBJECT
public:
    ScreenModels(ServerConnection &connection, History *history, const ServerProfile &profile);

    UsersModel users;
    UserDetailsModel userDetails;
    RoomsModel rooms;
    RoomDetailsModel roomDetails;
    JobsModel jobs;
    LogModel log;

private:
    void followJobs();
};

} // namespace hearth::app
