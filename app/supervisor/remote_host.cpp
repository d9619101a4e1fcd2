// SPDX-License-Identifier: Apache-2.0
// Looking at a server elsewhere.
#include "app/supervisor/remote_host.hpp"

#include "app/api/admin_api.hpp"
#include "app/core/futures.hpp"

namespace hearth::app {
namespace {
constexpr std::chrono::milliseconds calmInterval{30'000};
constexpr std::chrono::milliseconds silentInterval{5000};

/// Any answer of a Matrix server proves that it is there, even one that refuses.
bool isAnswer(const Result<ServerVersions> &answer) {
    using Kind = ApiError::Kind;
    if (answer)
        return true;
    const auto kind = answer.error().kind;
    return !answer.error().isConnection() && kind != Kind::ServerFailed &&
           kind != Kind::NotMatrix && kind != Kind::Cancelled && kind != Kind::Local;
}
} // namespace

RemoteHost::RemoteHost(AdminApi &api, QObject *parent)
    : ServerHost(parent)
    , m_api(api) {
    m_snapshot.state = ServerState::Starting;
    m_snapshot.since = QDateTime::currentDateTime();
    connect(&m_timer, &QTimer::timeout, this, &RemoteHost::look);
}

QFuture<Done> RemoteHost::attach() {
    auto done = std::make_shared<QPromise<Done>>();
    done->start();
    m_timer.start(silentInterval);
    ask([done] {
        done->addResult(Done{});
        done->finish();
    });
    return done->future();
}

void RemoteHost::look() {
    if (m_timer.isActive()) // nobody looks before attach()
        ask([] {});
}

void RemoteHost::ask(const std::function<void()> &then) {
    if (std::exchange(m_asking, true)) {
        then();
        return;
    }
    onAnswer(m_api.versions(), this, [this, then](const Result<ServerVersions> &answer) {
        m_asking = false;
        const bool there = isAnswer(answer);
        m_snapshot.failure = {};
        if (!there) {
            m_snapshot.failure.code = StartFailure::Code::NoAnswerInTime;
            m_snapshot.failure.codeText = QStringLiteral("no_answer");
            m_snapshot.failure.message = answer.error().toString();
        }
        m_timer.start(there ? calmInterval : silentInterval);
        enter(there ? ServerState::Ready : ServerState::Unreachable);
        then();
    });
}

void RemoteHost::enter(ServerState state) {
    if (std::exchange(m_snapshot.state, state) != state) {
        m_snapshot.since = QDateTime::currentDateTime();
        Q_EMIT changed(m_snapshot);
    }
    if (!std::exchange(m_settled, true))
        Q_EMIT settled();
}

} // namespace hearth::app
