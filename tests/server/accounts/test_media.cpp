// SPDX-License-Identifier: Apache-2.0
#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/crypto/hash.hpp"
#include "server/net/lane_pools.hpp"
#include "server/services/media/media.hpp"
#include "server/services/media/url_previews.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/settled.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;
using test::ServerFixture;

namespace {

const std::string ok = "200";

/// One red pixel.
std::string tinyPng() {
    return *base64Decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAA"
        "AElFTkSuQmCC");
}

std::string header(const test::Answer &answer, std::string_view name) {
    return std::string(answer.response.headers.find(name).value_or(""));
}

std::uint64_t fileLength(const test::Answer &answer) {
    const auto *file = std::get_if<http::FileBody>(&answer.response.body);
    return file ? file->length : 0;
}

test::Answer upload(ServerFixture &server, const test::Person &person, const std::string &bytes,
                    const std::string &type, const std::string &query = {}) {
    return server.ask(http::Method::Post, "/_matrix/media/v3/upload" + query, person.token, nullptr,
                      {{"Content-Type", type}}, bytes);
}

/// "/server/id" of an upload.
std::string place(const test::Answer &answer) {
    return answer.text("content_uri").substr(5);
}

} // namespace

class TestMedia : public QObject {
    Q_OBJECT
    const std::string m_download = "/_matrix/client/v1/media/download";

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void servesWhatWasUploaded() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto up = upload(server, alice, "some text", "text/plain", "?filename=a%20b.txt");
        const auto got = server.get(m_download + place(up), alice.token);
        QCOMPARE(got.verdict(), ok);
        QCOMPARE(fileLength(got), std::uint64_t{9});
        QCOMPARE(header(got, "Content-Type"), std::string("text/plain; charset=UTF-8"));
        QCOMPARE(header(got, "Content-Disposition"),
                 std::string("inline; filename*=utf-8''a%20b.txt"));
        QVERIFY(header(got, "Content-Security-Policy").find("sandbox") == 0);
        QVERIFY(header(got, "Cache-Control").find("immutable") != std::string::npos);
        QCOMPARE(server.get(m_download + place(up)).verdict(), std::string("401 M_MISSING_TOKEN"));
        // Not through the door that needs no token.
        QCOMPARE(server.get("/_matrix/media/v3/download" + place(up)).verdict(),
                 std::string("404 M_NOT_FOUND"));
        const auto named = server.get(m_download + place(up) + "/x.txt", alice.token);
        QCOMPARE(header(named, "Content-Disposition"), std::string("inline; filename=x.txt"));
    }
    void showsNothingDangerousInline() {
        ServerFixture server;
        const auto alice = server.join("alice");
        for (const char *type : {"text/html", "image/svg+xml", "application/octet-stream", "x"}) {
            const auto got =
                server.get(m_download + place(upload(server, alice, "x", type)), alice.token);
            QCOMPARE(header(got, "Content-Disposition"), std::string("attachment"));
        }
    }
    void answersRanges() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const std::string path =
            m_download + place(upload(server, alice, "0123456789", "video/mp4"));
        const auto ask = [&](const char *name, const std::string &value) {
            return server.ask(http::Method::Get, path, alice.token, nullptr, {{name, value}});
        };
        const auto part = ask("Range", "bytes=2-4");
        QCOMPARE(part.status, 206);
        QCOMPARE(header(part, "Content-Range"), std::string("bytes 2-4/10"));
        QCOMPARE(fileLength(part), std::uint64_t{3});
        QCOMPARE(header(ask("Range", "bytes=-3"), "Content-Range"), std::string("bytes 7-9/10"));
        QCOMPARE(header(ask("Range", "bytes=8-"), "Content-Range"), std::string("bytes 8-9/10"));
        QCOMPARE(ask("Range", "bytes=10-").status, 416);
        QCOMPARE(ask("Range", "bytes=0-1,3-4").status, 200);
        const auto etag = header(ask("X", "y"), "ETag");
        QCOMPARE(ask("If-None-Match", etag).status, 304);
    }
    void takesUploadsLater() {
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const auto made = server.post("/_matrix/media/v1/create", json::object{}, alice.token);
        QVERIFY(made.body.at("unused_expires_at").as_int64() > server.clock.now());
        const std::string path = "/_matrix/media/v3/upload" + place(made);
        const auto early = server.get(m_download + place(made) + "?timeout_ms=0", alice.token);
        QCOMPARE(early.verdict(), std::string("504 M_NOT_YET_UPLOADED"));
        const auto put = [&](const test::Person &person) {
            return server
                .ask(http::Method::Put, path, person.token, nullptr,
                     {{"Content-Type", "image/png"}}, tinyPng())
                .verdict();
        };
        QCOMPARE(put(bob), std::string("403 M_FORBIDDEN"));
        QCOMPARE(put(alice), ok);
        QCOMPARE(put(alice), std::string("409 M_CANNOT_OVERWRITE_MEDIA"));
        QCOMPARE(server.get(m_download + place(made), alice.token).verdict(), ok);
        QCOMPARE(server.get(m_download + "/x/unknown", alice.token).verdict(),
                 std::string("404 M_NOT_FOUND"));
    }
    void limitsUploads() {
        ServerFixture server([](config::Settings &s) { s.maxUploadSize = 100; });
        const auto alice = server.join("alice");
        QCOMPARE(upload(server, alice, std::string(101, 'x'), "text/plain").verdict(),
                 std::string("413 M_TOO_LARGE"));
        const auto config = server.get("/_matrix/client/v1/media/config", alice.token);
        QCOMPARE(config.body.at("m.upload.size").as_int64(), 100);
    }
    void quarantinesAndDeletes() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const auto up = upload(server, alice, "bad", "text/plain");
        const auto same = upload(server, admin, "bad", "text/plain");
        const std::string base = "/_synapse/admin/v1/media";
        QCOMPARE(
            server.post(base + "/quarantine" + place(up), json::object{}, admin.token).verdict(),
            ok);
        QCOMPARE(server.get(m_download + place(up), alice.token).verdict(),
                 std::string("404 M_NOT_FOUND"));
        QCOMPARE(
            server.post(base + "/unquarantine" + place(up), json::object{}, admin.token).verdict(),
            ok);
        QCOMPARE(server.get(m_download + place(up), alice.token).verdict(), ok);
        const auto gone = server.ask(http::Method::Delete, base + place(up), admin.token);
        QCOMPARE(gone.body.at("total").as_int64(), 1);
        QCOMPARE(server.get(m_download + place(up), alice.token).verdict(),
                 std::string("404 M_NOT_FOUND"));
        // The same content under another name is still there.
        const auto left = server.get(m_download + place(same), admin.token);
        const auto *file = std::get_if<http::FileBody>(&left.response.body);
        QVERIFY(file && QFile::exists(QString::fromStdString(file->path)));
    }
    void quarantinesContent() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const auto bob = server.join("bob");
        const auto first = upload(server, alice, "bad", "text/plain");
        const auto second = upload(server, bob, "bad", "text/html");
        const auto other = upload(server, bob, "good", "text/plain");
        const std::string base = "/_synapse/admin/v1/media";
        const std::string missing = "404 M_NOT_FOUND";
        const auto act = [&](const std::string &what, const test::Answer &media) {
            return server.post(base + "/" + what + place(media), json::object{}, admin.token)
                .verdict();
        };
        const auto fetch = [&](const test::Answer &media) {
            return server.get(m_download + place(media), bob.token).verdict();
        };
        QCOMPARE(act("quarantine", first), ok);
        QCOMPARE(fetch(first), missing);
        QCOMPARE(fetch(second), missing);
        QCOMPARE(fetch(other), ok);
        // What comes later, in both ways of uploading.
        const auto third = upload(server, bob, "bad", "image/png");
        QCOMPARE(third.status, 200);
        QCOMPARE(fetch(third), missing);
        const auto pending = server.post("/_matrix/media/v1/create", json::object{}, bob.token);
        QCOMPARE(server
                     .ask(http::Method::Put, "/_matrix/media/v3/upload" + place(pending), bob.token,
                          nullptr, {}, "bad")
                     .verdict(),
                 ok);
        QCOMPARE(fetch(pending), missing);
        const auto info = server.get(base + place(third), admin.token).body;
        QCOMPARE(std::string(info.at("media_info").at("quarantined_by").as_string()),
                 std::string("system"));
        const auto changes = [&](const std::string &from) {
            return server.get(base + "/quarantine_changes?from=" + from, admin.token).body;
        };
        const json::object told = changes("0");
        QCOMPARE(told.at("changes").as_array().size(), std::size_t{4});
        // It stays when all that had it is gone.
        for (const auto *media : {&first, &second, &third, &pending})
            server.ask(http::Method::Delete, base + place(*media), admin.token);
        const auto again = upload(server, alice, "bad", "text/plain");
        QCOMPARE(fetch(again), missing);
        const auto copy = upload(server, bob, "bad", "text/plain");
        // Any copy takes all out.
        QCOMPARE(act("unquarantine", copy), ok);
        QCOMPARE(fetch(again), ok);
        QCOMPARE(fetch(copy), ok);
        QCOMPARE(fetch(upload(server, alice, "bad", "text/plain")), ok);
        // What is protected stays, and gives nothing to quarantine.
        const std::string id = place(again).substr(2);
        server.post(base + "/protect" + id, json::object{}, admin.token);
        QCOMPARE(act("quarantine", again), ok);
        QCOMPARE(fetch(again), ok);
        QCOMPARE(fetch(copy), ok);
        QCOMPARE(act("quarantine", copy), ok);
        QCOMPARE(fetch(again), ok);
        QCOMPARE(fetch(copy), missing);
    }
    void quarantinesThumbnailsOfIt() {
        ServerFixture server;
        const auto admin = server.join("admin", true);
        const auto alice = server.join("alice");
        const auto up = upload(server, alice, tinyPng(), "image/png");
        const auto whole = server.database().read([&](store::Reader &reader) {
            return *store::media::find(reader, reader.findServer("x"), place(up).substr(3));
        });
        const auto thumbnail = [&](std::int64_t width, const std::string &bytes) {
            store::StoredThumbnail made{"image/png", crypto::sha256(bytes),
                                        static_cast<std::int64_t>(bytes.size())};
            server.database().write([&](store::Transaction &tx) {
                store::media::putThumbnail(tx, whole.nid, {width, width, "crop", false}, made, 1);
            });
        };
        thumbnail(32, "a thumbnail");
        const std::string base = "/_synapse/admin/v1/media/";
        server.post(base + "quarantine" + place(up), json::object{}, admin.token);
        thumbnail(96, "made for an administrator");
        for (const std::string bytes : {"a thumbnail", "made for an administrator"}) {
            const auto copy = upload(server, alice, bytes, "image/png");
            QCOMPARE(server.get(m_download + place(copy), alice.token).status, 404);
            server.post(base + "unquarantine" + place(up), json::object{}, admin.token);
            QCOMPARE(server.get(m_download + place(copy), alice.token).status, 200);
            server.post(base + "quarantine" + place(up), json::object{}, admin.token);
            QCOMPARE(server.get(m_download + place(copy), alice.token).status, 404);
        }
    }
    void makesThumbnailsInAnotherProcess() {
        const QByteArray bin = qgetenv("HEARTH_BIN_DIR");
        const std::string program = bin.toStdString() + "/hearth-thumbnail";
        QVERIFY2(QFile::exists(QString::fromStdString(program)), "hearth-thumbnail is not built");
        ServerFixture server;
        const auto alice = server.join("alice");
        const auto up = upload(server, alice, tinyPng(), "image/png");
        const auto text = upload(server, alice, "no picture", "image/png");
        config::Settings settings;
        settings.serverName = "x";
        settings.mediaStorePath = server.folder() + "/media";
        settings.thumbnailSizes = {{32, 32, true}};
        config::Current current(settings);
        net::LanePools lanes(2);
        services::MediaService media(server.database(), current, server.clock, lanes, program);
        using Access = services::MediaService::Access;
        const auto id = [](const test::Answer &answer) { return place(answer).substr(3); };
        const auto thumbnail = [&](const test::Answer &of, const services::ThumbnailWish &wish) {
            return test::settled([&] {
                return media.thumbnail("x", id(of), wish, Access::Authenticated, "somebody");
            });
        };
        const auto made = thumbnail(up, {10, 10, true, false});
        QVERIFY(made.has_value());
        QCOMPARE(made->contentType, std::string("image/png"));
        QVERIFY(QFile::exists(QString::fromStdString(made->path)));
        const auto again = thumbnail(up, {32, 32, true, false});
        QCOMPARE(again->sha256, made->sha256);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(thumbnail(text, {10, 10, true, false})), Error);
        // The same content has the same thumbnail, whoever sent it and after a restart too: no
        // program is needed for that.
        const auto twin = upload(server, server.join("bob"), tinyPng(), "image/png");
        services::MediaService restarted(server.database(), current, server.clock, lanes, "");
        const auto found = test::settled([&] {
            return restarted.thumbnail("x", id(twin), {10, 10, true, false}, Access::Authenticated,
                                       "somebody");
        });
        QCOMPARE(found->sha256, made->sha256);
        // What could not be made is remembered, for a while.
        const auto refusal = [&](const services::ThumbnailWish &wish) {
            try {
                static_cast<void>(test::settled([&] {
                    return restarted.thumbnail("x", id(twin), wish, Access::Authenticated, "he");
                }));
            } catch (const Error &error) {
                return error.status();
            }
            return 200;
        };
        QCOMPARE(refusal({32, 32, false, false}), 400);
        QCOMPARE(lanes.queued(Lane::Pictures), std::size_t{0});
        QCOMPARE(refusal({32, 32, false, false}), 400);
    }
    void readsOpenGraphData() {
        const auto graph = services::openGraphOf(
            "<html><head><title>T</title><meta property='og:title' content='The &amp; Rock'>"
            "<meta name='description' content='About'></head><body><script>no()</script>"
            "<img src='a.png'><p>Text</p></body></html>",
            "text/html", "http://h/p/");
        QCOMPARE(std::string(graph.at("og:title").as_string()), std::string("The & Rock"));
        QCOMPARE(std::string(graph.at("og:description").as_string()), std::string("About"));
        QCOMPARE(std::string(graph.at("og:image").as_string()), std::string("a.png"));
        QCOMPARE(services::resolveUrl("http://h/p/q?x", "a.png"), std::string("http://h/p/a.png"));
        QCOMPARE(services::resolveUrl("http://h/p/", "/a.png"), std::string("http://h/a.png"));
        QCOMPARE(services::resolveUrl("https://h", "//i/a.png"), std::string("https://i/a.png"));
        QCOMPARE(services::resolveUrl("https://h", "data:x/y"), std::string());
    }
    void readsTwitterCardsWhereNothingElseIsSaid() {
        const auto graph = services::openGraphOf(
            "<html><head><title>T</title><meta name='twitter:title' content='Card'>"
            "<meta name='twitter:image:src' content='card.png'><meta name='twitter:site' "
            "content='@x'>"
            "<meta name='twitter:description' content='Said'><meta property='og:description' "
            "content='Graph'></head><body><img src='a.png'></body></html>",
            "text/html", "http://h/p/");
        QCOMPARE(std::string(graph.at("og:title").as_string()), std::string("Card"));
        QCOMPARE(std::string(graph.at("og:description").as_string()), std::string("Graph"));
        QCOMPARE(std::string(graph.at("og:image").as_string()), std::string("card.png"));
        QCOMPARE(graph.size(), std::size_t{3});
    }
    void cachesPreviews() {
        ServerFixture server;
        const auto alice = server.join("alice");
        config::Settings settings;
        settings.serverName = "x";
        settings.mediaStorePath = server.folder() + "/media";
        settings.urlPreviewUrlBlacklist = {
            json::object{{"netloc", "*.secret.example"}},
            json::object{{"hostname", "site.example"}, {"path", "/private/*"}}};
        config::Current current(settings);
        net::LanePools lanes(2);
        services::MediaService media(server.database(), current, server.clock, lanes, "");
        int fetches = 0;
        std::function<bool(const std::string &)> mayVisit;
        services::UrlPreviews previews(
            media, current, server.clock, lanes,
            [&](const services::FetchOrder &order, const auto &done) {
                ++fetches;
                mayVisit = order.mayVisit;
                services::Fetched out{200, {}, order.url, "text/html", "<title>Hi</title>", {}};
                if (order.url.find("away") != std::string::npos)
                    return done({0, "nobody answers", order.url, {}, {}, {}});
                if (order.url.find(".png") != std::string::npos) {
                    out.contentType = "image/png";
                    out.body = tinyPng();
                } else {
                    out.body += "<meta property='og:image' content='i.png'>";
                }
                done(out);
            });
        const auto preview = [&](const services::Requester &who, const std::string &url) {
            return test::settled([&] { return previews.get(who, url); });
        };
        services::Requester requester;
        requester.user = matrix::UserId::trusted(alice.userId);
        requester.userNid = server.database().read(
            [&](store::Reader &reader) { return reader.findUser(alice.userId); });
        const auto graph = json::parse(preview(requester, "http://site.example/page")).as_object();
        QVERIFY(graph.at("og:image").as_string().starts_with("mxc://x/"));
        QCOMPARE(graph.at("og:image:width").as_int64(), 1);
        static_cast<void>(preview(requester, "http://site.example/page"));
        QCOMPARE(fetches, 2);
        // That nobody answered is remembered too.
        for (int i = 0; i < 2; ++i)
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(preview(requester, "http://away.example/")),
                                     Error);
        QCOMPARE(fetches, 3);
        server.clock.forward(61'000);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(preview(requester, "http://away.example/")),
                                 Error);
        QCOMPARE(fetches, 4);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(preview(requester, "http://a.secret.example/")),
                                 Error);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(preview(requester, "http://site.example/" + std::string(3000, 'a'))),
            Error);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(preview(requester, "file:///etc/passwd")),
                                 Error);
        // However the address is written.
        for (const char *path : {"private/x", "./private/x", "a/../private/x", "%70rivate/x",
                                 "a/%2e%2e/private/x", "private/\xc3\xa4"})
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(preview(
                                         requester, std::string("http://site.example:80/") + path)),
                                     Error);
        QCOMPARE(fetches, 4);
        QVERIFY(mayVisit && mayVisit("http://site.example/page"));
        QVERIFY(!mayVisit("http://site.example/a/../private/page")); // a redirect's
        // Schemes and hosts are the same in either case.
        static_cast<void>(preview(requester, "HTTP://Site.Example/page"));
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(preview(requester, "HTTPS://A.Secret.example/")),
                                 Error);
    }
};

HEARTH_TEST(TestMedia)
#include "test_media.moc"
