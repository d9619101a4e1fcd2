// SPDX-License-Identifier: Apache-2.0
// AppService: one application service as its registration file describes it
// (spec application-service, "Registration").
#pragma once

#include "server/config/load.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

struct AppServiceNamespace {
    std::string pattern;
    std::regex regex;
    bool exclusive = false;
    /// As Synapse does it: anchored at the start only.
    [[nodiscard]] bool matches(std::string_view id) const;
};

struct AppService {
    std::string id;
    std::string url; // empty: nothing is sent to it
    std::string asToken;
    std::string hsToken;
    std::string senderLocalpart;
    std::string sender; // full user id
    bool rateLimited = true;
    bool ephemeral = false;           // receive_ephemeral (MSC2409)
    bool unstableEphemeral = false;   // asked for under its unstable name, so it reads that
    bool deviceLists = false;         // org.matrix.msc3202: device lists and key counts
    bool deviceManagement = false;    // MSC4190: devices without login
    bool legacyAuthorization = false; // gets the token in the address, too
    std::vector<std::string> protocols;
    std::vector<AppServiceNamespace> users;
    std::vector<AppServiceNamespace> aliases;
    std::vector<AppServiceNamespace> rooms;

    [[nodiscard]] bool ownsUser(std::string_view userId) const;
    [[nodiscard]] bool ownsUserExclusively(std::string_view userId) const;
    [[nodiscard]] bool ownsAlias(std::string_view alias) const;
    [[nodiscard]] bool ownsAliasExclusively(std::string_view alias) const;
    [[nodiscard]] bool ownsRoom(std::string_view roomId) const;
};

/// Reads one registration file, strictly: the first thing that is not understood is the problem.
[[nodiscard]] tl::expected<AppService, config::Problem> loadAppService(const std::string &file,
                                                                       std::string_view serverName);
/// All of them; problems: what is wrong with any, or with two beside each other.
[[nodiscard]] std::vector<AppService> loadAppServices(const std::vector<std::string> &files,
                                                      std::string_view serverName,
                                                      std::vector<config::Problem> &problems);

} // namespace hearth::services
