// SPDX-License-Identifier: Apache-2.0
// Settings: what the configuration file says, as one plain struct. Keys and defaults are those of
// Synapse's homeserver.yaml wherever the meaning is the same; settings.cpp has THE table of keys.
#pragma once

#include "server/core/json.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::config {

/// Token bucket: refills with perSecond, holds burstCount. perSecond 0 = nothing is let through.
struct RateLimit {
    double perSecond = 0;
    double burstCount = 0;
};

struct RateLimits { // rc_*
    RateLimit message{0.2, 10};
    RateLimit registration{0.17, 3};
    RateLimit registrationTokenValidity{0.1, 5};
    RateLimit loginAddress{0.17, 10};
    RateLimit loginAccount{0.17, 10};
    RateLimit loginFailedAttempts{0.17, 3};
    std::optional<RateLimit> adminRedaction; // none: as message
    RateLimit joinsLocal{0.1, 10};
    RateLimit joinsRemote{0.01, 10};
    RateLimit joinsPerRoom{1, 10};
    RateLimit threepidValidation{0.003, 5};
    RateLimit invitesPerRoom{0.3, 10};
    RateLimit invitesPerUser{0.003, 5};
    RateLimit invitesPerIssuer{0.3, 10};
    RateLimit mediaCreate{10, 50};
    RateLimit presencePerUser{0.1, 1};
    RateLimit delayedEventManagement{1, 5};
    RateLimit roomCreation{0.016, 10};
    RateLimit reports{1, 5};
    RateLimit userDirectory{0.016, 200};
    RateLimit keyRequests{20, 100};
};

struct Listener {
    std::int64_t port = 8008; // 0: any free port
    std::vector<std::string> bindAddresses{"127.0.0.1"};
    bool tls = false;
    bool xForwarded = false;
    bool compress = false;              // answers to clients
    std::vector<std::string> resources; // client federation media keys metrics health openid static
    int line = 0;
};

struct Database {
    bool postgres = false;
    std::string path;       // SQLite
    std::string connection; // libpq connection string
    int readers = 8;
    int line = 0;
};

struct Log {
    std::string level = "info"; // error warn info debug
    std::string file;           // empty: text on stderr
    std::int64_t maxSize = 20 << 20;
    std::int64_t keep = 5; // rotated files
};

struct PasswordConfig {
    bool enabled = true;
    bool localdbEnabled = true;
    std::string pepper;
    bool policyEnabled = false;
    std::int64_t minimumLength = 0;
    bool requireDigit = false, requireSymbol = false;
    bool requireLowercase = false, requireUppercase = false;
};

/// A row of room_list_publication_rules or alias_creation_rules; the first that fits decides.
struct RoomRule {
    std::string userId = "*";
    std::string alias = "*";
    std::string roomId = "*";
    bool allow = true;
};

struct OldSigningKey {
    std::string keyId;
    std::string key; // unpadded base64
    std::int64_t expiredTs = 0;
};

struct TrustedKeyServer {
    std::string serverName;
    std::vector<std::pair<std::string, std::string>> verifyKeys;
    bool acceptKeysInsecurely = false;
};

/// An entry of allowed_local_3pids.
struct AllowedThreepid {
    std::string medium; // email msisdn
    std::string pattern;
    std::regex regex; // must fit from the beginning on, as Python's re.match
};

struct Email {
    bool enabled = false; // there is such a group, with anything in it
    std::string smtpHost = "localhost";
    std::optional<std::int64_t> smtpPort; // none: 465 with forceTls, else 25
    std::string smtpUser, smtpPass, notifFrom, appName = "Matrix";
    bool forceTls = false, requireTransportSecurity = false, enableTls = true;
    std::string tlsName; // empty: smtpHost
    bool enableNotifs = false, notifForNewUsers = true;
    std::int64_t notifDelayBeforeMail = 600'000; // ms
    std::string clientBaseUrl;
    std::int64_t validationTokenLifetime = 3'600'000; // ms
    std::string language = "en";                      // where nobody's own is known
    std::string templateFolder; // templates.custom_template_directory, email.template_dir
    std::map<std::string, std::string> subjects; // only those that were given
};

