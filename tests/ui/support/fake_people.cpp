// SPDX-License-Identifier: Apache-2.0
// People and rooms.
#include "tests/ui/support/fake_people.hpp"

#include "tests/app/support/fake_transport.hpp"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::test {
namespace {

QJsonArray makeUsers() {
    static const char *names[] = {"alice",   "bob",          "carol",       "dave",  "front-desk",
                                  "erin",    "treasurer",    "frank",       "grace", "irc-bridge",
                                  "heidi",   "meeting-room", "noticeboard", "ivan",  "judy",
                                  "library", "mallory",      "olivia",      "peggy", "quentin"};
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QJsonArray users;
    qint64 ago = 20'000;
    for (int i = 0; i < 148; ++i) {
        const QString name = i < 20 ? QString::fromUtf8(names[i]) : u"member-%1"_s.arg(i);
        QString display = name;
        display[0] = display.at(0).toUpper();
        display.replace(u'-', u' ');
        ago = i == 0 ? ago : std::min<qint64>(ago * 7 / 5 + 60'000, 9'000'000'000);
        users.append(QJsonObject{
            {u"name"_s, QString(u"@"_s + name + u":example.org"_s)},
            {u"displayname"_s, display},
            {u"admin"_s, i == 0 || i == 8},
            {u"is_guest"_s, false},
            {u"deactivated"_s, false},
            {u"locked"_s, i == 13 || i == 16},
            {u"suspended"_s, i == 7},
            {u"user_type"_s, i == 12 ? QJsonValue(u"bot"_s) : QJsonValue()},
            {u"creation_ts"_s, now - qint64(640 - i * 4) * 86'400'000},
            {u"last_seen_ts"_s, i == 17 || i == 18 ? QJsonValue() : QJsonValue(now - ago)},
            {u"device_count"_s, i == 13 || i == 16 || i == 17 ? 0 : 1 + i * 7 % 4},
            {u"media_length"_s, i == 17 ? 0 : qint64(1'900'000'000) / (1 + i * i * 3 % 97)}});
    }
    return users;
}

QJsonArray makeRooms() {
    struct Sample {
        const char *name;
        const char *alias;
        int people;
        const char *join;
        bool encrypted;
        const char *version;
        int events;
    };
    static const Sample samples[] = {
        {"IRC: #hearth", "irc-hearth", 73, "public", false, "10", 104388},
        {"Off-topic", "off-topic", 88, "restricted", false, "9", 88213},
        {"Family", "", 6, "invite", true, "11", 52871},
        {"Homelab", "homelab", 34, "public", false, "10", 31560},
        {"Alice and Bob", "", 2, "invite", true, "11", 20115},
        {"Announcements", "news", 131, "public", false, "12", 18402},
        {"Front desk", "desk", 12, "restricted", false, "11", 14077},
        {"Volunteers", "volunteers", 41, "knock", true, "11", 11650},
        {"Board", "board", 5, "invite", true, "11", 9310},
        {"Old chat", "", 0, "public", false, "6", 7729},
        {"Chess evening", "chess", 17, "restricted", false, "11", 7015},
        {"Photos", "photos", 61, "invite", true, "11", 6930},
        {"Welcome", "welcome", 148, "public", false, "12", 4120},
        {"Trip planning", "", 9, "invite", true, "11", 3442},
        {"Kitchen rota", "kitchen", 22, "restricted", false, "11", 2204},
        {"Book club", "books", 14, "restricted", false, "12", 1906},
        {"Treasurer and board", "", 5, "invite", true, "11", 1288},
        {"Club", "club", 96, "knock", false, "12", 412}};
    QJsonArray rooms;
    for (int i = 0; i < 326; ++i) {
        const Sample &s = samples[i % 18];
        const QString name = i < 18 ? QString::fromUtf8(s.name)
                                    : u"%1 %2"_s.arg(QString::fromUtf8(s.name)).arg(i / 18 + 1);
        const QString alias = QString::fromUtf8(s.alias);
        rooms.append(QJsonObject{
            {u"room_id"_s, u"!31hneApxJ_1o-63DmFrpeqnkFf%1:example.org"_s.arg(i)},
            {u"name"_s, name},
            {u"canonical_alias"_s, alias.isEmpty() || i >= 18
                                       ? QJsonValue()
                                       : QJsonValue(QString(u"#"_s + alias + u":example.org"_s))},
            {u"joined_members"_s, s.people},
            {u"joined_local_members"_s, s.people},
            {u"version"_s, QString::fromUtf8(s.version)},
            {u"creator"_s, u"@alice:example.org"_s},
            {u"encryption"_s, s.encrypted ? QJsonValue(u"m.megolm.v1.aes-sha2"_s) : QJsonValue()},
            {u"federatable"_s, true},
            {u"public"_s, QByteArray(s.join) == "public"},
            {u"join_rules"_s, QString::fromUtf8(s.join)},
            {u"guest_access"_s, QJsonValue()},
            {u"history_visibility"_s, u"shared"_s},
            {u"state_events"_s, s.events},
            {u"room_type"_s, i == 17 ? QJsonValue(u"m.space"_s) : QJsonValue()}});
    }
    return rooms;
}

QString lastSegment(const QString &path, qsizetype at) {
    return QUrl::fromPercentEncoding(path.section(u'/', at, at).toLatin1());
}

app::HttpResponse pageOf(const QJsonArray &all, const app::HttpRequest &request,
                         const QString &list, const QString &total) {
    const int from = request.query.queryItemValue(u"from"_s).toInt();
    const int limit = std::max(1, request.query.queryItemValue(u"limit"_s).toInt());
    QString search = request.query.queryItemValue(u"name"_s, QUrl::FullyDecoded);
    search += request.query.queryItemValue(u"user_id"_s, QUrl::FullyDecoded);
    search += request.query.queryItemValue(u"search_term"_s, QUrl::FullyDecoded);
    QJsonArray found;
    for (const auto &value : all)
        if (search.isEmpty() ||
            value.toObject().value(u"name"_s).toString().contains(search, Qt::CaseInsensitive))
            found.append(value);
    QJsonArray page;
    for (int i = from; i < std::min<int>(from + limit, int(found.size())); ++i)
        page.append(found.at(i));
    QJsonObject body{{list, page}, {total, found.size()}};
    if (from + limit < found.size()) {
        body.insert(u"next_token"_s, QString::number(from + limit));
        body.insert(u"next_batch"_s, from + limit);
    }
    return FakeTransport::json(body);
}

} // namespace

void fillPeople(FakeTransport &transport) {
    const QJsonArray users = makeUsers();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto list = [users](const app::HttpRequest &request) {
        return app::Result<app::HttpResponse>(pageOf(users, request, u"users"_s, u"total"_s));
    };
    transport.on("GET", u"/_synapse/admin/v2/users"_s, list);
    transport.on("GET", u"/_synapse/admin/v3/users"_s, list);
    transport.on(
        "GET", u"/_synapse/admin/v2/users/"_s,
        [users, now](const app::HttpRequest &request) -> app::Result<app::HttpResponse> {
            if (request.path.endsWith(u"/devices")) {
                QJsonArray devices;
                qint64 ago = 5'000;
                for (const auto &[name, ip] :
                     {std::pair{u"Desktop app on Linux"_s, u"192.0.2.10"_s},
                      {u"Phone app on Android"_s, u"198.51.100.23"_s},
                      {u"Web app in Firefox"_s, u"192.0.2.10"_s},
                      {u"Tablet app"_s, u"2001:db8:7::42"_s}}) {
                    devices.append(QJsonObject{{u"device_id"_s, name.left(4).toUpper()},
                                               {u"display_name"_s, name},
                                               {u"last_seen_ip"_s, ip},
                                               {u"last_seen_ts"_s, now - ago}});
                    ago *= 90;
                }
                return FakeTransport::json({{u"devices"_s, devices}, {u"total"_s, devices.size()}});
            }
            const QString id = lastSegment(request.path, 5);
            for (const auto &value : users)
                if (value.toObject().value(u"name"_s).toString() == id) {
                    QJsonObject user = value.toObject();
                    user.insert(u"threepids"_s,
                                QJsonArray{QJsonObject{
                                    {u"medium"_s, u"email"_s},
                                    {u"address"_s,
                                     QString(id.mid(1).section(u':', 0, 0) + u"@example.org"_s)}}});
                    return FakeTransport::json(user);
                }
            return FakeTransport::json({{u"errcode"_s, u"M_NOT_FOUND"_s}}, 404);
        });
    transport.on("GET", u"/_synapse/admin/v1/users/"_s,
                 [](const app::HttpRequest &request) -> app::Result<app::HttpResponse> {
                     if (request.path.endsWith(u"/joined_rooms")) {
                         QJsonArray rooms;
                         for (const int i : {2, 5, 16, 1, 3, 4})
                             rooms.append(u"!31hneApxJ_1o-63DmFrpeqnkFf%1:example.org"_s.arg(i));
                         return FakeTransport::json(
                             {{u"joined_rooms"_s, rooms}, {u"total"_s, rooms.size()}});
                     }
                     if (request.path.endsWith(u"/media"))
                         return FakeTransport::json(
                             {{u"media"_s, QJsonArray{}}, {u"total"_s, 1204}});
                     return FakeTransport::json({{u"pushers"_s, QJsonArray{}}, {u"total"_s, 0}});
                 });
    transport.on("GET", "/_synapse/admin/v1/whois/", QJsonObject{{u"devices"_s, QJsonObject{}}});
    transport.on("GET", "/_synapse/admin/v1/username_available",
                 QJsonObject{{u"available"_s, true}});
    transport.on("GET", "/_synapse/admin/v1/background_updates/status",
                 QJsonObject{{u"enabled"_s, true}, {u"current_updates"_s, QJsonObject{}}});
}

void fillRooms(FakeTransport &transport) {
    const QJsonArray rooms = makeRooms();
    transport.on("GET", u"/_synapse/admin/v1/rooms"_s, [rooms](const app::HttpRequest &request) {
        return app::Result<app::HttpResponse>(pageOf(rooms, request, u"rooms"_s, u"total_rooms"_s));
    });
    transport.on(
        "GET", u"/_synapse/admin/v1/rooms/"_s,
        [rooms](const app::HttpRequest &request) -> app::Result<app::HttpResponse> {
            if (request.path.endsWith(u"/members")) {
                QJsonArray members;
                for (const auto *name : {"alice", "grace", "noticeboard", "bob", "carol"})
                    members.append(QString(u"@"_s + QString::fromUtf8(name) + u":example.org"_s));
                return FakeTransport::json({{u"members"_s, members}, {u"total"_s, 131}});
            }
            if (request.path.endsWith(u"/state")) {
                const QJsonObject levels{
                    {u"users"_s, QJsonObject{{u"@alice:example.org"_s, 100},
                                             {u"@grace:example.org"_s, 50},
                                             {u"@noticeboard:example.org"_s, 50}}}};
                return FakeTransport::json(
                    {{u"state"_s, QJsonArray{QJsonObject{{u"type"_s, u"m.room.power_levels"_s},
                                                         {u"state_key"_s, QString()},
                                                         {u"sender"_s, u"@alice:example.org"_s},
                                                         {u"content"_s, levels}}}}});
            }
            if (request.path.endsWith(u"/block"))
                return FakeTransport::json({{u"block"_s, false}});
            const QString id = lastSegment(request.path, 5);
            for (const auto &value : rooms)
                if (value.toObject().value(u"room_id"_s).toString() == id) {
                    QJsonObject room = value.toObject();
                    room.insert(u"topic"_s, u"News for everybody. Only moderators post here."_s);
                    room.insert(u"joined_local_devices"_s, 204);
                    return FakeTransport::json(room);
                }
            return FakeTransport::json({{u"errcode"_s, u"M_NOT_FOUND"_s}}, 404);
        });
}

} // namespace hearth::test
