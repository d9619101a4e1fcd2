// SPDX-License-Identifier: Apache-2.0
// A tiny HTTP server in the test's own thread: answers by a function, remembers the requests.
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <QUrlQuery>

#include <functional>

namespace hearth::test {

struct Request {
    QByteArray method;
    QByteArray rawPath; ///< still percent-encoded, without query
    QUrlQuery query;
    QByteArray authorization;
    QJsonObject body;
};

struct Response {
    int status = 200;
    QByteArray body = "{}";
    QByteArray headers;
    bool hangUp = false; ///< close without an answer
    bool silent = false; ///< never answer
};

inline Response jsonResponse(const QJsonObject &object, int status = 200) {
    return {status, QJsonDocument(object).toJson(), {}, false, false};
}

class FakeHttp : public QTcpServer {
public:
    std::function<Response(const Request &)> answer = [](const Request &) { return Response{}; };
    QList<Request> requests;

    FakeHttp() {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }
    [[nodiscard]] QUrl url() const {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort()));
    }

private:
    void read(QTcpSocket *socket) {
        QByteArray buffer = socket->property("buffer").toByteArray() + socket->readAll();
        const auto end = buffer.indexOf("\r\n\r\n");
        qsizetype length = 0;
        Request request;
        if (end >= 0) {
            const auto lines = buffer.left(end).split('\n');
            for (const auto &line : lines) {
                const auto colon = line.indexOf(':');
                const QByteArray name = line.left(colon).toLower();
                const QByteArray value = line.mid(colon + 1).trimmed();
                if (name == "content-length")
                    length = value.toLongLong();
                if (name == "authorization")
                    request.authorization = value;
            }
        }
        if (end < 0 || buffer.size() < end + 4 + length) {
            socket->setProperty("buffer", buffer);
            return;
        }
        socket->setProperty("buffer", buffer.mid(end + 4 + length));
        const auto words = buffer.left(buffer.indexOf('\r')).split(' ');
        request.method = words.value(0);
        const auto parts = words.value(1).split('?');
        request.rawPath = parts.value(0);
        request.query = QUrlQuery(QString::fromLatin1(parts.value(1)));
        request.body = QJsonDocument::fromJson(buffer.mid(end + 4, length)).object();
        requests << request;
        const Response response = answer(request);
        if (response.silent)
            return;
        if (response.hangUp) {
            socket->abort();
            return;
        }
        socket->write("HTTP/1.1 " + QByteArray::number(response.status) +
                      " X\r\nContent-Length: " + QByteArray::number(response.body.size()) + "\r\n" +
                      response.headers + "\r\n" + response.body);
    }
};

} // namespace hearth::test
