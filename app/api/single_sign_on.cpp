// SPDX-License-Identifier: Apache-2.0
// The listener for the browser's way back.
#include "app/api/single_sign_on.hpp"

#include <QRandomGenerator>
#include <QTcpSocket>
#include <QUrlQuery>

#include <array>

namespace hearth::app {
namespace {
constexpr qint64 longestRequest = 16 * 1024;
constexpr int connectionsAtOnce = 8;
constexpr int requestPatienceMs = 5000;
constexpr auto comeBackPath = "/signed-in";

QString newState() {
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    return QString::fromLatin1(
        QByteArray::fromRawData(reinterpret_cast<const char *>(words.data()), sizeof(words))
            .toHex());
}
} // namespace

SingleSignOn::SingleSignOn(Texts texts, QObject *parent)
    : QObject(parent)
    , m_texts(std::move(texts)) {
    m_listener.setMaxPendingConnections(connectionsAtOnce);
    connect(&m_listener, &QTcpServer::newConnection, this, &SingleSignOn::accept);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        cancel();
        Q_EMIT timedOut();
    });
}

QUrl SingleSignOn::begin(const QUrl &baseUrl) {
    cancel();
    if (!m_listener.listen(QHostAddress::LocalHost, 0))
        return {};
    m_state = newState();
    m_timer.start(m_patience);
    QUrl back(QStringLiteral("http://127.0.0.1:%1").arg(m_listener.serverPort()));
    back.setPath(QLatin1String(comeBackPath));
    QUrlQuery state;
    state.addQueryItem(QStringLiteral("state"), m_state);
    back.setQuery(state);
    QUrl url = baseUrl;
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + QStringLiteral("/_matrix/client/v3/login/sso/redirect"));
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("redirectUrl"), QString::fromLatin1(QUrl::toPercentEncoding(
                                                          QString::fromLatin1(back.toEncoded()))));
    url.setQuery(query);
    return url;
}

void SingleSignOn::cancel() {
    m_timer.stop();
    m_listener.close();
    m_state.clear();
}

void SingleSignOn::accept() {
    while (QTcpSocket *socket = m_listener.nextPendingConnection()) {
        // It outlives the listener by its answer.
        socket->setParent(this);
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        QTimer::singleShot(requestPatienceMs, socket, [socket] { socket->abort(); });
    }
}

void SingleSignOn::read(QTcpSocket *socket) {
    if (socket->bytesAvailable() > longestRequest) {
        socket->abort();
        return;
    }
    const QByteArray head = socket->peek(longestRequest);
    if (!head.contains("\r\n\r\n"))
        return;
    socket->readAll();
    const auto words = head.left(head.indexOf('\r')).split(' ');
    const QUrl url = QUrl::fromEncoded("http://127.0.0.1" + words.value(1));
    const QUrlQuery query(url);
    if (words.value(0) != "GET" || url.path() != QLatin1String(comeBackPath)) {
        answer(socket, 404, m_texts.wrong);
        return;
    }
    const QString state = query.queryItemValue(QStringLiteral("state"));
    const QString token = query.queryItemValue(QStringLiteral("loginToken"), QUrl::FullyDecoded);
    if (m_state.isEmpty() || state != m_state || token.isEmpty()) {
        answer(socket, 400, m_texts.wrong);
        return;
    }
    answer(socket, 200, m_texts.done);
    cancel();
    Q_EMIT arrived(token);
}

void SingleSignOn::answer(QTcpSocket *socket, int status, const QString &text) {
    const QByteArray body =
        QStringLiteral("<!doctype html><html><head><meta charset=\"utf-8\"><title>%1</title></head>"
                       "<body style=\"font-family: sans-serif; margin: 4em auto; max-width: 32em\">"
                       "<h1>%1</h1><p>%2</p></body></html>")
            .arg(m_texts.title.toHtmlEscaped(), text.toHtmlEscaped())
            .toUtf8();
    socket->write("HTTP/1.1 " + QByteArray::number(status) +
                  (status == 200 ? " OK" : " Not accepted") +
                  "\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
                  "Referrer-Policy: no-referrer\r\nConnection: close\r\nContent-Length: " +
                  QByteArray::number(body.size()) + "\r\n\r\n" + body);
    socket->disconnectFromHost();
}

} // namespace hearth::app
