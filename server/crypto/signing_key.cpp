// SPDX-License-Identifier: Apache-2.0
#include "server/crypto/signing_key.hpp"

#include "server/core/base64.hpp"
#include "server/crypto/hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#ifdef HEARTH_HAVE_SODIUM
#include <sodium.h>
#endif

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

namespace hearth::crypto {
namespace {

constexpr std::size_t keySize = 32;
constexpr std::size_t signatureSize = 64;

struct FreeKey {
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
    void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char *bytesOf(std::string_view text) {
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytesOf(std::string &text) {
    return reinterpret_cast<unsigned char *>(text.data());
}

Context newContext() {
    Context context(EVP_MD_CTX_new());
    if (!context)
        throw std::bad_alloc();
    return context;
}

bool isVersion(std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
                                  "-") == std::string_view::npos;
}

/// Cuts the next word off the front of text.
std::string_view nextWord(std::string_view &text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto start = text.find_first_not_of(blanks);
    if (start == std::string_view::npos) {
        text = {};
        return {};
    }
    const auto end = text.find_first_of(blanks, start);
    const auto word = text.substr(start, end == std::string_view::npos ? end : end - start);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end);
    return word;
}

} // namespace

struct SigningKey::Impl {
    Impl() = default;
    Impl(const Impl &) = delete;
    Impl &operator=(const Impl &) = delete;
    ~Impl() { OPENSSL_cleanse(pair.data(), pair.size()); }

    Key key;
    std::string publicKey;
    std::array<unsigned char, 2 * keySize> pair{}; // the seed, then the public key
};

SigningKey::SigningKey(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl)) {}
SigningKey::SigningKey(SigningKey &&) noexcept = default;
SigningKey &SigningKey::operator=(SigningKey &&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey SigningKey::generate(std::string_view version) {
    auto made = fromSeed(version.empty() ? "a_" + randomToken(4) : std::string(version),
                         randomBytes(keySize));
    if (!made)
        throw std::invalid_argument(made.error().message);
    return std::move(*made);
}

Result<SigningKey> SigningKey::fromSeed(std::string_view version, std::string_view seed) {
    if (!isVersion(version))
        return fail("signing_key_invalid",
                    "The version of a signing key may hold only letters, digits, _ and -.");
    if (seed.size() != keySize)
        return fail("signing_key_invalid", "The seed of a signing key must be 32 bytes.");
    auto impl = std::make_unique<Impl>();
    impl->key.reset(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytesOf(seed), seed.size()));
    impl->publicKey.resize(keySize);
    std::size_t length = keySize;
    if (!impl->key ||
        EVP_PKEY_get_raw_public_key(impl->key.get(), bytesOf(impl->publicKey), &length) != 1)
        throw std::runtime_error("OpenSSL could not make an Ed25519 key.");
    std::copy(seed.begin(), seed.end(), impl->pair.begin());
    std::copy(impl->publicKey.begin(), impl->publicKey.end(), impl->pair.begin() + keySize);
    SigningKey key(std::move(impl));
    key.m_keyId = "ed25519:" + std::string(version);
    return key;
}

Result<SigningKey> SigningKey::parse(std::string_view line) {
    const auto algorithm = nextWord(line);
    const auto version = nextWord(line);
    const auto encoded = nextWord(line);
    if (algorithm != "ed25519" || !nextWord(line).empty())
        return fail("signing_key_invalid",
                    "A signing key is one line: ed25519, a version, and the seed in base64.");
    const auto seed = base64Decode(encoded);
    if (!seed)
        return fail("signing_key_invalid", "The seed of the signing key is not base64.");
    return fromSeed(version, *seed);
}

std::string SigningKey::serialize() const {
    std::string seed(keySize, '\0');
    std::size_t length = keySize;
    if (EVP_PKEY_get_raw_private_key(m_impl->key.get(), bytesOf(seed), &length) != 1)
        throw std::runtime_error("OpenSSL could not read an Ed25519 key.");
    return "ed25519 " + m_keyId.substr(m_keyId.find(':') + 1) + " " + base64Encode(seed);
}

std::string SigningKey::publicKey() const {
    return m_impl->publicKey;
}

#ifdef HEARTH_HAVE_SODIUM
// Every event is signed, which costs more than all else that is done for it but the disk's work.
std::string SigningKey::sign(std::string_view message) const {
    static const bool ready = sodium_init() >= 0;
    std::string out(signatureSize, '\0');
    if (!ready || crypto_sign_detached(bytesOf(out), nullptr, bytesOf(message), message.size(),
                                       m_impl->pair.data()) != 0)
        throw std::runtime_error("libsodium could not sign.");
    return out;
}
#else
std::string SigningKey::sign(std::string_view message) const {
    thread_local const Context context = newContext();
    std::string out(signatureSize, '\0');
    std::size_t length = signatureSize;
    EVP_MD_CTX_reset(context.get());
    if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, m_impl->key.get()) != 1 ||
        EVP_DigestSign(context.get(), bytesOf(out), &length, bytesOf(message), message.size()) != 1)
        throw std::runtime_error("OpenSSL could not sign.");
    return out;
}
#endif

bool verifyEd25519(std::string_view publicKey, std::string_view message,
                   std::string_view signature) {
    if (publicKey.size() != keySize || signature.size() != signatureSize)
        return false;
    const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytesOf(publicKey),
                                              publicKey.size()));
    if (!key)
        return false;
    const Context context = newContext();
    return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytesOf(signature), signature.size(), bytesOf(message),
                            message.size()) == 1;
}

} // namespace hearth::crypto