struct CasConfig {
    bool enabled = false;
    std::string serverUrl; // without a slash at the end
    std::int64_t protocolVersion = 2;
    std::string displaynameAttribute = "displayName";
    /// Attribute and its value; any value if none.
    std::vector<std::pair<std::string, std::optional<std::string>>> requiredAttributes;
    bool enableRegistration = true;
    bool allowNumericIds = false;
    std::string numericIdsPrefix = "u";
    std::string idpName = "CAS", idpIcon, idpBrand;
};

struct JwtConfig {
    bool enabled = false;
    std::string secret; // or public key, PEM
    std::string algorithm;
    std::string subjectClaim = "sub", displayNameClaim;
    std::string issuer; // empty: anybody
    std::vector<std::string> audiences;
};

struct ServerNotices { // empty localpart: off
    std::string localpart, displayName, avatarUrl, roomName = "Server Notices", roomTopic;
    std::string roomAvatarUrl;
    bool autoJoin = false;
};

/// A row of retention.purge_jobs: rooms whose max_lifetime lies between the two are looked at.
struct PurgeJob {
    std::int64_t interval = 86400000; // ms
    std::optional<std::int64_t> shortest, longest;
};

struct Retention {
    bool enabled = false;
    std::optional<std::int64_t> defaultMinLifetime, defaultMaxLifetime; // ms
    std::optional<std::int64_t> allowedMinLifetime, allowedMaxLifetime; // ms
    std::vector<PurgeJob> purgeJobs; // none: one for all, every day
};

/// limit_usage_by_mau and what belongs to it.
struct MonthlyActive {
    bool limit = false;
    bool statsOnly = false;
    std::int64_t maxValue = 0;
    std::int64_t trialDays = 0;
    std::vector<std::pair<std::string, std::int64_t>> appserviceTrialDays; // by id
    std::vector<std::pair<std::string, std::string>> reservedThreepids;    // medium, address
    bool alerting = true;
};

struct AutoAcceptInvites {
    bool enabled = false;
    bool onlyForDirectMessages = false;
    bool onlyFromLocalUsers = false;
};

/// State that those see who are invited or knock, beyond the usual.
struct PrejoinState {
    bool disableDefaults = false;
    std::vector<std::pair<std::string, std::optional<std::string>>> additional; // any key if none
};

/// A row of media_upload_limits.
struct UploadLimit {
    std::int64_t period = 0; // ms
    std::int64_t maxSize = 0;
};

struct ThumbnailSize {
    std::int64_t width = 0, height = 0;
    bool crop = false;
};

struct UserTypes {
    std::string defaultUserType;
    std::vector<std::string> extraUserTypes;
};

struct Settings {
    std::string configFile; // absolute path of the file that was read
    std::string dataDir;    // its folder; relative paths start here

