// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/composition.hpp"

#include "server/core/error.hpp"

namespace hearth::daemon {
namespace {

/// Until accounts are built in, no token is known.
class NoAccounts final : public api::Authenticator {
public:
    services::Requester authenticate(std::string_view, const http::Request &) override {
        throw unknownToken(false);
    }
};

} // namespace

// Members are built from top to bottom; each takes only what stands above it.
struct Composition::Parts {
    explicit Parts(const Foundation &foundation)
        : base(foundation) {}

    Foundation base;
    // rooms: registry, members, timelines
    // live: hub
    // accounts: users, devices, tokens
    NoAccounts accounts;
    // keys, media, push, directory, administration
    // jobs
};

Composition::Composition(const Foundation &foundation)
    : m_parts(std::make_unique<Parts>(foundation)) {}

Composition::~Composition() = default;

api::Authenticator &Composition::authenticator() {
    return m_parts->accounts;
}

void Composition::addRoutes(api::Router &router) {
    (void)router;
    // One addXxxRoutes(router, …) for each folder of api/.
}

void Composition::startJobs() {}

void Composition::stopJobs() {}

} // namespace hearth::daemon
