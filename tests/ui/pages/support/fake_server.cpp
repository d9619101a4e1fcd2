// SPDX-License-Identifier: Apache-2.0
// The server with a memory.
#include "tests/ui/pages/support/fake_server.hpp"

#include "tests/app/support/fake_transport.hpp"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::test {

using app::HttpRequest;
using app::HttpResponse;

namespace {

QString segment(const HttpRequest &request, qsizetype at) {
    return QUrl::fromPercentEncoding(request.path.section(u'/', at, at).toLatin1());
}

QString asked(const HttpRequest &request, const char *key) {
    return request.query.queryItemValue(QString::fromLatin1(key), QUrl::FullyDecoded);
}

HttpResponse refuse(const char *code, int status) {
    return FakeTransport::json(
        {{u"errcode"_s, QString::fromLatin1(code)}, {u"error"_s, u"The account is protected."_s}},
        status);
}

int compare(const QJsonValue &a, const QJsonValue &b) {
    if (a.isString() || b.isString())
        return a.toString().compare(b.toString());
    const double difference = (a.isBool() ? double(a.toBool()) : a.toDouble()) -
                              (b.isBool() ? double(b.toBool()) : b.toDouble());
    return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

HttpResponse cut(QList<QJsonObject> found, const HttpRequest &request, const QString &list,
                 const QString &total, const QString &next, bool descending) {
    const QString order = asked(request, "order_by");
    std::stable_sort(found.begin(), found.end(), [&](const auto &a, const auto &b) {
        const int way = compare(a.value(order), b.value(order));
        return descending ? way > 0 : way < 0;
    });
    const int from = asked(request, "from").toInt();
    const int limit = std::max(1, asked(request, "limit").toInt());
    QJsonArray page;
    for (int i = from; i < std::min<int>(from + limit, static_cast<int>(found.size())); ++i)
        page.append(found.at(i));
    QJsonObject body{{list, page}, {total, found.size()}};
    if (from + limit < found.size())
        body.insert(next, from + limit);
    return FakeTransport::json(body);
}

} // namespace

FakeServer::FakeServer() {
    makeUsers();
    makeRooms();
}

void FakeServer::answerFor(FakeTransport &transport) {
    ruleUsers(transport);
    ruleRooms(transport);
}

void FakeServer::makeUsers() {
    static const char *names[] = {"alice",   "bob",          "carol",       "dave",  "front-desk",
                                  "erin",    "treasurer",    "frank",       "grace", "irc-bridge",
                                  "heidi",   "meeting-room", "noticeboard", "ivan",  "judy",
                                  "library", "mallory",      "olivia",      "peggy", "quentin"};
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    qint64 ago = 20'000;
    for (int i = 0; i < userCount; ++i) {
        const QString name =
            i < 20 ? QString::fromLatin1(names[i]) : u"member-%1"_s.arg(i, 3, 10, QChar(u'0'));
        const QString id = u'@' + name + u":example.org"_s;
        QString display = name;
        display[0] = display.at(0).toUpper();
        display.replace(u'-', u' ');
        ago = std::min<qint64>(ago * 6 / 5 + 60'000, 9'000'000'000);
        m_users.append({{u"name"_s, id},
                        {u"displayname"_s, display},
                        {u"admin"_s, i == 0 || i == 8},
                        {u"is_guest"_s, i >= 240 && i < 245},
                        {u"deactivated"_s, i >= 245},
                        {u"erased"_s, i == 249},
                        {u"locked"_s, i == 13 || i == 16},
                        {u"suspended"_s, i == 7 || i == 200},
                        {u"user_type"_s, i == 12 ? QJsonValue(u"bot"_s) : QJsonValue()},
                        {u"creation_ts"_s, now - qint64(640 - i * 2) * 86'400'000},
                        {u"last_seen_ts"_s, i == 17 ? QJsonValue() : QJsonValue(now - ago)}});
        devices.insert(id, {QJsonObject{{u"device_id"_s, u"LAPTOP"_s},
                                        {u"display_name"_s, u"Desktop app on Linux"_s},
                                        {u"last_seen_ip"_s, u"192.0.2.10"_s},
                                        {u"last_seen_ts"_s, now - 5'000}},
                            QJsonObject{{u"device_id"_s, u"PHONE"_s},
                                        {u"display_name"_s, u"Phone app on Android"_s},
                                        {u"last_seen_ip"_s, u"198.51.100.23"_s},
                                        {u"last_seen_ts"_s, now - 480'000}},
                            QJsonObject{{u"device_id"_s, u"WEB"_s},
                                        {u"display_name"_s, u"Web app in Firefox"_s},
                                        {u"last_seen_ip"_s, u"2001:db8:7::42"_s},
                                        {u"last_seen_ts"_s, now - 100'000'000}}});
    }
}

void FakeServer::makeRooms() {
    static const char *names[] = {"Announcements", "Board",   "Book club",  "Chess evening",
                                  "Family",        "Homelab", "Off-topic",  "Photos",
                                  "Trip planning", "Welcome", "Volunteers", "Kitchen rota"};
    static const char *joins[] = {"public", "invite", "restricted", "knock"};
    for (int i = 0; i < roomCount; ++i) {
        const bool named = i != 20 && i != 21;
        QString name = QString::fromLatin1(names[i % 12]);
        if (i >= 12)
            name += u" %1"_s.arg(i / 12 + 1);
        const bool aliased = i % 4 == 0 || i == 20;
        m_rooms.append(
            {{u"room_id"_s, u"!31hneApxJ_1o-63DmFrpeqnkFf%1:example.org"_s.arg(i)},
             {u"name"_s, named ? QJsonValue(name) : QJsonValue()},
             {u"canonical_alias"_s,
              aliased ? QJsonValue(QString(u"#room-%1:example.org"_s.arg(i))) : QJsonValue()},
             {u"joined_members"_s, i % 9 == 5 ? 0 : (i * 37) % 149 + 1},
             {u"joined_local_members"_s, i % 9 == 5 ? 0 : (i * 37) % 149 / 2 + 1},
             {u"version"_s, i % 10 == 9  ? u"6"_s
                            : i % 3 == 0 ? u"12"_s
                                         : u"11"_s},
             {u"creator"_s, i % 2 == 0 ? u"@alice:example.org"_s : u"@bob:club.example"_s},
             {u"encryption"_s, i % 4 == 1 ? QJsonValue(u"m.megolm.v1.aes-sha2"_s) : QJsonValue()},
             {u"federatable"_s, i % 7 != 0},
             {u"public"_s, i % 4 == 0},
             {u"join_rules"_s, QString::fromLatin1(joins[i % 4])},
             {u"guest_access"_s, QJsonValue()},
             {u"history_visibility"_s, i % 2 == 0 ? u"shared"_s : u"joined"_s},
             {u"state_events"_s, 40 + (i * 911) % 20'000},
             {u"room_type"_s, i == 3 ? QJsonValue(u"m.space"_s) : QJsonValue()}});
    }
}

QJsonObject *FakeServer::user(const QString &id) {
    for (auto &user : m_users)
        if (user.value(u"name").toString() == id)
            return &user;
    return nullptr;
}

QJsonObject *FakeServer::room(const QString &id) {
    for (auto &room : m_rooms)
        if (room.value(u"room_id").toString() == id)
            return &room;
    return nullptr;
}

void FakeServer::addUser(const QString &id) {
    (void)changeUser(id, {});
}

HttpResponse FakeServer::listUsers(const HttpRequest &request) const {
    QList<QJsonObject> found;
    const QString name = asked(request, "name");
    const QString id = asked(request, "user_id");
    const auto fits = [&](const char *key, const QJsonValue &value) {
        const QString wanted = asked(request, key);
        return wanted.isEmpty() || (wanted == u"true") == value.toBool();
    };
    for (const auto &user : m_users) {
        const QString ownId = user.value(u"name").toString();
        const QString display = user.value(u"displayname").toString();
        if (!ownId.contains(id))
            continue;
        if (!name.isEmpty() && !ownId.section(u':', 0, 0).contains(name, Qt::CaseInsensitive) &&
            !display.contains(name, Qt::CaseInsensitive))
            continue;
        if (!fits("deactivated", user.value(u"deactivated")) ||
            !fits("admins", user.value(u"admin")))
            continue;
        // These two leave out, they do not pick.
        if (asked(request, "guests") == u"false" && user.value(u"is_guest").toBool())
            continue;
        if (asked(request, "locked") == u"false" && user.value(u"locked").toBool())
            continue;
        found.append(user);
    }
    return cut(found, request, u"users"_s, u"total"_s, u"next_token"_s,
               asked(request, "dir") == u"b");
}

HttpResponse FakeServer::listRooms(const HttpRequest &request) const {
    QList<QJsonObject> found;
    const QString search = asked(request, "search_term");
    for (const auto &room : m_rooms) {
        const QString all = room.value(u"name").toString() + room.value(u"room_id").toString() +
                            room.value(u"canonical_alias").toString();
        const QString open = asked(request, "public_rooms");
        const QString empty = asked(request, "empty_rooms");
        if (!all.contains(search, Qt::CaseInsensitive) ||
            (!open.isEmpty() && (open == u"true") != room.value(u"public").toBool()) ||
            (!empty.isEmpty() &&
             (empty == u"true") != (room.value(u"joined_members").toInt() == 0)))
            continue;
        found.append(room);
    }
    // Counts come from the highest, names from the lowest, unless dir turns that round.
    const QString order = asked(request, "order_by");
    const bool down = order == u"joined_members" || order == u"joined_local_members" ||
                      order == u"version" || order == u"state_events";
    return cut(found, request, u"rooms"_s, u"total_rooms"_s, u"next_batch"_s,
               down != (asked(request, "dir") == u"b"));
}

HttpResponse FakeServer::changeUser(const QString &id, const QJsonObject &body) {
    if (id == stubborn)
        return refuse("M_FORBIDDEN", 400);
    auto *found = user(id);
    if (!found) {
        m_users.append({{u"name"_s, id},
                        {u"creation_ts"_s, QDateTime::currentMSecsSinceEpoch()},
                        {u"admin"_s, false}});
        found = &m_users.last();
    }
    for (auto it = body.begin(); it != body.end(); ++it) {
        if (it.key() == u"password")
            passwords.insert(id, it->toString());
        else
            found->insert(it.key(), *it);
    }
    return FakeTransport::json(*found);
}

HttpResponse FakeServer::onUser(const HttpRequest &request) {
    const QString id = segment(request, 5);
    const QString part = segment(request, 6);
    const QJsonObject body = request.body.value_or(QJsonObject());
    if (part == u"devices")
        return FakeTransport::json(
            {{u"devices"_s, devices.value(id)}, {u"total"_s, devices.value(id).size()}});
    if (part == u"delete_devices") {
        QJsonArray left;
        const auto gone = body.value(u"devices").toArray();
        for (const auto &device : devices.value(id))
            if (!gone.contains(device.toObject().value(u"device_id")))
                left.append(device);
        devices.insert(id, left);
        return FakeTransport::json({});
    }
    if (part == u"joined_rooms") {
        QJsonArray rooms;
        for (const int i : {2, 5, 16, 1, 3, 4})
            rooms.append(m_rooms.at(i).value(u"room_id"));
        return FakeTransport::json({{u"joined_rooms"_s, rooms}, {u"total"_s, rooms.size()}});
    }
    if (part == u"media")
        return FakeTransport::json({{u"media"_s, QJsonArray{}}, {u"total"_s, 1204}});
    if (part == u"admin")
        return changeUser(id, body);
    if (request.method == "PUT")
        return changeUser(id, body);
    const auto *found = user(id);
    return found ? FakeTransport::json(*found) : refuse("M_NOT_FOUND", 404);
}

void FakeServer::ruleUsers(FakeTransport &transport) {
    const auto one = [this](const HttpRequest &request) -> app::Result<HttpResponse> {
        return onUser(request);
    };
    transport.on("GET", u"/_synapse/admin/v3/users"_s,
                 [this](const HttpRequest &request) -> app::Result<HttpResponse> {
                     return listUsers(request);
                 });
    for (const char *method : {"GET", "PUT", "POST"}) {
        transport.on(method, u"/_synapse/admin/v2/users/"_s, one);
        transport.on(method, u"/_synapse/admin/v1/users/"_s, one);
    }
    transport.on("GET", "/_synapse/admin/v1/whois/", QJsonObject{{u"devices"_s, QJsonObject{}}});
    transport.on("GET", u"/_synapse/admin/v1/statistics/users/media"_s,
                 [](const HttpRequest &request) -> app::Result<HttpResponse> {
                     const QJsonObject use{{u"user_id"_s, asked(request, "search_term")},
                                           {u"media_count"_s, 1204},
                                           {u"media_length"_s, qint64{1'990'000'000}}};
                     return FakeTransport::json({{u"users"_s, QJsonArray{use}}, {u"total"_s, 1}});
                 });
    transport.on("GET", u"/_synapse/admin/v1/username_available"_s,
                 [this](const HttpRequest &request) -> app::Result<HttpResponse> {
                     if (user(u'@' + asked(request, "username") + u":example.org"_s))
                         return FakeTransport::json(
                             {{u"errcode"_s, u"M_USER_IN_USE"_s}, {u"error"_s, u"taken"_s}}, 400);
                     return FakeTransport::json({{u"available"_s, true}});
                 });
    transport.on("PUT", u"/_synapse/admin/v1/suspend/"_s,
                 [this](const HttpRequest &request) -> app::Result<HttpResponse> {
                     const auto body = request.body.value_or(QJsonObject());
                     return changeUser(segment(request, 5),
                                       {{u"suspended"_s, body.value(u"suspend")}});
                 });
    transport.on("POST", u"/_synapse/admin/v1/deactivate/"_s,
                 [this](const HttpRequest &request) -> app::Result<HttpResponse> {
                     const auto body = request.body.value_or(QJsonObject());
                     return changeUser(segment(request, 5), {{u"deactivated"_s, true},
                                                             {u"erased"_s, body.value(u"erase")}});
                 });
    transport.on("POST", u"/_synapse/admin/v1/send_server_notice"_s,
                 [this](const HttpRequest &request) -> app::Result<HttpResponse> {
                     if (noticesAreOff)
                         return FakeTransport::json(
                             {{u"errcode"_s, u"M_UNKNOWN"_s},
                              {u"error"_s, u"Server notices are not enabled on this server"_s}},
                             400);
                     const auto body = request.body.value_or(QJsonObject());
                     notices.insert(body.value(u"user_id").toString(),
                                    body.value(u"content").toObject().value(u"body").toString());
                     return FakeTransport::json({{u"event_id"_s, u"$1"_s}});
                 });
    transport.on("POST", u"/_synapse/admin/v1/reset_password/"_s,
                 [this](const HttpRequest &request) -> app::Result<HttpResponse> {
                     const auto body = request.body.value_or(QJsonObject());
                     const QString id = segment(request, 5);
                     passwords.insert(id, body.value(u"new_password").toString());
                     if (body.value(u"logout_devices").toBool())
                         devices.remove(id);
                     return FakeTransport::json({});
                 });
}

HttpResponse FakeServer::onRoom(const HttpRequest &request) {
    const QString id = segment(request, 5);
    const QString part = segment(request, 6);
    const QJsonObject body = request.body.value_or(QJsonObject());
    const auto *found = room(id);
    if (!found)
        return refuse("M_NOT_FOUND", 404);
    if (part == u"block") {
        if (request.method == "PUT")
            blocked.insert(id, body.value(u"block").toBool());
        return FakeTransport::json({{u"block"_s, blocked.value(id)}});
    }
    if (part == u"make_room_admin") {
        lastRoomAdmin = body.value(u"user_id").toString();
        return FakeTransport::json({});
    }
    if (part == u"members") {
        QJsonArray members;
        const int count = found->value(u"joined_members").toInt();
        for (int i = 0; i < count; ++i)
            members.append(i % 11 == 10 ? QJsonValue(u"@guest-%1:club.example"_s.arg(i))
                                        : m_users.at(i).value(u"name"));
        return FakeTransport::json({{u"members"_s, members}, {u"total"_s, count}});
    }
    if (part == u"state") {
        const QJsonObject levels{{u"users"_s, QJsonObject{{u"@alice:example.org"_s, 100},
                                                          {u"@grace:example.org"_s, 50}}}};
        return FakeTransport::json(
            {{u"state"_s, QJsonArray{QJsonObject{{u"type"_s, u"m.room.power_levels"_s},
                                                 {u"state_key"_s, QString()},
                                                 {u"content"_s, levels}}}}});
    }
    if (request.method == "DELETE") {
        lastDeletion = body;
        m_deleting = id;
        m_stage = 0;
        return FakeTransport::json({{u"delete_id"_s, u"job-1"_s}});
    }
    QJsonObject details = *found;
    details.insert(u"topic"_s, topic);
    details.insert(u"joined_local_devices"_s, 204);
    return FakeTransport::json(details);
}

void FakeServer::ruleRooms(FakeTransport &transport) {
    const auto one = [this](const HttpRequest &request) -> app::Result<HttpResponse> {
        return onRoom(request);
    };
    transport.on("GET", u"/_synapse/admin/v1/rooms"_s,
                 [this](const HttpRequest &request) -> app::Result<HttpResponse> {
                     return listRooms(request);
                 });
    for (const char *method : {"GET", "PUT", "POST", "DELETE"}) {
        transport.on(method, u"/_synapse/admin/v1/rooms/"_s, one);
        transport.on(method, u"/_synapse/admin/v2/rooms/"_s, one);
    }
    transport.on("GET", u"/_synapse/admin/v2/rooms/delete_status/"_s,
                 [this](const HttpRequest &request) -> app::Result<HttpResponse> {
                     // The world remembers a job of an earlier day; it goes on and on.
                     if (segment(request, 6) != u"job-1")
                         return FakeTransport::json({{u"status"_s, u"active"_s}});
                     const QString stage =
                         deletionStages.value(std::min(m_stage++, deletionStages.size() - 1));
                     if (stage == u"complete")
                         m_rooms.removeIf([this](const QJsonObject &room) {
                             return room.value(u"room_id").toString() == m_deleting;
                         });
                     return FakeTransport::json(
                         {{u"status"_s, stage},
                          {u"room_id"_s, m_deleting},
                          {u"shutdown_room"_s,
                           QJsonObject{{u"kicked_users"_s,
                                        QJsonArray{u"@bob:example.org"_s, u"@carol:example.org"_s}},
                                       {u"failed_to_kick_users"_s, QJsonArray{}}}}});
                 });
}

} // namespace hearth::test
