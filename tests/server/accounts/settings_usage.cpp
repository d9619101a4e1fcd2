// SPDX-License-Identifier: Apache-2.0
// Cases of TestSettings: who may use the server.
#include "tests/server/accounts/settings_cases.hpp"

namespace hearth::test {

void addUsageCases(Cases &cases) {
    const Edit disabled = [](auto &s) {
        s.hsDisabled = true;
        s.hsDisabledMessage = "Closed for repairs";
    };
    // While it is closed nobody gets an account, so it is closed only then.
    cases["hs_disabled"] = {
        [](auto &s) { s.dataDir = "closed"; },
        [](ServerFixture &server) {
            const auto admin = server.join("admin", true);
            const auto a = server.join("a");
            server.change([](config::Settings &s) { s.hsDisabled = s.dataDir == "closed"; });
            const auto room = makeRoom(server, admin);
            return inOrder({server.get(client + "/sync", a.token).verdict(),
                            say(server, a, room).verdict(), signIn(server, "a").verdict(),
                            server.get(client + "/sync", admin.token).verdict(),
                            server.post(client + "/logout", json::object{}, a.token).verdict()});
        },
        "403 M_RESOURCE_LIMIT_EXCEEDED, 403 M_RESOURCE_LIMIT_EXCEEDED, 403 "
        "M_RESOURCE_LIMIT_EXCEEDED, 200, 200",
        "200, 403 M_FORBIDDEN, 200, 200, 200"};
    cases["hs_disabled_message"] = {
        disabled, [](ServerFixture &server) { return registerNew(server, "a").text("error"); },
        "Closed for repairs", ""};
    cases["max_mau_value: register"] = {[](auto &s) { limitActive(s, 1); },
                                        [](ServerFixture &server) {
                                            const auto a = server.join("a");
                                            server.get(client + "/account/whoami", a.token);
                                            const auto b = registerNew(server, "b");
                                            return b.verdict() + " " + b.text("limit_type") + " " +
                                                   b.text("admin_contact");
                                        },
                                        "403 M_RESOURCE_LIMIT_EXCEEDED monthly_active_user "
                                        "mailto:admin@x",
                                        "200  "};
    const Probe secondSyncs = [](ServerFixture &server) {
        const auto a = server.join("a");
        const auto b = server.join("b"); // before anybody was active
        server.get(client + "/sync", a.token);
        return inOrder({server.get(client + "/sync", b.token).verdict(),
                        server.get(client + "/sync", a.token).verdict(),
                        signIn(server, "b").verdict(), signIn(server, "a").verdict(),
                        server.post(client + "/logout", json::object{}, b.token).verdict()});
    };
    cases["max_mau_value: sync"] = {[](auto &s) { limitActive(s, 1); }, secondSyncs,
                                    "403 M_RESOURCE_LIMIT_EXCEEDED, 200, 403 "
                                    "M_RESOURCE_LIMIT_EXCEEDED, 200, 200",
                                    "200, 200, 200, 200, 200"};
    cases["limit_usage_by_mau: off"] = {[](auto &s) { s.mau.maxValue = 1; }, secondSyncs,
                                        "200, 200, 200, 200, 200", "200, 200, 200, 200, 200"};
    cases["mau_stats_only"] = {[](auto &s) {
                                   limitActive(s, 1);
                                   s.mau.statsOnly = true;
                               },
                               secondSyncs, "200, 200, 200, 200, 200", "200, 200, 200, 200, 200"};
    cases["mau_trial_days"] = {[](auto &s) {
                                   limitActive(s, 1);
                                   s.mau.trialDays = 2;
                               },
                               [](ServerFixture &server) {
                                   const auto a = server.join("a");
                                   const auto b = server.join("b");
                                   const auto sync = [&](const Person &who) {
                                       return server.get(client + "/sync", who.token).verdict();
                                   };
                                   sync(a);
                                   const std::string early = sync(b);
                                   server.clock.forward(3 * day);
                                   sync(a);
                                   return early + ", " + sync(b);
                               },
                               "200, 403 M_RESOURCE_LIMIT_EXCEEDED", "200, 200"};
    cases["mau_limit_reserved_threepids"] = {
        [](auto &s) {
            limitActive(s, 2);
            s.mau.reservedThreepids = {{"email", "b@x.org"}};
        },
        [](ServerFixture &server) {
            const auto admin = server.join("admin", true);
            const auto b = server.join("b");
            server.put("/_synapse/admin/v2/users/@b:x",
                       json::object{{"threepids", {{{"medium", "email"}, {"address", "b@x.org"}}}}},
                       admin.token);
            const auto a = server.join("a");
            server.get(client + "/sync", a.token);
            const auto c = registerNew(server, "c");
            return server.get(client + "/sync", b.token).verdict() + " " + c.verdict();
        },
        "200 403 M_RESOURCE_LIMIT_EXCEEDED", "200 200"};
    cases["mau_limit_alerting"] = {
        [](auto &s) {
            limitActive(s, 1);
            s.serverNotices.localpart = "notices";
        },
        [](ServerFixture &server) {
            const auto admin = server.join("admin", true);
            server.get(client + "/sync", admin.token);
            registerNew(server, "b");
            server.runJobs();
            const auto sync = server.get(client + "/sync", admin.token);
            const auto *rooms = sync.body.if_contains("rooms");
            return std::string(rooms && rooms->as_object().contains("invite") ? "told"
                                                                              : "not told");
        },
        "told", "not told"};
    cases["allow_underscore_prefixed_registration"] = {
        [](auto &s) { s.allowUnderscorePrefixedRegistration = true; },
        [](ServerFixture &server) { return registerNew(server, "_a").verdict(); }, "200",
        "400 M_INVALID_USERNAME"};
}

} // namespace hearth::test
