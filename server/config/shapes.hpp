// SPDX-License-Identifier: Apache-2.0
// Settings whose values have a shape of their own.
#pragma once

#include "server/config/reader.hpp"

namespace hearth::config {

void readListeners(Reader &reader, const YAML::Node &node, Settings &settings);
void readDatabase(Reader &reader, const YAML::Node &node, Settings &settings);
void readPresenceEnabled(Reader &reader, const YAML::Node &node, Settings &settings);
void readPasswordsEnabled(Reader &reader, const YAML::Node &node, Settings &settings);
void readCasAttributes(Reader &reader, const YAML::Node &node, Settings &settings);
void readRoomListRules(Reader &reader, const YAML::Node &node, Settings &settings);
void readAliasRules(Reader &reader, const YAML::Node &node, Settings &settings);
void readThumbnailSizes(Reader &reader, const YAML::Node &node, Settings &settings);
void readOldSigningKeys(Reader &reader, const YAML::Node &node, Settings &settings);
void readTrustedKeyServers(Reader &reader, const YAML::Node &node, Settings &settings);
void readCaList(Reader &reader, const YAML::Node &node, Settings &settings);
void readMailSubjects(Reader &reader, const YAML::Node &node, Settings &settings);
void readAllowedThreepids(Reader &reader, const YAML::Node &node, Settings &settings);
void readAppserviceTrialDays(Reader &reader, const YAML::Node &node, Settings &settings);
void readReservedThreepids(Reader &reader, const YAML::Node &node, Settings &settings);
void readPrejoinState(Reader &reader, const YAML::Node &node, Settings &settings);
void readUploadLimits(Reader &reader, const YAML::Node &node, Settings &settings);
void readPurgeJobs(Reader &reader, const YAML::Node &node, Settings &settings);
void readAppServiceFiles(Reader &reader, const YAML::Node &node, Settings &settings);

} // namespace hearth::config
