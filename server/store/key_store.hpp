// SPDX-License-Identifier: Apache-2.0
// End-to-end encryption keys: of devices, one-time and fallback keys, cross-signing, signatures.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct DeviceKeys {
    std::string deviceId;
    std::optional<std::string> displayName;
    std::string body; // JSON object as uploaded
};

struct IssuedKey {
    std::string keyId; // "signed_curve25519:AAAAHQ"
    std::string body;  // JSON
};

enum class CrossSigningKind { Master = 0, SelfSigning = 1, UserSigning = 2 };

struct CrossSigningKey {
    CrossSigningKind kind = CrossSigningKind::Master;
    std::string body; // JSON object as uploaded
    std::string publicKey;
    std::optional<Timestamp> updatableUntil;
};

struct KeySignature {
    std::string target; // device id or public key
    UserNid signer{};
    std::string keyId;
    std::string signature;
};

namespace keys {
[[nodiscard]] std::vector<DeviceKeys> ofUser(Reader &reader, UserNid user);
[[nodiscard]] std::optional<DeviceKeys> ofDevice(Reader &reader, UserNid user,
                                                 std::string_view deviceId);
void setDevice(Transaction &tx, UserNid user, std::string_view deviceId, DeviceNid device,
               std::string_view body, Timestamp now, Position position);

/// JSON of the one-time key of that id, if it is there.
[[nodiscard]] std::optional<std::string>
oneTime(Reader &reader, DeviceNid device, std::string_view algorithm, std::string_view keyId);
void addOneTime(Transaction &tx, DeviceNid device, std::string_view algorithm,
                std::string_view keyId, std::string_view body);
[[nodiscard]] std::map<std::string, std::int64_t> countOneTime(Reader &reader, DeviceNid device);
void setFallback(Transaction &tx, DeviceNid device, std::string_view algorithm,
                 std::string_view keyId, std::string_view body);
[[nodiscard]] std::size_t countFallback(Reader &reader, DeviceNid device);
/// Takes out the oldest one-time key, or else gives the fallback key, which is then used.
[[nodiscard]] std::optional<IssuedKey> claim(Transaction &tx, DeviceNid device,
                                             std::string_view algorithm);

[[nodiscard]] std::vector<CrossSigningKey> crossSigning(Reader &reader, UserNid user);
void setCrossSigning(Transaction &tx, UserNid user, const CrossSigningKey &key, Position position);
/// Until when the master key may be replaced without user-interactive auth. False: no such key.
bool allowReplacement(Transaction &tx, UserNid user, Timestamp until);

[[nodiscard]] std::vector<KeySignature> signatures(Reader &reader, UserNid target);
void addSignature(Transaction &tx, UserNid target, const KeySignature &signature);
void removeSignaturesOf(Transaction &tx, UserNid target, std::string_view key);
} // namespace keys

struct DehydratedDevice {
    DeviceNid device{};
    std::string deviceId;
    std::string data; // JSON
};
namespace dehydrated {
[[nodiscard]] std::optional<DehydratedDevice> find(Reader &reader, UserNid user);
void set(Transaction &tx, UserNid user, const DehydratedDevice &device, Timestamp now);
void remove(Transaction &tx, UserNid user);
} // namespace dehydrated

} // namespace hearth::store
