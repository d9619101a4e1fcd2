// SPDX-License-Identifier: Apache-2.0
// HttpClient against a real socket.
#include "app/api/http_client.hpp"
#include "tests/app/support/fake_http.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth::app;
using namespace hearth::test;

class TestHttpClient : public QObject {
    Q_OBJECT
private:
    static Result<HttpResponse> wait(QFuture<Result<HttpResponse>> future) {
        [&] { QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 10000); }();
        return future.result();
    }

private Q_SLOTS:
    void sendsTokenBodyAndQuery() {
        FakeHttp server;
        HttpClient client(QUrl(server.url().toString() + QStringLiteral("/prefix/")));
        client.setToken(QStringLiteral("tok"));
        HttpRequest request;
        request.method = "PUT";
        request.path = QStringLiteral("/users/%40a%2Fb%3Ax");
        request.query.addQueryItem(QStringLiteral("q"), QStringLiteral("a%2Bb%26c"));
        request.body = QJsonObject{{QStringLiteral("k"), 1}};
        const auto answer = wait(client.send(request));
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QCOMPARE(server.requests.size(), 1);
        const auto &seen = server.requests.constFirst();
        QCOMPARE(seen.method, QByteArray("PUT"));
        QCOMPARE(seen.rawPath, QByteArray("/prefix/users/%40a%2Fb%3Ax"));
        QCOMPARE(seen.query.queryItemValue(QStringLiteral("q"), QUrl::FullyDecoded),
                 QStringLiteral("a+b&c"));
        QCOMPARE(seen.authorization, QByteArray("Bearer tok"));
        QCOMPARE(seen.body.value(u"k").toInt(), 1);
        request.authenticated = false;
        wait(client.send(request)).value();
        QVERIFY(server.requests.constLast().authorization.isEmpty());
    }

    void triesAGetAgainWhenTheConnectionBreaks() {
        FakeHttp server;
        server.answer = [&server](const Request &) {
            Response response;
            response.hangUp = server.requests.size() == 1;
            return response;
        };
        HttpClient client(server.url());
        HttpRequest request;
        request.path = QStringLiteral("/x");
        QVERIFY(wait(client.send(request)));
        QCOMPARE(server.requests.size(), 2);

        server.requests.clear();
        server.answer = [](const Request &) {
            Response response;
            response.hangUp = true;
            return response;
        };
        request.method = "POST";
        request.body = QJsonObject{};
        const auto answer = wait(client.send(request));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ApiError::Kind::Unreachable);
    }

    void tellsTimeoutRefusedAndCancelledApart() {
        FakeHttp server;
        server.answer = [](const Request &) {
            Response response;
            response.silent = true;
            return response;
        };
        HttpClient client(server.url());
        HttpRequest request;
        request.path = QStringLiteral("/x");
        request.timeout = std::chrono::milliseconds(150);
        QCOMPARE(wait(client.send(request)).error().kind, ApiError::Kind::Timeout);

        request.timeout = std::chrono::seconds(20);
        auto future = client.send(request);
        QTRY_COMPARE(server.requests.size(), 2);
        client.cancelAll();
        QCOMPARE(wait(future).error().kind, ApiError::Kind::Cancelled);

        const QUrl gone = server.url();
        server.close();
        HttpClient nobody(gone);
        QCOMPARE(wait(nobody.send(request)).error().kind, ApiError::Kind::Unreachable);
        HttpClient nowhere;
        QCOMPARE(wait(nowhere.send(request)).error().kind, ApiError::Kind::Unreachable);
    }

    void endsItsRequestsWhenItDies() {
        FakeHttp server;
        server.answer = [](const Request &) {
            Response response;
            response.silent = true;
            return response;
        };
        QFuture<Result<HttpResponse>> future;
        {
            HttpClient client(server.url());
            HttpRequest request;
            request.path = QStringLiteral("/x");
            future = client.send(request);
            QTRY_COMPARE(server.requests.size(), 1);
        }
        QVERIFY(future.isFinished());
    }
};

HEARTH_TEST(TestHttpClient)
#include "test_http_client.moc"
