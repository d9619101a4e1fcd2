// SPDX-License-Identifier: Apache-2.0
#include "server/crypto/password.hpp"

#include "server/crypto/hash.hpp"

#include <argon2.h>
#include <crypt.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

namespace hearth::crypto {
namespace {

constexpr std::size_t saltSize = 16;
constexpr std::size_t digestSize = 32;
// A hash in the database that asks for more than this is refused rather than obeyed.
constexpr unsigned maxMemoryKiB = 512 * 1024;
constexpr unsigned maxIterations = 64;

/// Bounds how many hashes run at once: each holds its Argon2 memory while it runs.
class Gate {
public:
    class Pass {
    public:
        explicit Pass(Gate &gate)
            : m_gate(gate) {
            std::unique_lock lock(gate.m_mutex);
            gate.m_free.wait(lock, [&gate] { return gate.m_places > 0; });
            --gate.m_places;
        }
        ~Pass() {
            {
                const std::lock_guard lock(m_gate.m_mutex);
                ++m_gate.m_places;
            }
            m_gate.m_free.notify_one();
        }
        Pass(const Pass &) = delete;
        Pass &operator=(const Pass &) = delete;

    private:
        Gate &m_gate;
    };

private:
    std::mutex m_mutex;
    std::condition_variable m_free;
    unsigned m_places = std::max(1U, std::thread::hardware_concurrency()); // under m_mutex
};

Gate &gate() {
    static Gate instance;
    return instance;
}

/// Password and pepper, wiped when done.
class Secret {
public:
    Secret(std::string_view password, std::string_view pepper) {
        m_text.reserve(password.size() + pepper.size());
        m_text.append(password).append(pepper);
    }
    ~Secret() { OPENSSL_cleanse(m_text.data(), m_text.size()); }
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    [[nodiscard]] const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

struct Argon2Cost {
    unsigned memoryKiB = 0;
    unsigned iterations = 0;
};

std::optional<unsigned> numberAfter(std::string_view text, std::string_view name) {
    const auto at = text.find(name);
    if (at == std::string_view::npos)
        return std::nullopt;
    unsigned value = 0;
    const char *const begin = text.data() + at + name.size();
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
    if (error != std::errc() || end == begin)
        return std::nullopt;
    return value;
}

/// Cost parameters of "$argon2id$v=19$m=19456,t=2,p=1$salt$digest".
std::optional<Argon2Cost> argon2Cost(std::string_view hash) {
    const auto memory = numberAfter(hash, "$m=");
    const auto iterations = numberAfter(hash, ",t=");
    if (!memory || !iterations)
        return std::nullopt;
    return Argon2Cost{*memory, *iterations};
}

bool isBcrypt(std::string_view hash) {
    return hash.size() == 60 &&
           (hash.starts_with("$2a$") || hash.starts_with("$2b$") || hash.starts_with("$2y$"));
}

bool verifyBcrypt(const std::string &secret, const std::string &hash) {
    // crypt() stops at a NUL; a password with one must not be equal to its beginning.
    if (secret.find('\0') != std::string::npos)
        return false;
    const auto data = std::make_unique<crypt_data>();
    std::memset(data.get(), 0, sizeof(crypt_data));
    const char *const computed = crypt_r(secret.c_str(), hash.c_str(), data.get());
    const bool same = computed && computed[0] != '*' && equalInConstantTime(computed, hash);
    OPENSSL_cleanse(data.get(), sizeof(crypt_data));
    return same;
}

} // namespace

std::string hashPassword(std::string_view password, const PasswordSettings &settings) {
    const Secret secret(password, settings.pepper);
    const std::string salt = randomBytes(saltSize);
    std::string encoded(argon2_encodedlen(settings.iterations, settings.memoryKiB, 1, saltSize,
                                          digestSize, Argon2_id),
                        '\0');
    const Gate::Pass pass(gate());
    const int error = argon2id_hash_encoded(
        settings.iterations, settings.memoryKiB, 1, secret.text().data(), secret.text().size(),
        salt.data(), salt.size(), digestSize, encoded.data(), encoded.size());
    if (error != ARGON2_OK)
        throw std::runtime_error(std::string("Argon2: ") + argon2_error_message(error));
    encoded.resize(std::strlen(encoded.c_str()));
    return encoded;
}

bool verifyPassword(std::string_view password, std::string_view hash,
                    const PasswordSettings &settings) {
    const Secret secret(password, settings.pepper);
    const std::string stored(hash);
    if (isBcrypt(hash)) {
        const Gate::Pass pass(gate());
        return verifyBcrypt(secret.text(), stored);
    }
    if (!hash.starts_with("$argon2id$"))
        return false;
    const auto cost = argon2Cost(hash);
    if (!cost || cost->memoryKiB > maxMemoryKiB || cost->iterations > maxIterations)
        return false;
    const Gate::Pass pass(gate());
    return argon2id_verify(stored.c_str(), secret.text().data(), secret.text().size()) == ARGON2_OK;
}

bool needsRehash(std::string_view hash, const PasswordSettings &settings) {
    if (!hash.starts_with("$argon2id$"))
        return true;
    const auto cost = argon2Cost(hash);
    return !cost || cost->memoryKiB != settings.memoryKiB ||
           cost->iterations != settings.iterations;
}

} // namespace hearth::crypto
