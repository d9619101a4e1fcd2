// SPDX-License-Identifier: Apache-2.0
// Endpoint: one row of the route tables. Every folder of api/ has a routes.cpp that lists its own.
#pragma once

#include "server/core/json.hpp"
#include "server/http/message.hpp"
#include "server/services/requester.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::api {

enum class Auth {
    None,     // no token read
    Optional, // a token is read if there is one
    User,     // a registered user (not a guest, not suspended checks: services decide)
    Guest,    // users and guests
    Admin,    // server administrators
    Appservice,
    MaybeAppservice, // nobody, or an application service: only its token is read
    Server           // another server: its signature is checked, and Call::origin says who it is
};

/// Rate-limit class; the limits of each come from the rc_* settings.
enum class Rate {
    None,
    Read,
    Write,
    Message,
    Delayed,
    Login,
    Register,
    Join,
    Report,
    ToDevice,
    Create,
    Media,
    Admin
};

enum class Body {
    None,         // ignored
    Json,         // an object; an empty body reads as {}
    RequiredJson, // an object; an empty body is M_NOT_JSON
    Raw           // bytes: Call::request.body
};

/// One request on its way through a handler. Lives on one worker thread at a time.
struct Call {
    http::Request request;
    services::Requester requester; // user empty where nobody is signed in
    json::object body;
    std::vector<std::pair<std::string, std::string>> pathParams; // decoded
    std::string origin;         // the server that asks, where that is Auth::Server
    std::shared_ptr<void> turn; // of the origin; ends with the call

    /// Path parameter {name} of the route; must exist in the pattern.
    [[nodiscard]] const std::string &path(std::string_view name) const;
    /// Query parameter, if given.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;
    /// Throws M_INVALID_PARAM if it is not an integer.
    [[nodiscard]] std::optional<std::int64_t> queryInt(std::string_view name) const;
    [[nodiscard]] std::optional<bool> queryBool(std::string_view name) const;
    [[nodiscard]] bool signedIn() const { return !requester.user.empty(); }
};

/// The user or server that asks, or the address of somebody who is not signed in: for limits.
[[nodiscard]] std::string requesterName(const Call &call);

/// Runs on a worker thread and may block on the database. Throws hearth::Error to refuse. What has
/// to wait for anybody else, or is heavy work, says so (core/lane), and the handler is run again.
using Handler = std::function<http::Response(Call &)>;

/// For answers that come later (long polls). start() runs on a worker thread and returns; exactly
/// one of respond() / fail() follows from any thread. step() queues work onto a worker thread.
class AsyncCall : public std::enable_shared_from_this<AsyncCall> {
public:
    virtual ~AsyncCall() = default;
    Call call;
    virtual void respond(http::Response response) = 0;
    virtual void fail(std::exception_ptr error) = 0; // goes through the pipeline's one catch
    /// Runs work on a worker thread; exceptions become fail().
    virtual void step(std::function<void()> work) = 0;
    /// Runs work on a worker thread after a time; the call may have been answered by then.
    virtual void stepAfter(std::int64_t milliseconds, std::function<void()> work) = 0;
    /// True once the client has gone or the call was answered.
    [[nodiscard]] virtual bool done() const = 0;
    /// Runs action on a worker thread when the client goes before it is answered; nobody needs to
    /// answer then. For those who keep the call somewhere. action must not own the call.
    virtual void onGone(std::function<void()> action) = 0;
};
/// Makes the place for a large body: called with the head only, rights and limits checked, before
/// the body is asked for. The handler finds it in Call::request.sink, complete; a request without
/// any body has none.
using SinkMaker = std::function<std::shared_ptr<http::BodySink>(const Call &)>;
using AsyncHandler = std::function<void(std::shared_ptr<AsyncCall>)>;

/// Finds out which server a request is from. Thread-safe.
class ServerGate {
public:
    virtual ~ServerGate() = default;
    /// Sets call.origin and call.turn. Throws 401, 403 and 429, and Later while the server's key
    /// is asked for or others of the same server have their turn. hasContent: the body is signed.
    virtual void admit(Call &call, bool hasContent) = 0;
};

struct Endpoint {
    http::Method method;
    /// Literal segments, {name} captures, and <a|b> alternatives:
    /// "/_matrix/client/<r0|v3>/rooms/{roomId}/send/{eventType}/{txnId}".
    /// A last segment {*name} captures the rest of the path.
    std::string pattern;
    Auth auth;
    Rate rate;
    Body body;
    Handler handler;
    AsyncHandler async{};         // instead of handler
    std::size_t maxBodyBytes = 0; // 0 = 1 MiB
    bool allowLocked = false;     // usable by locked accounts, and with expired tokens (logout)
    SinkMaker sink{};             // of bodies that are not kept in memory; with Body::Raw
    bool quick = false;           // never blocks: runs on the io thread without the hop to a worker
    /// Tells that an earlier request was counted for this one (a conversation goes on). Without it
    /// every request counts.
    std::function<bool(const Call &)> goesOn{};
};

/// The table that net's requests are matched against.
class Router {
public:
    virtual ~Router() = default;
    virtual void add(Endpoint endpoint) = 0;
};

/// Finds out who a token belongs to; the pipeline asks it. Thread-safe.
class Authenticator {
public:
    virtual ~Authenticator() = default;
    /// Throws 401 M_UNKNOWN_TOKEN. asUser / asDevice: ?user_id and ?device_id of application
    /// services. Also notes that the device was seen (address, user agent).
    virtual services::Requester authenticate(std::string_view token,
                                             const http::Request &request) = 0;
    /// As authenticate(), for those who sign out: their token may have expired.
    virtual services::Requester authenticateLeaving(std::string_view token,
                                                    const http::Request &request) {
        return authenticate(token, request);
    }
    /// The application service whose token this is, without a user; nothing for other tokens.
    virtual std::optional<services::Requester> findService(std::string_view) const {
        return std::nullopt;
    }
    /// listener is told, after the commit and from any thread, when the answers for a user may have
    /// changed. Added before the first request.
    virtual void onAccessChanged(std::function<void(store::UserNid)>) {}
    /// Throws 403 where the requester is known but may not use the server now.
    virtual void requireMayUse(const services::Requester &) {}
};

} // namespace hearth::api
