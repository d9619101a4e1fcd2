// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/composition.hpp"

#include "server/api/admin/admin_api.hpp"
#include "server/api/admin/rooms/room_admin_api.hpp"
#include "server/api/client/account/account_api.hpp"
#include "server/api/client/account/third_party_api.hpp"
#include "server/api/client/account/token_authenticator.hpp"
#include "server/api/client/account_data/account_data_api.hpp"
#include "server/api/client/devices/device_api.hpp"
#include "server/api/client/keys/key_api.hpp"
#include "server/api/client/presence/presence_api.hpp"
#include "server/api/client/profile/profile_api.hpp"
#include "server/api/client/push/push_api.hpp"
#include "server/api/client/receipts/receipts_api.hpp"
#include "server/api/client/rooms/rooms_api.hpp"
#include "server/api/client/sync/sync_api.hpp"
#include "server/api/federation/federation_api.hpp"
#include "server/api/federation/server_gate.hpp"
#include "server/api/media/media_api.hpp"
#include "server/core/log.hpp"
#include "server/jobs/page_fetcher.hpp"
#include "server/jobs/push_gateway.hpp"
#include "server/services/admin/auto_accept.hpp"
#include "server/services/admin/figures.hpp"
#include "server/services/admin/maintenance.hpp"
#include "server/services/admin/server_notices.hpp"
#include "server/services/admin/user_redaction.hpp"
#include "server/services/appservices/appservice_client.hpp"
#include "server/services/appservices/appservice_sender.hpp"
#include "server/services/assembly/account_core.hpp"
#include "server/services/assembly/account_services.hpp"
#include "server/services/assembly/federation_services.hpp"
#include "server/services/assembly/live_services.hpp"
#include "server/services/assembly/room_services.hpp"
#include "server/services/assembly/sync_services.hpp"
#include "server/services/housekeeping/housekeeping.hpp"
#include "server/services/mail/mail_queue.hpp"
#include "server/services/media/remote_media.hpp"
#include "server/services/peers/served_rooms.hpp"
#include "server/services/push/email_notifier.hpp"
#include "server/services/rooms/room_core.hpp"
#include "server/store/monthly_active_store.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace hearth::daemon {
namespace {

constexpr std::int64_t flushEvery = 10000;
constexpr std::int64_t tidyEvery = 3600000;
constexpr std::int64_t alertEvery = 60000;

/// hearth-thumbnail lies beside hearthd.
std::string thumbnailProgram() {
    std::error_code failure;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failure);
    return (self.parent_path() / "hearth-thumbnail").string();
}

void runJob(const std::function<void()> &work) {
    try {
        work();
    } catch (const std::exception &failure) {
        log::error("daemon", "A job failed: {}", failure.what());
    }
}

/// Runs again and again until the workers end.
void repeat(Executor &workers, std::int64_t every, const std::function<void()> &work) {
    workers.postAfter(every, [&workers, every, work] {
        runJob(work);
        repeat(workers, every, work);
    });
}

} // namespace

// Members are built from top to bottom; each takes only what stands above it.
struct Composition::Parts {
    explicit Parts(const Foundation &foundation)
        : base(foundation)
        , federation({base.database, base.config, base.clock, base.signingKey, base.workers,
                      base.client, base.names})
        , gate(federation.auth, federation.turns)
        , accountCore(base.database, base.config)
        , roomCore(base.database, base.config, base.clock, base.signingKey)
        , live(roomCore)
        , appserviceClient(accountCore.appservices, base.client, base.clock)
        , rooms({roomCore, base.limiter, base.workers, accountCore.profiles, live.accountData,
                 appserviceClient, &federation.lookups})
        , sync({roomCore, live, rooms.visibility, rooms.history, accountCore.accounts, base.workers,
                base.limiter})
        , syncApi{sync.sync,     sync.legacy,    sync.sliding, sync.hub,  sync.filters,
                  sync.presence, sync.deadlines, sync.names,   base.clock}
        , mails(base.database, base.config, base.clock)
        , accounts({base.database, base.config, base.clock, base.limiter, live.hub, accountCore,
                    roomCore, rooms.service, thumbnailProgram(), base.lanes, base.client, mails})
        , served(
              {base.database, roomCore.events, roomCore.registry, base.clock, roomCore.serverName})
        , remoteMedia({accounts.media, federation.client, base.client, base.config, base.clock})
        , previews(accounts.media, base.config, base.clock, base.lanes,
                   jobs::pageFetcher(base.client))
        , authenticator(accounts.accounts, accounts.sessions, accounts.appservices, accounts.usage)
        , pushGateway(base.client)
        , figures(base.database, roomCore.sender, base.clock)
        , notices({base.config, accounts.accounts, accounts.profiles, accounts.registration,
                   live.accountData, roomCore.registry, roomCore.members, rooms.memberships,
                   rooms.creator, rooms.sending})
        , redaction({base.database, base.clock, accounts.accounts, roomCore.events,
                     roomCore.registry, roomCore.members, rooms.sending, base.workers})
        , autoAccept({base.config, roomCore.serverName, roomCore.sender, rooms.memberships,
                      live.accountData, base.workers})
        , maintenance(base.database, accounts.profiles, accounts.media, base.workers, base.clock)
        , housekeeping(base.database, base.clock)
        , appserviceSender({accounts.appservices, accounts.accounts, base.database, base.clock,
                            roomCore.events, roomCore.registry, roomCore.members, roomCore.sender,
                            roomCore.serializer, rooms.visibility, live.hub, live.names,
                            sync.typing, sync.presence, appserviceClient, base.client,
                            base.workers})
        , emailNotifier({base.database, roomCore.sender, sync.pushers, sync.unread, sync.receipts,
                         roomCore.registry, roomCore.events, live.names, accounts.profiles, mails,
                         base.config, base.clock}) {
        housekeeping.add([this] { return rooms.retention.jobs(); });
        housekeeping.add([this] { return accounts.jobs(); });
    }

