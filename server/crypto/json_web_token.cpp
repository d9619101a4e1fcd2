// SPDX-License-Identifier: Apache-2.0
// See json_web_token.hpp.
#include "server/crypto/json_web_token.hpp"

#include "server/core/base64.hpp"
#include "server/crypto/hash.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <memory>

namespace hearth::crypto {
namespace {

constexpr std::array<std::string_view, 13> algorithms{"HS256", "HS384", "HS512", "RS256", "RS384",
                                                      "RS512", "PS256", "PS384", "PS512", "ES256",
                                                      "ES384", "ES512", "EdDSA"};

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T *pointer) const {
        Free(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;

const unsigned char *bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char *>(text.data());
}

bool isKnown(std::string_view algorithm) {
    return std::find(algorithms.begin(), algorithms.end(), algorithm) != algorithms.end();
}

const EVP_MD *digestOf(std::string_view algorithm) {
    if (algorithm.ends_with("384"))
        return EVP_sha384();
    if (algorithm.ends_with("512"))
        return EVP_sha512();
    return algorithm.ends_with("256") ? EVP_sha256() : nullptr; // EdDSA has its own
}

bool verifyHmac(std::string_view algorithm, std::string_view key, std::string_view text,
                std::string_view signature) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    if (!HMAC(digestOf(algorithm), key.data(), static_cast<int>(key.size()), bytes(text),
              text.size(), out.data(), &size))
        return false;
    return equalInConstantTime({reinterpret_cast<const char *>(out.data()), size}, signature);
}

/// Tokens carry the two numbers of an ECDSA signature side by side; OpenSSL wants them as DER.
std::string derOf(std::string_view signature) {
    const auto half = static_cast<int>(signature.size() / 2);
    const Signature pair(ECDSA_SIG_new());
    BIGNUM *r = BN_bin2bn(bytes(signature), half, nullptr);
    BIGNUM *s = BN_bin2bn(bytes(signature) + half, half, nullptr);
    if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    unsigned char *der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    if (size <= 0)
        return {};
    std::string out(reinterpret_cast<const char *>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
}

int keyTypeOf(std::string_view algorithm) {
    if (algorithm == "EdDSA")
        return EVP_PKEY_ED25519;
    return algorithm.starts_with("ES") ? EVP_PKEY_EC : EVP_PKEY_RSA;
}

bool verifyWithPublicKey(std::string_view algorithm, std::string_view pem, std::string_view text,
                         std::string_view signature) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    if (!key || EVP_PKEY_base_id(key.get()) != keyTypeOf(algorithm))
        return false;
    const std::string wanted =
        algorithm.starts_with("ES") ? derOf(signature) : std::string(signature);
    const Context context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *parameters = nullptr;
    if (EVP_DigestVerifyInit(context.get(), &parameters, digestOf(algorithm), nullptr, key.get()) !=
        1)
        return false;
    if (algorithm.starts_with("PS") &&
        (EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) != 1 ||
         EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    return EVP_DigestVerify(context.get(), bytes(wanted), wanted.size(), bytes(text),
                            text.size()) == 1;
}

std::optional<json::object> decodeObject(std::string_view part) {
    const auto text = base64Decode(part);
    if (!text)
        return std::nullopt;
    boost::system::error_code failure;
    const json::value parsed = json::parse(*text, failure);
    if (failure || !parsed.is_object())
        return std::nullopt;
    return parsed.get_object();
}

} // namespace

std::optional<json::object> readSignedToken(std::string_view token, std::string_view algorithm,
                                            std::string_view key) {
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    const auto header = decodeObject(token.substr(0, first));
    const auto signature = base64Decode(token.substr(second + 1));
    if (!header || !signature || signature->empty() || !isKnown(algorithm))
        return std::nullopt;
    // The token does not choose how it is checked.
    const auto *named = header->if_contains("alg");
    if (!named || *named != json::value(algorithm) || header->contains("crit"))
        return std::nullopt;
    const std::string_view text = token.substr(0, second);
    const bool good = algorithm.starts_with("HS")
                          ? verifyHmac(algorithm, key, text, *signature)
                          : verifyWithPublicKey(algorithm, key, text, *signature);
    if (!good)
        return std::nullopt;
    return decodeObject(token.substr(first + 1, second - first - 1));
}

} // namespace hearth::crypto
