// SPDX-License-Identifier: Apache-2.0
// Settings with shapes of their own that limit: active users, uploads, retention, previews of
// rooms.
#include "server/config/members.hpp"
#include "server/config/shapes.hpp"

namespace hearth::config {

void readAppserviceTrialDays(Reader &reader, const YAML::Node &node, Settings &settings) {
    settings.mau.appserviceTrialDays.clear();
    if (!given(node) || !reader.isMap(node, "mau_appservice_trial_days"))
        return;
    for (const auto &item : node) {
        const std::string id = item.first.Scalar();
        if (const auto days =
                reader.integer(item.second, "mau_appservice_trial_days." + id, 0, 36500))
            settings.mau.appserviceTrialDays.emplace_back(id, *days);
    }
}

void readReservedThreepids(Reader &reader, const YAML::Node &node, Settings &settings) {
    settings.mau.reservedThreepids.clear();
    if (!given(node) || !reader.isList(node, "mau_limit_reserved_threepids"))
        return;
    for (const YAML::Node &entry : node) {
        if (!reader.isMap(entry, "Each entry of mau_limit_reserved_threepids"))
            continue;
        reader.knownKeys(entry, "mau_limit_reserved_threepids", {"medium", "address"});
        std::string medium, address;
        Members members(reader, entry, "mau_limit_reserved_threepids");
        members.text("medium", medium);
        members.text("address", address);
        if (medium.empty() || address.empty())
            reader.problem(entry,
                           "An entry of mau_limit_reserved_threepids needs medium and address.");
        settings.mau.reservedThreepids.emplace_back(std::move(medium), std::move(address));
    }
}

void readPrejoinState(Reader &reader, const YAML::Node &node, Settings &settings) {
    settings.roomPrejoinState = {};
    if (!given(node) || !reader.isMap(node, "room_prejoin_state"))
        return;
    reader.knownKeys(node, "room_prejoin_state",
                     {"disable_default_event_types", "additional_event_types"});
    PrejoinState &state = settings.roomPrejoinState;
    Members(reader, node, "room_prejoin_state")
        .boolean("disable_default_event_types", state.disableDefaults);
    const YAML::Node more = node["additional_event_types"];
    if (!given(more) || !reader.isList(more, "room_prejoin_state.additional_event_types"))
        return;
    for (const YAML::Node &entry : more) {
        if (entry.IsScalar()) {
            state.additional.emplace_back(entry.Scalar(), std::nullopt);
            continue;
        }
        const auto pair = reader.texts(entry, "room_prejoin_state.additional_event_types");
        if (pair.size() == 2)
            state.additional.emplace_back(pair[0], pair[1]);
        else
            reader.problem(entry, "An entry of room_prejoin_state.additional_event_types is a type "
                                  "or a list of a type and a state key.");
    }
}

void readUploadLimits(Reader &reader, const YAML::Node &node, Settings &settings) {
    settings.mediaUploadLimits.clear();
    if (!given(node) || !reader.isList(node, "media_upload_limits"))
        return;
    for (const YAML::Node &entry : node) {
        if (!reader.isMap(entry, "Each entry of media_upload_limits"))
            continue;
        reader.knownKeys(entry, "media_upload_limits", {"time_period", "max_size"});
        UploadLimit limit;
        Members members(reader, entry, "media_upload_limits");
        members.duration("time_period", limit.period);
        members.size("max_size", limit.maxSize);
        if (limit.period <= 0 || limit.maxSize <= 0)
            reader.problem(entry,
                           "An entry of media_upload_limits needs time_period and max_size.");
        settings.mediaUploadLimits.push_back(limit);
    }
}

void readPurgeJobs(Reader &reader, const YAML::Node &node, Settings &settings) {
    settings.retention.purgeJobs.clear();
    if (!given(node) || !reader.isList(node, "retention.purge_jobs"))
        return;
    for (const YAML::Node &entry : node) {
        if (!reader.isMap(entry, "Each entry of retention.purge_jobs"))
            continue;
        reader.knownKeys(entry, "retention.purge_jobs",
                         {"interval", "shortest_max_lifetime", "longest_max_lifetime"});
        PurgeJob job;
        Members members(reader, entry, "retention.purge_jobs");
        members.duration("interval", job.interval);
        members.duration("shortest_max_lifetime", job.shortest);
        members.duration("longest_max_lifetime", job.longest);
        if (job.interval < 1000)
            reader.problem(entry, "retention.purge_jobs.interval must be at least 1s.");
        if (job.shortest && job.longest && *job.shortest > *job.longest)
            reader.problem(entry, "In retention.purge_jobs, shortest_max_lifetime is longer than "
                                  "longest_max_lifetime.");
        settings.retention.purgeJobs.push_back(job);
    }
}

} // namespace hearth::config