    Foundation base;
    services::FederationServices federation;
    api::Gate gate;
    services::AccountCore accountCore;
    services::RoomCore roomCore;
    services::LiveServices live;
    services::AppServiceClient appserviceClient;
    services::RoomServices rooms;
    services::SyncServices sync;
    api::SyncApi syncApi;
    services::MailQueue mails;
    services::AccountServices accounts;
    services::ServedRooms served;
    services::RemoteMedia remoteMedia;
    services::UrlPreviews previews;
    api::TokenAuthenticator authenticator;
    jobs::HttpPushGateway pushGateway;
    services::Figures figures;
    services::ServerNotices notices;
    services::UserRedaction redaction;
    services::AutoAccept autoAccept;
    services::Maintenance maintenance;
    services::Housekeeping housekeeping;
    services::AppServiceSender appserviceSender;
    services::EmailNotifier emailNotifier;
};

Composition::Composition(const Foundation &foundation)
    : m_parts(std::make_unique<Parts>(foundation)) {}

Composition::~Composition() = default;

api::ServerGate &Composition::servers() {
    return m_parts->gate;
}

api::Authenticator &Composition::authenticator() {
    return m_parts->authenticator;
}

void Composition::addRoutes(api::Router &router, const api::Basics &basics) {
    const Foundation &base = m_parts->base;
    services::AccountServices &a = m_parts->accounts;
    services::RoomCore &core = m_parts->roomCore;
    services::RoomServices &rooms = m_parts->rooms;
    services::SyncServices &sync = m_parts->sync;
    services::FederationServices &federation = m_parts->federation;
    const services::Limits limits(base.limiter, base.config);
    api::addAccountRoutes(router, {a.accounts, a.appservices, a.cas, a.closing, a.passwords,
                                   a.registration, a.sessions, a.signIn, a.uia, limits, base.config,
                                   base.clock, a.proofs, a.threepids, m_parts->mails});
    api::addThirdPartyRoutes(router, m_parts->appserviceClient, a.appservices);
    api::addDeviceRoutes(router, {a.devices, a.uia});
    api::addKeyRoutes(router,
                      {a.keys, a.crossSigning, a.backups, a.dehydrated, a.uia, federation.lookups});
    api::addProfileRoutes(
        router, {a.profiles, a.directory, core.members, federation.lookups, limits, base.config});
    api::addMediaRoutes(router, {a.media, &m_parts->previews, base.config, m_parts->remoteMedia});
    api::addAdminRoutes(
        router, {a.accounts,       a.closing,        a.crossSigning,     a.devices,
                 a.media,          a.registration,   a.sharedSecret,     a.userAdmin,
                 base.database,    core.events,      core.registry,      core.members,
                 core.timeline,    base.config,      base.clock,         basics,
                 m_parts->figures, m_parts->notices, m_parts->redaction, m_parts->maintenance,
                 base.clock.now()});
    api::addRoomRoutes(
        router, {{rooms.memberships, rooms.creator, rooms.upgrades, core.registry, core.members,
                  base.database},
                 {rooms.sending, rooms.delayed, rooms.reports},
                 {rooms.delayed},
                 {rooms.history, rooms.related, rooms.search, core.registry, federation.lookups},
                 {rooms.directory, rooms.spaces, base.config, federation.lookups}});
    api::addFederationRoutes(router, {federation.keys, a.profiles, rooms.directory, a.keys, a.media,
                                      m_parts->served, rooms.spaces, base.config});
    addFigures();
    api::addRoomAdminRoutes(router, {rooms.admin, rooms.history, rooms.removal, rooms.reports,
                                     rooms.spaces, core.registry});
    api::addSyncRoutes(router, m_parts->syncApi);
    api::addAccountDataRoutes(router, {sync.accountData, sync.filters, core.members, sync.names});
    api::addReceiptRoutes(router, {sync.receipts, sync.typing, sync.presence, sync.names});
    api::addPresenceRoutes(router, sync.presence);
    api::addPushRoutes(router, {sync.pushRules, sync.pushers, sync.notifications});
}

