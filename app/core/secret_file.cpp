// SPDX-License-Identifier: Apache-2.0
// AES-256-GCM by OpenSSL: nonce (12) | ciphertext | tag (16), base64, in a JSON object by key.
#include "app/core/secret_file.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <memory>

namespace hearth::app {
namespace {
constexpr int keySize = 32;
constexpr int nonceSize = 12;
constexpr int tagSize = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char *bytes(QByteArray &data) {
    return reinterpret_cast<unsigned char *>(data.data());
}
const unsigned char *bytes(const QByteArray &data) {
    return reinterpret_cast<const unsigned char *>(data.constData());
}

QByteArray randomBytes(int count) {
    QByteArray data(count, Qt::Uninitialized);
    if (RAND_bytes(bytes(data), count) != 1)
        return {};
    return data;
}

// The entry's name is authenticated too, so that entries cannot be swapped.
std::optional<QByteArray> seal(const QByteArray &key, const QByteArray &name,
                               const QByteArray &plain) {
    const QByteArray nonce = randomBytes(nonceSize);
    Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    QByteArray sealed(plain.size(), Qt::Uninitialized);
    QByteArray tag(tagSize, Qt::Uninitialized);
    int size = 0;
    if (nonce.isEmpty() || !cipher ||
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(key), bytes(nonce)) !=
            1 ||
        EVP_EncryptUpdate(cipher.get(), nullptr, &size, bytes(name),
                          static_cast<int>(name.size())) != 1 ||
        EVP_EncryptUpdate(cipher.get(), bytes(sealed), &size, bytes(plain),
                          static_cast<int>(plain.size())) != 1 ||
        EVP_EncryptFinal_ex(cipher.get(), bytes(sealed) + size, &size) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tagSize, tag.data()) != 1)
        return std::nullopt;
    return nonce + sealed + tag;
}

std::optional<QByteArray> unseal(const QByteArray &key, const QByteArray &name,
                                 const QByteArray &whole) {
    if (whole.size() < nonceSize + tagSize)
        return std::nullopt;
    const QByteArray nonce = whole.left(nonceSize);
    const QByteArray sealed = whole.mid(nonceSize, whole.size() - nonceSize - tagSize);
    QByteArray tag = whole.right(tagSize);
    Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    QByteArray plain(sealed.size(), Qt::Uninitialized);
    int size = 0;
    if (!cipher ||
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(key), bytes(nonce)) !=
            1 ||
        EVP_DecryptUpdate(cipher.get(), nullptr, &size, bytes(name),
                          static_cast<int>(name.size())) != 1 ||
        EVP_DecryptUpdate(cipher.get(), bytes(plain), &size, bytes(sealed),
                          static_cast<int>(sealed.size())) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tagSize, tag.data()) != 1 ||
        EVP_DecryptFinal_ex(cipher.get(), bytes(plain) + size, &size) != 1)
        return std::nullopt;
    return plain;
}

QJsonObject load(const QString &path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}

bool savePrivately(const QString &path, const QByteArray &data) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    return file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
           file.write(data) == data.size() && file.commit();
}

tl::unexpected<ApiError> notWritten() {
    return failLocally(QStringLiteral("The file with the secrets cannot be written."));
}
} // namespace

SecretFile::SecretFile(QString folder)
    : m_file(folder + QStringLiteral("/secrets.json"))
    , m_keyFile(std::move(folder) + QStringLiteral("/secrets.key")) {}

Result<QByteArray> SecretFile::fileKey(bool create) const {
    QFile file(m_keyFile);
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray key = QByteArray::fromBase64(file.readAll());
        if (key.size() == keySize)
            return key;
    }
    if (!create)
        return failLocally(QStringLiteral("The key of the secrets file is missing or damaged."));
    const QByteArray key = randomBytes(keySize);
    if (key.size() != keySize || !savePrivately(m_keyFile, key.toBase64()))
        return notWritten();
    return key;
}

Result<std::optional<QString>> SecretFile::read(const QString &key) const {
    const QJsonObject all = load(m_file);
    if (!all.contains(key))
        return std::optional<QString>();
    const auto secretKey = fileKey(false);
    if (!secretKey)
        return fail(secretKey.error());
    const auto plain = unseal(*secretKey, key.toUtf8(),
                              QByteArray::fromBase64(all.value(key).toString().toLatin1()));
    if (!plain)
        return failLocally(QStringLiteral("A stored secret is damaged."));
    return std::optional<QString>(QString::fromUtf8(*plain));
}

Result<Done> SecretFile::write(const QString &key, const QString &secret) {
    const auto secretKey = fileKey(true);
    if (!secretKey)
        return fail(secretKey.error());
    const auto sealed = seal(*secretKey, key.toUtf8(), secret.toUtf8());
    if (!sealed)
        return failLocally(QStringLiteral("The secret cannot be encrypted."));
    QJsonObject all = load(m_file);
    all.insert(key, QString::fromLatin1(sealed->toBase64()));
    if (!savePrivately(m_file, QJsonDocument(all).toJson()))
        return notWritten();
    return Done{};
}

Result<Done> SecretFile::remove(const QString &key) {
    QJsonObject all = load(m_file);
    if (!all.contains(key))
        return Done{};
    all.remove(key);
    if (!savePrivately(m_file, QJsonDocument(all).toJson()))
        return notWritten();
    return Done{};
}

} // namespace hearth::app
