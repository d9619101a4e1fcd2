// SPDX-License-Identifier: Apache-2.0
#include "server/api/basics/routes.hpp"

namespace hearth::api {
namespace {

// Clients test for exact strings, so every version is listed (spec client-server, "API Versions").
constexpr const char *specVersions[] = {"r0.0.1", "r0.1.0", "r0.2.0", "r0.3.0", "r0.4.0", "r0.5.0",
                                        "r0.6.0", "r0.6.1", "v1.1",   "v1.2",   "v1.3",   "v1.4",
                                        "v1.5",   "v1.6",   "v1.7",   "v1.8",   "v1.9",   "v1.10",
                                        "v1.11",  "v1.12",  "v1.13",  "v1.14",  "v1.15",  "v1.16"};

// Names under which clients look for what has since become part of the specification.
constexpr const char *stableFeatures[] = {
    "org.matrix.label_based_filtering",
    "org.matrix.e2e_cross_signing",
    "org.matrix.msc2285.stable",
    "org.matrix.msc2432",
    "org.matrix.msc3440.stable",
    "org.matrix.msc3715.stable",
    "org.matrix.msc3771",
    "org.matrix.msc3773",
    "org.matrix.msc3827.stable",
    "org.matrix.msc3856.stable",
    "org.matrix.msc3874",
    "org.matrix.msc3881",
    "org.matrix.msc3916.stable",
    "org.matrix.msc3952_intentional_mentions",
    "org.matrix.msc3981",
    "org.matrix.msc4222",
    "org.matrix.msc4380.stable",
    "org.matrix.simplified_msc3575",
    "uk.half-shot.msc2666.query_mutual_rooms.stable",
    "uk.tcpip.msc4133",
    "uk.tcpip.msc4133.stable",
};

std::string versionsText(const config::Settings &settings) {
    json::array versions;
    for (const char *version : specVersions)
        versions.emplace_back(version);
    json::object features;
    for (const char *feature : stableFeatures)
        features[feature] = true;
    features["org.matrix.msc4143"] = !settings.rtcTransports.empty();
    features["org.matrix.msc4140"] = settings.maxEventDelayDuration > 0;
    const std::string &forced = settings.encryptionEnabledByDefaultForRoomType;
    features["io.element.e2ee_forced.public"] = forced == "all";
    features["io.element.e2ee_forced.private"] = forced != "off";
    features["io.element.e2ee_forced.trusted_private"] = forced != "off";
    return json::serialize(json::object{{"versions", std::move(versions)},
                                        {"unstable_features", std::move(features)}});
}

} // namespace

// spec server-server, "GET /_matrix/federation/v1/version"
http::Response federationVersion(const Basics &basics, Call & /*call*/) {
    return http::jsonResponse(
        json::object{{"server", {{"name", "Hearth"}, {"version", basics.version}}}});
}

http::Response versions(const Basics &basics, Call & /*call*/) {
    const auto settings = basics.config.get();
    // Made anew only when the settings change: this is what clients ask most before signing in.
    thread_local std::shared_ptr<const config::Settings> madeFor;
    thread_local std::string text;
    if (madeFor != settings) {
        text = versionsText(*settings);
        madeFor = settings;
    }
    http::Response response = http::jsonTextResponse(text);
    response.headers.set("Cache-Control", "public, max-age=600");
    return response;
}

} // namespace hearth::api
