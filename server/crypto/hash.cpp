// SPDX-License-Identifier: Apache-2.0
#include "server/crypto/hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <limits>
#include <memory>
#include <new>
#include <stdexcept>

namespace hearth::crypto {
namespace {

const unsigned char *bytesOf(std::string_view text) {
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytesOf(std::string &text) {
    return reinterpret_cast<unsigned char *>(text.data());
}

struct FreeContext {
    void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};

// Fetched once: OpenSSL 3 otherwise looks the algorithm up again for each digest.
const EVP_MD *sha256Algorithm() {
    static const EVP_MD *const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return algorithm;
}

std::string digest(const EVP_MD *algorithm, std::string_view bytes, std::size_t size) {
    thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    if (!context)
        throw std::bad_alloc();
    std::string out(size, '\0');
    if (EVP_DigestInit_ex2(context.get(), algorithm, nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
        EVP_DigestFinal_ex(context.get(), bytesOf(out), nullptr) != 1)
        throw std::runtime_error("OpenSSL could not compute a digest.");
    return out;
}

std::string hmac(const EVP_MD *algorithm, std::string_view key, std::string_view text) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned int length = 0;
    if (!HMAC(algorithm, key.data(), static_cast<int>(key.size()), bytesOf(text), text.size(),
              bytesOf(out), &length))
        throw std::runtime_error("OpenSSL could not compute an HMAC.");
    out.resize(length);
    return out;
}

} // namespace

std::string sha256(std::string_view bytes) {
    return digest(sha256Algorithm(), bytes, 32);
}

struct Sha256::Context {
    const std::unique_ptr<EVP_MD_CTX, FreeContext> digest{EVP_MD_CTX_new()};
};

Sha256::Sha256()
    : m_context(std::make_unique<Context>()) {
    if (!m_context->digest)
        throw std::bad_alloc();
    if (EVP_DigestInit_ex2(m_context->digest.get(), sha256Algorithm(), nullptr) != 1)
        throw std::runtime_error("OpenSSL could not begin a digest.");
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
    if (EVP_DigestUpdate(m_context->digest.get(), bytes.data(), bytes.size()) != 1)
        throw std::runtime_error("OpenSSL could not compute a digest.");
}

std::string Sha256::finish() {
    std::string out(32, '\0');
    if (EVP_DigestFinal_ex(m_context->digest.get(), bytesOf(out), nullptr) != 1)
        throw std::runtime_error("OpenSSL could not compute a digest.");
    return out;
}

std::string sha1(std::string_view bytes) {
    return digest(EVP_sha1(), bytes, 20);
}

std::string hmacSha1(std::string_view key, std::string_view text) {
    return hmac(EVP_sha1(), key, text);
}

std::string hmacSha256(std::string_view key, std::string_view text) {
    return hmac(EVP_sha256(), key, text);
}

std::string randomBytes(std::size_t count) {
    if (count > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw std::length_error("Too many random bytes.");
    std::string out(count, '\0');
    if (count > 0 && RAND_bytes(bytesOf(out), static_cast<int>(count)) != 1)
        throw std::runtime_error("The system's random number source failed.");
    return out;
}

std::string randomToken(std::size_t length) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string out;
    out.reserve(length);
    while (out.size() < length) {
        // Six bits give 64 values; the two outside the alphabet are drawn again, so that every
        // character is equally likely.
        for (const char c : randomBytes(length - out.size() + 8)) {
            const std::size_t index = static_cast<unsigned char>(c) & 63U;
            if (index < alphabet.size() && out.size() < length)
                out += alphabet[index];
        }
    }
    return out;
}

bool equalInConstantTime(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace hearth::crypto
