// SPDX-License-Identifier: Apache-2.0
// Signing in with JSON web tokens (jwt_config).
#include "server/core/base64.hpp"
#include "server/crypto/hash.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

using namespace hearth;
using test::ServerFixture;

namespace {

const std::string ok = "200";
const std::string forbidden = "403 M_FORBIDDEN";
const std::string client = "/_matrix/client/v3/";

std::string unsignedToken(const char *algorithm, const json::object &claims) {
    return base64UrlEncode(json::serialize(json::object{{"alg", algorithm}, {"typ", "JWT"}})) +
           "." + base64UrlEncode(json::serialize(claims));
}

std::string token(const json::object &claims, const std::string &secret = "secret") {
    const std::string text = unsignedToken("HS256", claims);
    return text + "." + base64UrlEncode(crypto::hmacSha256(secret, text));
}

test::Answer login(ServerFixture &server, const std::string &jwt) {
    return server.post(client + "login",
                       json::object{{"type", "org.matrix.login.jwt"}, {"token", jwt}});
}

void plain(config::Settings &settings) {
    settings.jwt.enabled = true;
    settings.jwt.secret = "secret";
    settings.jwt.algorithm = "HS256";
}

struct KeyPair {
    explicit KeyPair(int bits = 2048)
        : key(EVP_RSA_gen(static_cast<unsigned>(bits))) {}
    ~KeyPair() { EVP_PKEY_free(key); }
    KeyPair(const KeyPair &) = delete;
    KeyPair &operator=(const KeyPair &) = delete;
    [[nodiscard]] std::string publicPem() const {
        BIO *bio = BIO_new(BIO_s_mem());
        PEM_write_bio_PUBKEY(bio, key);
        char *data = nullptr;
        const auto size = BIO_get_mem_data(bio, &data);
        std::string out(data, static_cast<std::size_t>(size));
        BIO_free(bio);
        return out;
    }
    [[nodiscard]] std::string sign(const json::object &claims) const {
        const std::string text = unsignedToken("RS256", claims);
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key);
        const auto *bytes = reinterpret_cast<const unsigned char *>(text.data());
        std::size_t size = 0;
        EVP_DigestSign(context, nullptr, &size, bytes, text.size());
        std::string signature(size, '\0');
        EVP_DigestSign(context, reinterpret_cast<unsigned char *>(signature.data()), &size, bytes,
                       text.size());
        EVP_MD_CTX_free(context);
        return text + "." + base64UrlEncode(signature);
    }
    EVP_PKEY *key;
};

} // namespace

class TestTokenSignIn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void isOffUnlessConfigured() {
        ServerFixture server;
        QCOMPARE(login(server, token({{"sub", "frog"}})).verdict(), std::string("400 M_UNKNOWN"));
    }
    void makesTheAccountAtTheFirstTime() {
        ServerFixture server(plain);
        const auto flows = server.get(client + "login").body.at("flows").as_array();
        QVERIFY(std::any_of(flows.begin(), flows.end(), [](const json::value &flow) {
            return flow.at("type") == "org.matrix.login.jwt";
        }));
        const auto first = login(server, token({{"sub", "Frog"}}));
        QCOMPARE(first.verdict(), ok);
        QCOMPARE(first.text("user_id"), std::string("@frog:x"));
        QCOMPARE(login(server, token({{"sub", "frog"}})).text("user_id"), std::string("@frog:x"));
        const auto kermit = server.join("kermit");
        QCOMPARE(login(server, token({{"sub", "kermit"}})).text("user_id"), kermit.userId);
    }
    void refusesWhatWasNotSignedWithTheKey() {
        ServerFixture server(plain);
        QCOMPARE(login(server, token({{"sub", "frog"}}, "other")).verdict(), forbidden);
        QCOMPARE(login(server, unsignedToken("none", {{"sub", "frog"}}) + ".").verdict(),
                 forbidden);
        QCOMPARE(login(server, "nonsense").verdict(), forbidden);
        QCOMPARE(
            server.post(client + "login", json::object{{"type", "org.matrix.login.jwt"}}).verdict(),
            forbidden);
        QCOMPARE(login(server, token({{"username", "root"}})).verdict(), forbidden);
    }
    void holdsOnlyInItsTime() {
        ServerFixture server(plain);
        const auto now = server.clock.now() / 1000;
        QCOMPARE(login(server, token({{"sub", "frog"}, {"exp", 864000}})).verdict(), forbidden);
        QCOMPARE(login(server, token({{"sub", "frog"}, {"nbf", now + 3600}})).verdict(), forbidden);
        QCOMPARE(login(server, token({{"sub", "frog"}, {"exp", "soon"}})).verdict(), forbidden);
        QCOMPARE(
            login(server, token({{"sub", "frog"}, {"nbf", now - 5}, {"exp", now + 60}})).verdict(),
            ok);
    }
    void holdsForThoseItIsMeantFor() {
        ServerFixture open(plain);
        QCOMPARE(login(open, token({{"sub", "frog"}, {"iss", "anybody"}})).verdict(), ok);
        QCOMPARE(login(open, token({{"sub", "frog"}, {"aud", "somebody"}})).verdict(), forbidden);
        ServerFixture strict([](config::Settings &settings) {
            plain(settings);
            settings.jwt.issuer = "office";
            settings.jwt.audiences = {"matrix"};
            settings.jwt.subjectClaim = "username";
            settings.jwt.displayNameClaim = "name";
        });
        const json::object good{{"username", "frog"},
                                {"name", "The Frog"},
                                {"iss", "office"},
                                {"aud", json::array{"other", "matrix"}}};
        const auto in = login(strict, token(good));
        QCOMPARE(in.verdict(), ok);
        QCOMPARE(strict.get(client + "profile/@frog:x/displayname", in.text("access_token"))
                     .text("displayname"),
                 std::string("The Frog"));
        for (const char *member : {"iss", "aud"}) {
            auto wrong = good;
            wrong[member] = "another";
            QCOMPARE(login(strict, token(wrong)).verdict(), forbidden);
            wrong.erase(member);
            QCOMPARE(login(strict, token(wrong)).verdict(), forbidden);
        }
    }
    void checksPublicKeysToo() {
        const KeyPair key;
        const KeyPair other;
        ServerFixture server([&](config::Settings &settings) {
            plain(settings);
            settings.jwt.secret = key.publicPem();
            settings.jwt.algorithm = "RS256";
        });
        QCOMPARE(login(server, key.sign({{"sub", "frog"}})).verdict(), ok);
        QCOMPARE(login(server, other.sign({{"sub", "frog"}})).verdict(), forbidden);
        // The public key is no secret: nobody may use it as one.
        QCOMPARE(login(server, token({{"sub", "frog"}}, key.publicPem())).verdict(), forbidden);
    }
    void refusesClosedAccounts() {
        ServerFixture server(plain);
        const auto admin = server.join("admin", true);
        const auto kermit = server.join("kermit");
        server.post("/_synapse/admin/v1/deactivate/" + kermit.userId, json::object{}, admin.token);
        QCOMPARE(login(server, token({{"sub", "kermit"}})).verdict(),
                 std::string("403 M_USER_DEACTIVATED"));
    }
};

HEARTH_TEST(TestTokenSignIn)
#include "test_token_sign_in.moc"
