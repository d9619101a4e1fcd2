// SPDX-License-Identifier: Apache-2.0
// Settings whose values have a shape of their own.
#pragma once

#include "server/config/reader.hpp"

namespace hearth::config {

void readListeners(Reader &reader, const YAML::Node &node, Settings &settings);
void readDatabase(Reader &reader, const YAML::Node &node, Settings &settings);
void readLog(Reader &reader, const YAML::Node &node, Settings &settings);
void readPresence(Reader &reader, const YAML::Node &node, Settings &settings);
void readCaches(Reader &reader, const YAML::Node &node, Settings &settings);
void readRoomListRules(Reader &reader, const YAML::Node &node, Settings &settings);
void readAliasRules(Reader &reader, const YAML::Node &node, Settings &settings);
void readThumbnailSizes(Reader &reader, const YAML::Node &node, Settings &settings);
void readMediaRetention(Reader &reader, const YAML::Node &node, Settings &settings);
void readPasswordConfig(Reader &reader, const YAML::Node &node, Settings &settings);
void readUiAuth(Reader &reader, const YAML::Node &node, Settings &settings);
void readLoginViaExistingSession(Reader &reader, const YAML::Node &node, Settings &settings);
void readCas(Reader &reader, const YAML::Node &node, Settings &settings);
void readSso(Reader &reader, const YAML::Node &node, Settings &settings);
void readUserTypes(Reader &reader, const YAML::Node &node, Settings &settings);
void readEmail(Reader &reader, const YAML::Node &node, Settings &settings);
void readServerNotices(Reader &reader, const YAML::Node &node, Settings &settings);
void readFederationRates(Reader &reader, const YAML::Node &node, Settings &settings);
void readOldSigningKeys(Reader &reader, const YAML::Node &node, Settings &settings);
void readTrustedKeyServers(Reader &reader, const YAML::Node &node, Settings &settings);
void readCaList(Reader &reader, const YAML::Node &node, Settings &settings);
void readAppServiceFiles(Reader &reader, const YAML::Node &node, Settings &settings);
void readRetention(Reader &reader, const YAML::Node &node, Settings &settings);

} // namespace hearth::config
