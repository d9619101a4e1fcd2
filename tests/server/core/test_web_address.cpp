// SPDX-License-Identifier: Apache-2.0
// Addresses taken apart: what leads to the same place is the same, and what programs read
// differently is none.
#include "server/core/web_address.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;

class TestWebAddress : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void normalises_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArray>("path");
        const auto row = [](const char *text, const char *origin, const char *path) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(origin) << QByteArray(path);
        };
        row("https://a.example", "https://a.example", "/");
        row("HTTPS://A.Example:443/b", "https://a.example", "/b");
        row("http://a:8080/b/?c=d#e", "http://a:8080", "/b/");
        row("http://a/b/../c", "http://a", "/c");
        row("http://a/b/..", "http://a", "/");
        row("http://a/../../b", "http://a", "/b");
        row("http://a/b/./c/.", "http://a", "/b/c/");
        row("http://a/b/%2e%2E/c", "http://a", "/c");
        row("http://a/%62%2f%c3", "http://a", "/b%2F%C3");
        row("http://a/b//c", "http://a", "/b//c");
        row("http://u:p@a/", "http://u:p@a", "/");
        row("http://[::1]:80/x", "http://[::1]", "/x");
        row("http://[::1]:81/x", "http://[::1]:81", "/x");
        row("element://connect/x", "element://connect", "/x");
    }
    void normalises() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, origin);
        QFETCH(QByteArray, path);
        const auto address = WebAddress::parse(text.toStdString());
        QVERIFY(address);
        QCOMPARE(QByteArray::fromStdString(address->origin()), origin);
        QCOMPARE(QByteArray::fromStdString(address->path), path);
    }
    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"",
                                 "/a",
                                 "//a/b",
                                 "a.example",
                                 "javascript:alert(1)",
                                 "http:/a",
                                 "http://",
                                 "http:///a",
                                 "http://a\\@b/",
                                 "http://a b/",
                                 "http://a/\n",
                                 "http://a/%",
                                 "http://a/%4",
                                 "http://a/%zz",
                                 "http://a:99999/",
                                 "http://a:0/",
                                 "http://a:8x/",
                                 "http://[::1/",
                                 "http://[fe80::1%25eth0]/",
                                 "http://a%2eb/",
                                 "http://u@v@a/",
                                 "http://\xc3\xa4/",
                                 "1http://a/"})
            QTest::newRow(text) << QByteArray(text);
    }
    void refuses() {
        QFETCH(QByteArray, text);
        QVERIFY(!WebAddress::parse(text.toStdString()));
    }
    void knowsWhatLiesBelow_data() {
        QTest::addColumn<QByteArray>("base");
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<bool>("below");
        const auto row = [](const char *base, const char *address, bool below) {
            QTest::addRow("%s %s", base, address)
                << QByteArray(base) << QByteArray(address) << below;
        };
        row("https://a.example/", "https://a.example/x?y#z", true);
        row("https://a.example/", "https://A.EXAMPLE:443/", true);
        row("https://a.example", "https://a.example/x", true);
        row("https://a.example", "https://a.example.evil.org/", false);
        row("https://a.example", "https://a.example@evil.org/", false);
        row("https://a.example/", "https://user@a.example/", false);
        row("https://a.example/", "http://a.example/", false);
        row("https://a.example/", "https://a.example:8443/", false);
        row("https://a.example/dev", "https://a.example/dev", true);
        row("https://a.example/dev", "https://a.example/dev/x", true);
        row("https://a.example/dev", "https://a.example/dev?x", true);
        row("https://a.example/dev", "https://a.example/devil", false);
        row("https://a.example/dev/", "https://a.example/dev/../evil", false);
        row("https://a.example/dev/", "https://a.example/dev/%2e%2e/evil", false);
        row("https://a.example/#/x", "https://a.example/#/x/y", true);
        row("https://a.example/#/x", "https://a.example/#/z", false);
        row("element://connect", "element://connect/a", true);
        row("element://connect", "element://connect2/a", false);
    }
    void knowsWhatLiesBelow() {
        QFETCH(QByteArray, base);
        QFETCH(QByteArray, address);
        QFETCH(bool, below);
        QCOMPARE(isBelow(*WebAddress::parse(address.toStdString()),
                         *WebAddress::parse(base.toStdString())),
                 below);
    }
};

HEARTH_TEST(TestWebAddress)
#include "test_web_address.moc"