    // Server
    std::string serverName;
    std::string publicBaseurl; // ends with "/"; empty: made from the first client listener
    std::string pidFile;
    std::vector<Listener> listeners;
    std::vector<std::string> ipRangeBlacklist; // CIDR
    std::vector<std::string> ipRangeWhitelist;
    std::string defaultRoomVersion = "12";
    bool serveServerWellKnown = false;
    json::object extraWellKnownClientContent;
    std::string webClientLocation;
    std::string adminContact; // mailto: URI
    std::vector<RoomRule> roomListPublicationRules, aliasCreationRules;
    bool requireMembershipForAliases = true;
    bool allowPublicRoomsWithoutAuth = false;
    bool allowPublicRoomsOverFederation = false;
    bool enableRoomListSearch = true;
    bool allowPerRoomProfiles = true;
    bool requireAuthForProfileRequests = false;
    bool limitProfileRequestsToUsersWhoShareRooms = false;
    bool includeProfileDataOnInvite = true;
    bool blockNonAdminInvites = false;
    std::optional<std::int64_t> redactionRetentionPeriod = 7LL * 86400000; // ms; none: kept
    std::optional<std::int64_t> forgottenRoomRetentionPeriod;              // ms
    std::optional<std::int64_t> userIpsMaxAge = 28LL * 86400000;           // ms
    std::int64_t filterTimelineLimit = 100;                                // -1: none
    std::int64_t maxEventDelayDuration = 0;                    // ms; 0: delayed events off
    std::string encryptionEnabledByDefaultForRoomType = "off"; // all invite off
    bool presenceEnabled = true;
    bool presenceUntracked = false;
    std::string hsDisabledMessage; // hs_disabled
    bool hsDisabled = false;
    MonthlyActive mau;
    bool forgetRoomsOnLeave = false;
    std::optional<bool> enableMetrics; // not given: where a listener has the type metrics
    bool enableSearch = true;
    std::vector<std::string> excludeRoomsFromSync, excludeRoomsFromPresence;
    json::object defaultPowerLevelContentOverride; // by preset
    PrejoinState roomPrejoinState;
    AutoAcceptInvites autoAcceptInvites;
    std::optional<std::int64_t> deleteStaleDevicesAfter; // ms
    bool trackAppserviceUserIps = false;
    bool trackPuppetedUserIps = false;
    bool presenceIncludeOfflineUsers = false;
    std::string userAgentSuffix;
    json::array rtcTransports; // matrix_rtc.transports

    Database database;
    Log log;

    // Media
    std::string mediaStorePath; // absolute
    std::int64_t maxUploadSize = 50 << 20;
    std::int64_t maxImagePixels = 32 << 20;
    std::int64_t maxPendingMediaUploads = 5;
    std::int64_t unusedExpirationTime = 86400000; // ms
    bool enableAuthenticatedMedia = true;
    bool dynamicThumbnails = false;
    std::vector<ThumbnailSize> thumbnailSizes; // filled with Synapse's list when not given
    bool urlPreviewEnabled = false;
    std::vector<std::string> urlPreviewIpRangeBlacklist, urlPreviewIpRangeWhitelist;
    json::array urlPreviewUrlBlacklist;
    std::vector<std::string> urlPreviewAcceptLanguage{"en"};
    std::int64_t maxSpiderSize = 10 << 20;
    std::optional<std::int64_t> localMediaLifetime, remoteMediaLifetime; // ms; media_retention
    std::vector<UploadLimit> mediaUploadLimits;
    std::optional<std::int64_t> maxAvatarSize;
    std::optional<std::vector<std::string>> allowedAvatarMimetypes;

    // Keys and secrets
    std::string signingKeyPath; // absolute
    std::vector<OldSigningKey> oldSigningKeys;
    std::int64_t keyRefreshInterval = 86400000; // ms
    std::string registrationSharedSecret;       // also read from registration_shared_secret_path
    std::string macaroonSecretKey;              // also read from macaroon_secret_key_path

