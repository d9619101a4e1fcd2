// SPDX-License-Identifier: Apache-2.0
// ServerKeys: what servers sign with (spec server-server, "Retrieving server keys"). Known keys
// come from memory or the database; others from their server, or from a trusted key server.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/core/lookups.hpp"
#include "server/store/server_key_store.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::config {
class Current;
struct TrustedKeyServer;
} // namespace hearth::config
namespace hearth::crypto {
class SigningKey;
}

namespace hearth::services {

class FederationClient;
struct FederationAnswer;

/// A key that is needed.
struct WantedKey {
    std::string server;
    std::string keyId;
    Timestamp validAt = 0; // 0: at any time
};

/// Thread-safe. Must outlive the answers to what it asks.
class ServerKeys {
public:
    struct Parts {
        store::Database &database;
        FederationClient &client;
        const config::Current &settings;
        const Clock &clock;
        const crypto::SigningKey &key;
    };
    explicit ServerKeys(const Parts &parts);

    /// The public key (32 bytes) for a request that comes in now. Throws Later while its server is
    /// asked, 401 when it cannot be had.
    [[nodiscard]] std::string requireForRequest(const std::string &server,
                                                const std::string &keyId);
    /// The public key for an event of that time; nothing if it is not known or was not valid then.
    /// Asks nobody.
    [[nodiscard]] std::optional<std::string> find(const WantedKey &wanted);
    /// Asks for those that find() does not give. done runs once, when each has come or cannot be
    /// had now; perhaps at once.
    void fetch(std::vector<WantedKey> wanted, std::function<void()> done);

    /// What this server publishes, signed.
    [[nodiscard]] json::object published() const;
    /// What servers publish, with our signature too. minimums: server → until when it should be
    /// valid. At most `mostFetched` of those that are not known are asked, by throwing Later.
    [[nodiscard]] json::array
    notarise(const std::vector<std::pair<std::string, Timestamp>> &minimums);
    static constexpr std::size_t mostFetched = 10;

    /// A published set of keys, if it is whole and its server has signed it.
    struct Published {
        std::vector<store::ServerKey> keys;
        Timestamp validUntil = 0;
    };
    [[nodiscard]] static std::optional<Published> read(const std::string &server,
                                                       const json::object &body, Timestamp now);

private:
    using Keys = std::shared_ptr<const std::vector<store::ServerKey>>;
    struct Batch;
    struct Inquiry;
    [[nodiscard]] Keys load(const std::string &server);
    [[nodiscard]] std::optional<store::ServerKey> own(std::string_view keyId) const;
    [[nodiscard]] Lookups<bool>::Ask asker(const WantedKey &wanted);
    void askServer(const WantedKey &wanted, const Lookups<bool>::Answer &answer);
    void askNotaries(const std::shared_ptr<Inquiry> &inquiry);
    [[nodiscard]] bool takeFromNotary(const config::TrustedKeyServer &notary,
                                      const std::string &server, const FederationAnswer &answer);
    [[nodiscard]] bool accept(const std::string &server, const json::object &body);
    void settle(const std::string &server, bool found, const Lookups<bool>::Answer &answer);
    void next(const std::shared_ptr<Batch> &batch);
    [[nodiscard]] std::optional<json::object> signedSet(const std::string &server,
                                                        Timestamp minimum, bool anyAge);

    const Parts m;
    Lookups<bool> m_asked; // by server
    std::mutex m_mutex;    // the next two
    std::unordered_map<std::string, Keys> m_known;
    std::unordered_map<std::string, int> m_failures; // in a row
};

} // namespace hearth::services
