// SPDX-License-Identifier: Apache-2.0
#include "server/api/basics/routes.hpp"
#include "server/core/error.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hearth::api {
namespace {

// The codes of the "fatal" line for what can also happen to a running server. The sentences are
// the store's; what none of them says has the code "internal".
std::string_view codeOf(std::string_view sentence) {
    struct Row {
        std::string_view part, code;
    };
    static constexpr std::array<Row, 6> rows{{{"is full", "disk_full"},
                                              {"is damaged", "database_corrupt"},
                                              {"cannot be written", "data_dir_unwritable"},
                                              {"PostgreSQL is lost", "database_unreachable"},
                                              {"cannot be used", "database_unreachable"},
                                              {"is shutting down", "shutting_down"}}};
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row &one) {
        return sentence.find(one.part) != sentence.npos;
    });
    return row == rows.end() ? "internal" : row->code;
}

} // namespace

http::Response health(const Basics &basics, Call & /*call*/) {
    const std::string trouble = basics.trouble();
    http::Response response =
        trouble.empty() ? http::textResponse("OK") : http::textResponse(trouble, 503);
    response.headers.add("Hearth-Instance", basics.instance);
    if (!trouble.empty())
        response.headers.add("Hearth-Trouble", std::string(codeOf(trouble)));
    return response;
}

http::Response metrics(const Basics &basics, Call &call) {
    // A listener of the type metrics has no other purpose and needs no second switch.
    const auto &resources = call.request.resources;
    const auto serves = [&](std::string_view name) {
        return resources &&
               std::find(resources->begin(), resources->end(), name) != resources->end();
    };
    const bool open =
        serves("metrics") && basics.config.get()->enableMetrics.value_or(!serves("client"));
    if (!open) {
        if (!call.signedIn())
            throw missingToken();
        if (!call.requester.admin)
            throw forbidden("You are not a server admin");
    }
    return http::textResponse(basics.metrics.render(), 200,
                              "text/plain; version=0.0.4; charset=utf-8");
}

} // namespace hearth::api
