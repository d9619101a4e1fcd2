// SPDX-License-Identifier: Apache-2.0
// A server with a memory behind FakeTransport: 250 accounts and 120 rooms that answer searches,
// filters and orders, and that change when they are told to.
#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace hearth::app {
struct HttpRequest;
struct HttpResponse;
} // namespace hearth::app

namespace hearth::test {

class FakeTransport;

class FakeServer {
public:
    FakeServer();
    /// Answers in place of the transport's own people and rooms; must outlive the transport.
    void answerFor(FakeTransport &transport);

    static constexpr int userCount = 250;
    static constexpr int roomCount = 120;

    QJsonObject *user(const QString &id);
    QJsonObject *room(const QString &id);
    /// One more account, with a name as people's own servers allow it.
    void addUser(const QString &id);
    /// Changes of this account are refused.
    QString stubborn;
    /// Passwords that were set, by account.
    QHash<QString, QString> passwords;
    QHash<QString, QJsonArray> devices;
    QHash<QString, bool> blocked;
    /// The last server notice, by account; refused while noticesAreOff.
    QHash<QString, QString> notices;
    bool noticesAreOff = false;
    /// How often the state of a deletion is asked before it moves on.
    QStringList deletionStages{QStringLiteral("scheduled"), QStringLiteral("shutting_down"),
                               QStringLiteral("active"), QStringLiteral("complete")};
    /// Of every room.
    QString topic = QStringLiteral("News for everybody. Only moderators post here.");
    QJsonObject lastDeletion;
    QString lastRoomAdmin;

private:
    void makeUsers();
    void makeRooms();
    app::HttpResponse listUsers(const app::HttpRequest &request) const;
    app::HttpResponse listRooms(const app::HttpRequest &request) const;
    app::HttpResponse onUser(const app::HttpRequest &request);
    app::HttpResponse onRoom(const app::HttpRequest &request);
    app::HttpResponse changeUser(const QString &id, const QJsonObject &body);
    void ruleUsers(FakeTransport &transport);
    void ruleRooms(FakeTransport &transport);

    QList<QJsonObject> m_users;
    QList<QJsonObject> m_rooms;
    QString m_deleting;
    qsizetype m_stage = 0;
};

} // namespace hearth::test
