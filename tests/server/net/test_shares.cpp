// SPDX-License-Identifier: Apache-2.0
// Shares of memory: for requests on their way in, and for answers that nobody reads.
#include "server/net/shares.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth::net;

class TestShares : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void halfIsForOthers() {
        constexpr std::uint64_t kibi = 1024;
        MemoryShares shares(1000 * kibi, 500 * kibi);
        QVERIFY(shares.change("a", 0, 500 * kibi));
        QVERIFY(!shares.change("a", 0, 100 * kibi));
        QVERIFY(shares.change("b", 0, 400 * kibi));
        QVERIFY(!shares.change("b", 400 * kibi, 900 * kibi));
        QVERIFY(shares.change("a", 500 * kibi, 0));
        QVERIFY(shares.change("a", 0, 100 * kibi));
    }
    void holdsThoseWhoHaveMuch() {
        constexpr std::uint64_t kibi = 1024;
        MemoryShares shares(1000 * kibi, 400 * kibi);
        QVERIFY(shares.change("a", 0, 350 * kibi));
        QVERIFY(!shares.isTightFor("a")); // there is room for everybody
        QVERIFY(shares.change("b", 0, 100 * kibi));
        QVERIFY(shares.isTight());
        QVERIFY(shares.isTightFor("a"));
        QVERIFY(!shares.isTightFor("b")); // less than half of what is fair
        QVERIFY(!shares.isTightFor("c"));
        QVERIFY(shares.change("b", 100 * kibi, 350 * kibi));
        QVERIFY(shares.isTightFor("c")); // most of all there is
    }
    void aSingleAnswerMayBeLarge() {
        constexpr std::uint64_t kibi = 1024;
        MemoryShares shares(1000 * kibi, 500 * kibi, MemoryShares::Alone::Anything);
        QVERIFY(shares.change("a", 0, 900 * kibi)); // more than half, but there is nothing else
        QVERIFY(!shares.change("a", 0, 20 * kibi));
        QVERIFY(shares.change("b", 0, 800 * kibi));
        QVERIFY(!shares.change("c", 0, 20 * kibi)); // all is in use
        QVERIFY(shares.change("a", 900 * kibi, 0));
        QVERIFY(shares.change("b", 800 * kibi, 0));
        QCOMPARE(shares.used(), std::uint64_t{0});
    }
};

HEARTH_TEST(TestShares)
#include "test_shares.moc"
