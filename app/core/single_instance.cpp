// SPDX-License-Identifier: Apache-2.0
// A lock file decides who is first (it survives no crash), a local socket carries the arguments.
#include "app/core/single_instance.hpp"

#include <QDataStream>
#include <QIODevice>
#include <QLocalSocket>
#include <QPointer>
#include <QTimer>

#include <memory>

namespace hearth::app {
namespace {
constexpr int handOverTimeoutMs = 5000;
constexpr qint64 maximumMessageSize = 64 * 1024;
} // namespace

SingleInstance::SingleInstance(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_socket(folder + QStringLiteral("/hearth.socket"))
    , m_lock(folder + QStringLiteral("/hearth.lock")) {
    m_lock.setStaleLockTime(0);
}

SingleInstance::~SingleInstance() = default;

void SingleInstance::claim(const QStringList &arguments) {
    if (m_lock.tryLock(0)) {
        listen();
        return;
    }
    if (m_lock.error() == QLockFile::LockFailedError)
        handOver(arguments);
    else
        QTimer::singleShot(
            0, this, [this] { Q_EMIT failed(QStringLiteral("The lock file cannot be written.")); });
}

void SingleInstance::listen() {
    QLocalServer::removeServer(m_socket);
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server.get(), &QLocalServer::newConnection, this, &SingleInstance::receive);
    if (!m_server->listen(m_socket)) {
        const QString reason = m_server->errorString();
        QTimer::singleShot(0, this, [this, reason] { Q_EMIT failed(reason); });
        return;
    }
    QTimer::singleShot(0, this, &SingleInstance::becamePrimary);
}

void SingleInstance::handOver(const QStringList &arguments) {
    auto *socket = new QLocalSocket(this);
    auto *deadline = new QTimer(socket);
    deadline->setSingleShot(true);
    const auto finished = std::make_shared<bool>(false);
    const auto finish = [this, socket, finished](bool ok, const QString &reason) {
        if (std::exchange(*finished, true))
            return;
        socket->deleteLater();
        if (ok)
            Q_EMIT handedOver();
        else
            Q_EMIT failed(reason);
    };
    connect(deadline, &QTimer::timeout, this,
            [finish] { finish(false, QStringLiteral("The running program does not answer.")); });
    connect(socket, &QLocalSocket::errorOccurred, this,
            [finish, socket] { finish(false, socket->errorString()); });
    // The first instance answers one byte, so that we never quit with the message unread.
    connect(socket, &QLocalSocket::readyRead, this, [finish] { finish(true, {}); });
    connect(socket, &QLocalSocket::connected, this, [socket, arguments] {
        QByteArray message;
        QDataStream stream(&message, QIODevice::WriteOnly);
        stream << arguments;
        socket->write(message);
        socket->flush();
    });
    deadline->start(handOverTimeoutMs);
    // From the event loop, so that the signals never come out of claim() itself.
    QTimer::singleShot(0, socket, [this, socket] { socket->connectToServer(m_socket); });
}

void SingleInstance::receive() {
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (socket->bytesAvailable() > maximumMessageSize) {
                socket->abort();
                return;
            }
            QStringList arguments;
            QDataStream stream(socket);
            stream.startTransaction();
            stream >> arguments;
            if (!stream.commitTransaction())
                return;
            socket->write("1");
            socket->flush();
            socket->disconnectFromServer();
            Q_EMIT activated(arguments);
        });
    }
}

} // namespace hearth::app
