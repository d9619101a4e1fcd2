// SPDX-License-Identifier: Apache-2.0
// The one class that knows paths and JSON of the server: Matrix client-server calls, the
// Synapse-compatible admin API and hearthd's own status. Split by area over admin_*.cpp.
#pragma once

#include "app/api/http_client.hpp"
#include "app/api/types.hpp"
#include "app/core/result.hpp"

#include <QFuture>

#include <functional>

namespace hearth::app {

/// Stateless besides the transport, which must outlive it. Futures finish on the transport's
/// thread; take them with onAnswer(future, this, …) of core/futures.hpp, so that a dead object gets
/// nothing.
class AdminApi {
public:
    explicit AdminApi(Transport &transport)
        : m_transport(transport) {}
    AdminApi(const AdminApi &) = delete;
    AdminApi &operator=(const AdminApi &) = delete;

    template <class T>
    using Answer = QFuture<Result<T>>;

    // client_login.cpp
    /// The base URL in the domain's well-known file; follows redirects, as the specification wants.
    [[nodiscard]] Answer<QUrl> wellKnown();
    [[nodiscard]] Answer<ServerVersions> versions();
    [[nodiscard]] Answer<LoginWays> loginWays();
    [[nodiscard]] Answer<SignIn> signIn(const QString &user, const QString &password,
                                        const QString &deviceName);
    /// With the token that a server hands out after single sign-on; good for one use.
    [[nodiscard]] Answer<SignIn> signInWithLoginToken(const QString &loginToken,
                                                      const QString &deviceName);
    [[nodiscard]] Answer<WhoAmI> whoAmI();
    [[nodiscard]] Answer<Done> signOut();

    // admin_register.cpp: with registration_shared_secret, no token needed
    [[nodiscard]] Answer<Registered> registerWithSecret(const NewAccount &account,
                                                        const QString &sharedSecret);

    // admin_users.cpp
    [[nodiscard]] Answer<UserPage> listUsers(const UserQuery &query);
    [[nodiscard]] Answer<UserDetails> getUser(const QString &userId);
    /// Creates the account if it does not exist.
    [[nodiscard]] Answer<UserDetails> putUser(const QString &userId, const UserChange &change);
    /// Fails with Kind::Rejected and M_USER_IN_USE, M_INVALID_USERNAME, … if the name is not free.
    [[nodiscard]] Answer<Done> checkUserNameFree(const QString &localpart);
    [[nodiscard]] Answer<Done> setAdmin(const QString &userId, bool admin);
    [[nodiscard]] Answer<Done> setLocked(const QString &userId, bool locked);
    [[nodiscard]] Answer<Done> setSuspended(const QString &userId, bool suspended);
    [[nodiscard]] Answer<Done> setShadowBanned(const QString &userId, bool banned);
    [[nodiscard]] Answer<Done> deactivateUser(const QString &userId, bool erase);
    [[nodiscard]] Answer<Done> resetPassword(const QString &userId, const QString &password,
                                             bool logoutDevices);
    [[nodiscard]] Answer<LoginAsToken> loginAs(const QString &userId, qint64 validUntilMs);
    [[nodiscard]] Answer<QStringList> joinedRooms(const QString &userId);
    [[nodiscard]] Answer<QList<Connection>> whoIs(const QString &userId);
    [[nodiscard]] Answer<QList<Pusher>> pushers(const QString &userId);
    [[nodiscard]] Answer<AccountData> accountData(const QString &userId);
    [[nodiscard]] Answer<std::optional<RateLimit>> rateLimit(const QString &userId);
    [[nodiscard]] Answer<Done> setRateLimit(const QString &userId,
                                            const std::optional<RateLimit> &limit);
    [[nodiscard]] Answer<Done> sendServerNotice(const QString &userId, const QString &text);

    /// Whether server notices are switched on, asked without sending one.
    [[nodiscard]] Answer<bool> hasServerNotices();

    // admin_devices.cpp
    [[nodiscard]] Answer<QList<Device>> listDevices(const QString &userId);
    [[nodiscard]] Answer<Done> renameDevice(const QString &userId, const QString &deviceId,
                                            const QString &name);
    [[nodiscard]] Answer<Done> deleteDevices(const QString &userId, const QStringList &deviceIds);

    // admin_rooms.cpp
    [[nodiscard]] Answer<RoomPage> listRooms(const RoomQuery &query);
    [[nodiscard]] Answer<RoomDetails> getRoom(const QString &roomId);
    [[nodiscard]] Answer<RoomMembers> roomMembers(const QString &roomId);
    [[nodiscard]] Answer<QList<StateEvent>> roomState(const QString &roomId);
    [[nodiscard]] Answer<RoomMessages> roomMessages(const QString &roomId, const QString &from,
                                                    int limit);
    [[nodiscard]] Answer<QString> deleteRoom(const QString &roomId, const RoomDeletion &deletion);
    [[nodiscard]] Answer<DeletionStatus> deletionStatus(const QString &deleteId);
    [[nodiscard]] Answer<BlockStatus> blockStatus(const QString &roomId);
    [[nodiscard]] Answer<Done> setBlocked(const QString &roomId, bool blocked);
    [[nodiscard]] Answer<Done> makeRoomAdmin(const QString &roomId, const QString &userId);
    [[nodiscard]] Answer<Done> joinRoomAs(const QString &roomIdOrAlias, const QString &userId);
    [[nodiscard]] Answer<QList<ForwardExtremity>> forwardExtremities(const QString &roomId);

    // admin_media.cpp
    [[nodiscard]] Answer<MediaPage> userMedia(const QString &userId, int from, int limit);
    [[nodiscard]] Answer<MediaUsePage> mediaUse(int from, int limit, const QString &search = {});
    [[nodiscard]] Answer<Done> setMediaQuarantined(const QString &serverName,
                                                   const QString &mediaId, bool quarantined);
    [[nodiscard]] Answer<Done> setMediaProtected(const QString &mediaId, bool isProtected);
    [[nodiscard]] Answer<Done> deleteMedia(const QString &serverName, const QString &mediaId);

    // admin_tokens.cpp, reports
    [[nodiscard]] Answer<QList<RegistrationToken>> listRegistrationTokens();
    [[nodiscard]] Answer<RegistrationToken> createRegistrationToken(std::optional<int> usesAllowed,
                                                                    qint64 expiresMs);
    [[nodiscard]] Answer<Done> deleteRegistrationToken(const QString &token);
    [[nodiscard]] Answer<EventReportPage> listEventReports(int from, int limit);
    [[nodiscard]] Answer<Done> deleteEventReport(qint64 id);

    // admin_status.cpp
    /// Kind::Unsupported on servers that are no hearthd.
    [[nodiscard]] Answer<ServerStatus> status();
    [[nodiscard]] Answer<QString> serverVersion();
    /// Which program the server is, as it tells other servers; needs no sign-in.
    [[nodiscard]] Answer<ServerSoftware> software();
    /// The public signing keys, by which servers are told apart; needs no sign-in.
    [[nodiscard]] Answer<QJsonObject> signingKeys();
    /// Whether other servers would get an answer at the address that this program uses.
    [[nodiscard]] Answer<bool> answersFederation();
    [[nodiscard]] Answer<QByteArray> metrics();
    [[nodiscard]] Answer<BackgroundUpdates> backgroundUpdates();

private:
    template <class T>
    [[nodiscard]] Answer<T> ask(const HttpRequest &request,
                                std::function<T(const QJsonObject &)> read);
    [[nodiscard]] Answer<Done> tell(const HttpRequest &request);

    Transport &m_transport;
};

} // namespace hearth::app
