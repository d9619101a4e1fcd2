// SPDX-License-Identifier: Apache-2.0
// Builds the fake world.
#include "tests/ui/support/fake_world.hpp"

#include "tests/ui/support/fake_people.hpp"
#include "ui/style/theme.hpp"

#include <QDateTime>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;

namespace hearth::test {

FakeWorld::FakeWorld() {
    daemon.configure();
    paths = app::Paths::forThisUser();
    settings = std::make_unique<app::Settings>(paths.settingsFile());
    profiles = std::make_unique<app::ServerProfiles>(paths.profilesFile());
    secrets = app::makeSecretStore(paths);
    history = std::make_unique<app::History>(paths.historyFile());
    messages = std::make_unique<app::RecentMessages>(history.get());
    autostart = std::make_unique<app::Autostart>(daemon.path(u"autostart"_s));
    app::ServerProfile profile;
    profile.name = u"example.org"_s;
    profile.serverName = u"example.org"_s;
    profile.dataDir = daemon.dataDir();
    profile.userId = u"@alice:example.org"_s;
    profile.id = profiles->add(profile);
    app::ServerProfile other;
    other.kind = app::ServerProfile::Kind::Remote;
    other.name = other.serverName = u"club.example"_s;
    other.baseUrl = QUrl(u"https://matrix.club.example"_s);
    profiles->add(other);
    auto fake = std::make_unique<FakeTransport>();
    transport = fake.get();
    fillTransport();
    fillHistory();
    session = std::make_unique<app::ServerSession>(
        profile, app::ServerSession::Needs{paths, clock, *profiles, *secrets, history.get()},
        std::move(fake));
}

FakeWorld::~FakeWorld() {
    if (auto *supervisor = session ? session->host() : nullptr) {
        supervisor->stop();
        (void)QTest::qWaitFor([&] { return !supervisor->snapshot().isRunning(); }, 5000);
    }
}

bool FakeWorld::start() {
    session->useToken(u"token"_s, u"@alice:example.org"_s);
    session->open(true);
    auto *supervisor = session->host();
    return QTest::qWaitFor([&] { return supervisor->state() == app::ServerState::Ready; }, 15'000);
}

bool FakeWorld::run() {
    return start() && fill();
}

bool FakeWorld::fill() {
    (void)QTest::qWaitFor([&] { return session->log()->kept() > 0; }, 3000);
    session->log()->clear(); // the stand-in's own line has a made-up time
    fillLog();
    session->dashboard()->setRangeHours(24);
    session->dashboard()->setVisible(true);
    // The first answer has nothing to compare with; rates come with the second.
    return QTest::qWaitFor(
        [&] {
            const auto &latest = session->dashboard()->latest();
            return latest && latest->messagesPerSecond > 0;
        },
        8000);
}

ui::PageContext FakeWorld::context() {
    return {*session,
            *settings,
            *profiles,
            *secrets,
            *messages,
            history.get(),
            ui::Theme::current(),
            autostart.get()};
}

void FakeWorld::fillTransport() {
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const QJsonObject status{
        {u"server_name"_s, u"example.org"_s},
        {u"version"_s, u"0.1.0"_s},
        {u"instance"_s, u"abc"_s},
        {u"pid"_s, qint64{4711}},
        {u"started_ts"_s, now - 12LL * 86'400'000},
        {u"uptime_ms"_s, 12LL * 86'400'000},
        {u"now_ts"_s, now},
        {u"database"_s,
         QJsonObject{{u"kind"_s, u"sqlite3"_s}, {u"bytes"_s, qint64{10'522'669'875}}}},
        {u"media"_s, QJsonObject{{u"bytes"_s, qint64{26'414'049'689}}}},
        {u"disk"_s, QJsonObject{{u"free_bytes"_s, qint64{184'683'593'728}},
                                {u"total_bytes"_s, qint64{351'200'000'000}}}},
        {u"public_baseurl"_s, u"https://matrix.example.org/"_s},
        {u"listeners"_s, QJsonArray{QJsonObject{{u"port"_s, 8448},
                                                {u"bind_addresses"_s, QJsonArray{u"::"_s}},
                                                {u"tls"_s, true},
                                                {u"x_forwarded"_s, false}}}},
        {u"certificate"_s, QJsonObject{{u"issuer"_s, u"Let's Encrypt"_s},
                                       {u"not_before_ts"_s, now - 29 * 86'400'000LL},
                                       {u"not_after_ts"_s, now + 61 * 86'400'000LL + 3'600'000},
                                       {u"names"_s, QJsonArray{u"matrix.example.org"_s}},
                                       {u"self_signed"_s, false}}},
        {u"memory_rss_bytes"_s, qint64{93'323'264}},
        {u"memory_total_bytes"_s, qint64{17'179'869'184}},
        {u"cpu_seconds"_s, 4021.5},
        {u"cores"_s, 8},
        {u"users"_s, 148},
        {u"users_active_7d"_s, 62},
        {u"rooms"_s, 326},
        {u"events_total"_s, qint64{1'790'841}},
        {u"events_today"_s, qint64{13'870}},
        {u"messages_total"_s, qint64{1'201'380}},
        {u"messages_today"_s, qint64{9'214}},
        {u"server_notices"_s, true},
        {u"waiting_syncs"_s, 41},
        {u"open_connections"_s, 57}};
    // Something goes on between two questions.
    transport->on("GET", u"/_hearth/admin/v1/status"_s,
                  [status, now, asked = std::make_shared<int>(0)](
                      const app::HttpRequest &) -> app::Result<app::HttpResponse> {
                      QJsonObject live = status;
                      const int seconds = 2 * (*asked)++; // a clock that gives even rates
                      live.insert(u"now_ts"_s, now + seconds * 1000LL);
                      live.insert(u"cpu_seconds"_s, 4021.5 + 1.84 * seconds);
                      live.insert(u"events_total"_s, 1'790'841 + seconds / 2);
                      live.insert(u"messages_total"_s, 1'201'380 + seconds / 2);
                      return FakeTransport::json(live);
                  });
    fillPeople(*transport);
    fillRooms(*transport);
}

void FakeWorld::fillHistory() {
    const QString id = profiles->all().constFirst().id;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto bump = [](double at, double middle, double width) {
        return std::exp(-(at - middle) * (at - middle) / width);
    };
    double noise = 0;
    quint32 seed = 21;
    for (int i = 0; i < 288; ++i) {
        seed = seed * 16807 % 2147483647U;
        noise = noise * 0.72 + (double(seed % 1000) / 1000.0 - 0.5) * 0.12;
        const double at = i / 288.0;
        const double day = 0.45 * bump(at, 0.24, 0.012) + 0.33 * bump(at, 0.93, 0.02);
        app::Figures figures;
        figures.timestampMs = now - qint64(288 - i) * 300'000;
        figures.messagesPerSecond = std::max(0.0, 0.14 + day + noise);
        figures.cpuPercent = 8 * std::max(1.0, 9 + day * 40 + noise * 30); // of one core
        figures.memoryBytes = 86e6 + at * 6e6 + noise * 6e6;
        figures.diskFreeBytes = 186e9 - at * 1.4e9;
        figures.databaseBytes = 10.4e9 + at * 0.1e9;
        figures.mediaBytes = 25.9e9 + at * 0.5e9;
        figures.users = 141 + std::floor(at * 7);
        figures.rooms = 300 + std::floor(at * 26);
        figures.eventsTotal = 1'776'000 + at * 14'000;
        figures.messagesTotal = 1'191'500 + at * 9'800;
        figures.waitingSyncs = std::round(26 + day * 40 + noise * 20);
        history->addFigures(id, figures);
    }
    app::Figures old; // for what is new this week
    old.timestampMs = now - 7 * 86'400'000LL + 60'000;
    old.rooms = 322;
    old.mediaBytes = 26e9;
    history->addFigures(id, old);
    app::Figures midnight; // of yesterday, for how much is written today
    midnight.timestampMs =
        QDateTime(QDate::currentDate().addDays(-1), QTime(0, 1)).toMSecsSinceEpoch();
    midnight.eventsTotal = 1'764'250;
    midnight.messagesTotal = 1'183'200;
    history->addFigures(id, midnight);
    messages->add(u"ok"_s, u"Locked @frank:example.org and 3 others"_s);
    messages->add(u"error"_s, u"The server example.org crashed. It ended without saying why."_s);
    app::TaskRecord task;
    task.serverId = id;
    task.id = u"delete-1"_s;
    task.kind = u"room-delete"_s;
    task.subject = u"!31hneApxJ_1o-63DmFrpeqnkFfWp:example.org"_s;
    task.state = app::TaskRecord::State::Running;
    task.progress = 0.4;
    task.startedMs = now - 95'000;
    history->saveTask(task);
    task.id = u"delete-0"_s;
    task.subject = u"!old-chat:example.org"_s;
    task.state = app::TaskRecord::State::Done;
    task.progress = -1;
    task.startedMs = now - 8'000'000;
    task.endedMs = now - 7'940'000;
    history->saveTask(task);
    task.id = u"delete-2"_s;
    task.subject = u"!club:example.org"_s;
    task.state = app::TaskRecord::State::Failed;
    task.result = u"The server ran into an error."_s;
    task.startedMs = now - 90'000'000;
    history->saveTask(task);
}

void FakeWorld::fillLog() {
    struct Sample {
        int afterMs; // since the line before
        const char *level;
        const char *module;
        int request; // counted on in each round; -1 = none
        const char *user;
        double ms;
        const char *message;
    };
    static const Sample samples[] = {
        {500, "info", "http", 0, "@bob", 31, "GET /_matrix/client/v3/sync 200"},
        {284, "info", "events", 1, "", -1, "persisted $n3Kq… in !31hneApx… (m.room.message)"},
        {7, "info", "http", 1, "@alice", 19, "PUT /_matrix/client/v3/rooms/!31hneApx…/send 200"},
        {268, "info", "http", 2, "@heidi", 12, "POST /_matrix/client/v3/keys/query 200"},
        {349, "debug", "http", 3, "@carol", -1, "GET /_matrix/client/v3/sync?since=s88_2041"},
        {6, "debug", "sync", 3, "", -1, "61 joined rooms, 4 changed since s88_2041"},
        {18, "debug", "state", 3, "", -1, "state of !31hneApx… not in cache, loading"},
        {347, "info", "push", 1, "", -1, "notified 12 devices"},
        {1479, "warn", "store", 3, "", -1, "slow query, 1.83 s: state of !31hneApx… for sync"},
        {32, "info", "http", 4, "@dave", 8, "GET /_matrix/client/v1/media/download/hVtq… 200"},
        {378, "debug", "sync", 3, "", -1, "built 4 rooms, 112 events, 48 KB"},
        {143, "info", "http", 3, "@carol", 2411, "GET /_matrix/client/v3/sync 200"},
        {369, "info", "http", 5, "@alice", 5,
         "POST /_matrix/client/v3/rooms/!31hneApx…/receipt 200"},
        {315, "info", "http", 6, "@dave", 24, "GET /_matrix/client/v3/sync 200"},
    };
    constexpr int rounds = 200; // about 15 minutes
    qint64 roundMs = 0;
    for (const auto &sample : samples)
        roundMs += sample.afterMs;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    qint64 at = now - rounds * roundMs;
    app::LogLines lines;
    for (int round = 0; round < rounds; ++round) {
        const bool busy = round % 7 > 1;
        for (const auto &sample : samples) {
            at += sample.afterMs;
            const bool refused = round == 170 && sample.request == 2;
            // A realistic log warns seldom.
            const bool slow = round % 41 == 3 || round == rounds - 1;
            if ((!slow && sample.request == 3) || (!busy && sample.request > 4))
                continue;
            const QString level = refused ? u"error"_s : QString::fromUtf8(sample.level);
            QJsonObject record{
                {u"ts"_s, QDateTime::fromMSecsSinceEpoch(at, Qt::UTC).toString(Qt::ISODateWithMs)},
                {u"level"_s, level},
                {u"module"_s, refused ? u"accounts"_s : QString::fromUtf8(sample.module)},
                {u"msg"_s, refused
                               ? u"sign-in of @mallory:example.org refused 60 times in 10 minutes"_s
                               : QString::fromUtf8(sample.message)}};
            if (sample.request >= 0)
                record.insert(u"req"_s, u"k%1"_s.arg(88'000 + round * 7 + sample.request));
            if (*sample.user != 0 && !refused)
                record.insert(u"user"_s,
                              QString(QString::fromUtf8(sample.user) + u":example.org"_s));
            if (sample.ms >= 0 && !refused) {
                record.insert(u"ms"_s, sample.ms);
                record.insert(u"status"_s, 200);
            }
            lines.append(
                app::parseLogLine(QJsonDocument(record).toJson(QJsonDocument::Compact), now));
        }
    }
    session->log()->append(lines);
    history->addLogLines(profiles->all().constFirst().id, lines);
}

} // namespace hearth::test