    // Accounts
    bool enableRegistration = false;
    bool enableRegistrationWithoutVerification = false;
    bool registrationRequiresToken = false;
    std::vector<std::string> registrationsRequire3pid; // email msisdn
    bool registrationTokenInsteadOf3pid = false;       // enable_registration_token_3pid_bypass
    std::vector<AllowedThreepid> allowedLocal3pids;    // none: all
    bool requestTokenInhibit3pidErrors = false;
    std::optional<std::vector<std::string>> nextLinkDomainWhitelist;
    bool allowGuestAccess = false;
    bool inhibitUserInUseError = false;
    bool allowUnderscorePrefixedRegistration = false;
    bool disableMsisdnRegistration = false;
    std::vector<std::string> autoJoinRooms;
    bool autocreateAutoJoinRooms = true;
    bool autocreateAutoJoinRoomsFederated = true;
    std::string autocreateAutoJoinRoomPreset = "public_chat";
    std::string autoJoinMxidLocalpart;
    bool autoJoinRoomsForGuests = true;
    bool enableSetDisplayname = true;
    bool enableSetAvatarUrl = true;
    bool enable3pidChanges = true;
    std::string defaultIdentityServer;
    PasswordConfig passwordConfig;
    std::int64_t bcryptRounds = 12; // only weighs the cost of new hashes: below 8 = tests
    std::optional<std::int64_t> sessionLifetime;                         // ms
    std::optional<std::int64_t> refreshableAccessTokenLifetime = 300000; // ms
    std::optional<std::int64_t> refreshTokenLifetime;                    // ms
    std::optional<std::int64_t> nonrefreshableAccessTokenLifetime;       // ms
    std::int64_t uiAuthSessionTimeout = 0;                               // ms
    bool loginViaExistingSession = false;
    bool loginViaExistingSessionRequiresUiAuth = true;
    std::int64_t loginViaExistingSessionTokenTimeout = 300000; // ms
    bool enableRegistrationCaptcha = false;
    std::string recaptchaPublicKey, recaptchaPrivateKey;
    std::string recaptchaSiteverifyApi = "https://www.recaptcha.net/recaptcha/api/siteverify";
    CasConfig cas;
    JwtConfig jwt;
    std::vector<std::string> ssoClientWhitelist; // beginnings of addresses that need no question
    bool ssoUpdateProfileInformation = false;
    UserTypes userTypes;

    // Rate limits
    RateLimits rc;

    // TLS
    std::string tlsCertificatePath, tlsPrivateKeyPath; // absolute

    // Federation
    std::optional<std::vector<std::string>> federationDomainWhitelist;
    bool federationVerifyCertificates = true;
    std::vector<std::string> federationCustomCaList;
    std::vector<std::string> preventMediaDownloadsFrom;
    std::vector<std::string> dnsServers; // "address" or "address:port"; empty: the system's
    std::optional<std::vector<std::string>> federationIpRangeBlacklist;
    std::vector<TrustedKeyServer> trustedKeyServers;
    bool allowProfileLookupOverFederation = true;
    bool useInsecureSslClient = false; // outgoing requests that are not federation
    std::int64_t federationRcWindowSize = 1000, federationRcSleepLimit = 10;
    std::int64_t federationRcSleepDelay = 500, federationRcRejectLimit = 50;
    std::int64_t federationRcConcurrent = 3;

    // Other parts
    std::vector<std::string> appServiceConfigFiles; // absolute
    bool notifyAppservices = true;
    bool useAppserviceLegacyAuthorization = false;
    std::vector<std::string> turnUris;
    std::string turnSharedSecret; // also read from turn_shared_secret_path
    std::string turnUsername, turnPassword;
    std::int64_t turnUserLifetime = 3600000; // ms
    bool turnAllowGuests = true;
    bool userDirectoryEnabled = true;
    bool userDirectorySearchAllUsers = false;
    bool userDirectoryPreferLocalUsers = false;
    bool userDirectoryExcludeRemoteUsers = false;
    bool userDirectoryShowLockedUsers = false;
    bool pushEnabled = true;
    bool pushIncludeContent = true;
    bool pushGroupUnreadCountByRoom = true;
    Retention retention;
    Email email;
    ServerNotices serverNotices;

    [[nodiscard]] bool isMine(std::string_view domain) const { return domain == serverName; }
};

/// The settings that hold at this moment: SIGHUP puts new ones in. Services that use values which
/// may change while running (rate limits, registration switches) keep a reference to it and call
/// get() for each request. Thread-safe.
class Current {
public:
    explicit Current(Settings settings)
        : m_settings(std::make_shared<const Settings>(std::move(settings))) {}
    [[nodiscard]] std::shared_ptr<const Settings> get() const {
        const std::lock_guard lock(m_mutex);
        return m_settings;
    }
    void set(Settings settings) {
        auto next = std::make_shared<const Settings>(std::move(settings));
        const std::lock_guard lock(m_mutex);
        m_settings.swap(next);
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const Settings> m_settings;
};

} // namespace hearth::config