/// What there is of everything, for /metrics.
void Composition::addFigures() {
    services::Figures &figures = m_parts->figures;
    Metrics &metrics = m_parts->base.metrics;
    const auto gauge = [&](const char *name, const char *help,
                           std::int64_t (services::Figures::*ask)(), const char *type = "gauge") {
        metrics.gauge(
            name, help, [&figures, ask] { return static_cast<double>((figures.*ask)()); }, type);
    };
    gauge("hearth_users", "Accounts that are not deactivated", &services::Figures::users);
    gauge("hearth_rooms", "Rooms that this server knows", &services::Figures::rooms);
    metrics.gauge("hearth_monthly_active_users", "Users who count for max_mau_value",
                  [this] { return static_cast<double>(m_parts->accounts.usage.active()); });
    gauge("hearth_media_bytes", "Size of all media", &services::Figures::mediaBytes);
    gauge("hearth_events_total", "Durable timeline events since the first start",
          &services::Figures::eventsTotal, "counter");
    services::MailQueue &mails = m_parts->mails;
    metrics.gauge("hearth_mails_waiting", "Mails that are not sent yet",
                  [&mails] { return static_cast<double>(mails.waiting()); });
    const auto count = [&](const char *name, const char *help,
                           std::uint64_t services::MailFigures::*which) {
        metrics.gauge(
            name, help, [&mails, which] { return static_cast<double>(mails.figures().*which); },
            "counter");
    };
    count("hearth_mails_sent_total", "Mails that the mail server took",
          &services::MailFigures::sent);
    count("hearth_mail_failures_total", "Attempts to send a mail that failed",
          &services::MailFigures::failed);
    count("hearth_mails_given_up_total", "Mails that will never be sent",
          &services::MailFigures::givenUp);
}

void Composition::startJobs() {
    m_parts->sync.pushSender.start(m_parts->pushGateway);
    m_parts->mails.start(m_parts->base.mail, m_parts->base.workers);
    if (m_parts->base.config.get()->notifyAppservices)
        m_parts->appserviceSender.start();
    m_parts->emailNotifier.start(m_parts->base.workers);
    m_parts->rooms.removal.resume();
    m_parts->rooms.delayed.start(m_parts->base.workers);
    m_parts->redaction.resume();
    m_parts->maintenance.renewOldData();
    m_parts->housekeeping.start(m_parts->base.workers);
    services::AccountServices &accounts = m_parts->accounts;
    m_parts->base.workers.post(
        [&accounts] { runJob([&accounts] { accounts.closing.finishDeactivations(); }); });
    repeat(m_parts->base.workers, flushEvery, [&accounts] { accounts.flush(); });
    repeat(m_parts->base.workers, tidyEvery, [&accounts] { accounts.tidyUp(); });
    repeat(m_parts->base.workers, alertEvery, [this] { tellAdministrators(); });
}

/// Of what only they can change: nobody new finds a place any more.
void Composition::tellAdministrators() {
    const auto settings = m_parts->base.config.get();
    if (settings->serverNotices.localpart.empty() || !m_parts->accounts.usage.takeAlert())
        return;
    const auto administrators = m_parts->base.database.read(&store::monthly_active::administrators);
    for (const std::string &userId : administrators) {
        services::ServerNotices::Notice notice;
        notice.content = {
            {"msgtype", "m.server_notice"},
            {"server_notice_type", "m.server_notice.usage_limit_reached"},
            {"limit_type", "monthly_active_user"},
            {"admin_contact", settings->adminContact},
            {"body", fmt::format("{} users were active in the last 30 days, which is as many as "
                                 "max_mau_value allows. Others are turned away.",
                                 m_parts->accounts.usage.active())}};
        (void)m_parts->notices.send(userId, notice);
    }
}

void Composition::runJobs() {
    m_parts->accounts.flush();
    m_parts->housekeeping.runAll();
    tellAdministrators();
}

void Composition::stopJobs() {
    m_parts->housekeeping.stop();
    m_parts->sync.pushSender.stop();
    m_parts->emailNotifier.stop();
    m_parts->mails.stop();
    m_parts->appserviceSender.stop();
    m_parts->accounts.flush();
}

} // namespace hearth::daemon
