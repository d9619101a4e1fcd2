// SPDX-License-Identifier: Apache-2.0
// Reads certificates with OpenSSL.
#include "server/crypto/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

namespace hearth::crypto {
namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T *thing) const {
        Free(thing);
    }
};

std::string entry(const X509_NAME *name, int nid) {
    const int at = X509_NAME_get_index_by_NID(name, nid, -1);
    if (at < 0)
        return {};
    unsigned char *text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0)
        return {};
    const std::unique_ptr<unsigned char, Freed<[](unsigned char *p) { OPENSSL_free(p); }>> owner(
        text);
    return {text, text + size};
}

Timestamp milliseconds(const ASN1_TIME *time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return 0;
    return static_cast<Timestamp>(::timegm(&parts)) * 1000;
}

std::vector<std::string> dnsNames(const X509 *certificate) {
    std::vector<std::string> names;
    const std::unique_ptr<GENERAL_NAMES, Freed<&GENERAL_NAMES_free>> all(
        static_cast<GENERAL_NAMES *>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    const int count = all ? sk_GENERAL_NAME_num(all.get()) : 0;
    for (int i = 0; i < count; ++i) {
        int type = 0;
        const auto *value = static_cast<const ASN1_STRING *>(
            GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all.get(), i), &type));
        if (type != GEN_DNS)
            continue;
        const auto *text = ASN1_STRING_get0_data(value);
        names.emplace_back(text, text + ASN1_STRING_length(value));
    }
    return names;
}

} // namespace

std::optional<CertificateFacts> certificateFacts(std::string_view pem) {
    const std::unique_ptr<BIO, Freed<&BIO_free>> in(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const std::unique_ptr<X509, Freed<&X509_free>> certificate(
        in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!certificate)
        return std::nullopt;
    CertificateFacts facts;
    const X509_NAME *issuer = X509_get_issuer_name(certificate.get());
    facts.issuer = entry(issuer, NID_organizationName);
    if (facts.issuer.empty())
        facts.issuer = entry(issuer, NID_commonName);
    facts.notBefore = milliseconds(X509_get0_notBefore(certificate.get()));
    facts.notAfter = milliseconds(X509_get0_notAfter(certificate.get()));
    facts.names = dnsNames(certificate.get());
    const X509_NAME *subject = X509_get_subject_name(certificate.get());
    if (facts.names.empty()) {
        if (std::string name = entry(subject, NID_commonName); !name.empty())
            facts.names.push_back(std::move(name));
    }
    facts.selfSigned = X509_NAME_cmp(issuer, subject) == 0;
    return facts;
}

} // namespace hearth::crypto
