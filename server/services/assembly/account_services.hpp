// SPDX-License-Identifier: Apache-2.0
// AccountServices: accounts and everything that belongs to them, built in dependency order. The
// daemon owns one, after RoomServices.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/address_proofs.hpp"
#include "server/services/accounts/captcha.hpp"
#include "server/services/accounts/passwords.hpp"
#include "server/services/accounts/sessions.hpp"
#include "server/services/accounts/threepids.hpp"
#include "server/services/accounts/usage_limits.hpp"
#include "server/services/admin/shared_secret.hpp"
#include "server/services/admin/user_admin.hpp"
#include "server/services/appservices/appservices.hpp"
#include "server/services/devices/devices.hpp"
#include "server/services/directory/user_directory.hpp"
#include "server/services/housekeeping/housekeeping.hpp"
#include "server/services/keys/backups.hpp"
#include "server/services/keys/cross_signing.hpp"
#include "server/services/keys/dehydrated.hpp"
#include "server/services/keys/keys.hpp"
#include "server/services/media/media.hpp"
#include "server/services/profiles/profiles.hpp"
#include "server/services/sign_in/cas.hpp"
#include "server/services/sign_in/closing.hpp"
#include "server/services/sign_in/registration.hpp"
#include "server/services/sign_in/sign_in.hpp"
#include "server/services/sign_in/token_sign_in.hpp"
#include "server/services/sign_in/uia.hpp"

#include <string>

namespace hearth::http {
class Client;
}

namespace hearth::services {

struct AccountCore;
class Changes;
class MailQueue;
class RoomCore;
class RoomService;

struct AccountParts {
    store::Database &database;
    const config::Current &settings;
    const Clock &clock;
    RateLimiter &limiter;
    Changes &changes;
    AccountCore &core;
    RoomCore &roomCore;
    RoomService &rooms;
    std::string thumbnailProgram;
    Lanes &lanes;
    http::Client &client;
    MailQueue &mails;
};

/// Thread-safe.
class AccountServices {
public:
    explicit AccountServices(const AccountParts &parts);

    /// Every few seconds: writes what was only noted so far. Also once at the end.
    void flush();
    /// Every hour or so: forgets what has expired.
    void tidyUp();
    /// What the settings want to be removed by age.
    [[nodiscard]] std::vector<HouseJob> jobs();

    Accounts &accounts;
    AppServices &appservices;
    Passwords passwords;
    Profiles &profiles;
    UsageLimits usage;
    Sessions sessions;
    AddressProofs proofs;
    Threepids threepids;
    Registration registration;
    TokenSignIn tokenSignIn;
    SignIn signIn;
    Captcha captcha;
    Cas cas;
    Uia uia;
    Closing closing;
    Devices devices;
    Keys keys;
    CrossSigning crossSigning;
    Backups backups;
    Dehydrated dehydrated;
    MediaService media;
    UserDirectory directory;
    UserAdmin userAdmin;
    SharedSecret sharedSecret;

private:
    const config::Current &m_settings;
    const Clock &m_clock;
};

} // namespace hearth::services
