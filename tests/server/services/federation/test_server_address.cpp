// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/server_address.hpp"
#include "tests/support/test_main.hpp"

using hearth::services::ServerAddress;

class TestServerAddress : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takesNamesApart_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("host"); // empty: it is no server name
        QTest::addColumn<int>("port");     // 0: none is written
        QTest::addColumn<bool>("isIp");
        QTest::newRow("name") << "Example.ORG" << "example.org" << 0 << false;
        QTest::newRow("port") << "example.org:8449" << "example.org" << 8449 << false;
        QTest::newRow("IPv4") << "192.0.2.1" << "192.0.2.1" << 0 << true;
        QTest::newRow("IPv4 and port") << "192.0.2.1:1" << "192.0.2.1" << 1 << true;
        QTest::newRow("IPv6") << "[2001:db8::1]" << "[2001:db8::1]" << 0 << true;
        QTest::newRow("IPv6 and port") << "[2001:db8::1]:80" << "[2001:db8::1]" << 80 << true;
        QTest::newRow("numbers") << "1.2.3.4.5" << "1.2.3.4.5" << 0 << false;
        QTest::newRow("port 0") << "example.org:0" << "" << 0 << false;
        QTest::newRow("large port") << "example.org:65536" << "" << 0 << false;
        QTest::newRow("nothing") << "" << "" << 0 << false;
        QTest::newRow("blank") << "a b" << "" << 0 << false;
        QTest::newRow("path") << "a/b" << "" << 0 << false;
        QTest::newRow("bad IPv6") << "[::1" << "" << 0 << false;
    }
    void takesNamesApart() {
        QFETCH(QString, name);
        QFETCH(QString, host);
        QFETCH(int, port);
        QFETCH(bool, isIp);
        const auto address = ServerAddress::parse(name.toStdString());
        QCOMPARE(address.has_value(), !host.isEmpty());
        if (!address)
            return;
        QCOMPARE(address->host, host.toStdString());
        QCOMPARE(int{address->port.value_or(0)}, port);
        QCOMPARE(address->isIp, isIp);
    }
    void writesAddressesWithPorts() {
        QCOMPARE(hearth::services::withPort("1.2.3.4", 5), std::string("1.2.3.4:5"));
        QCOMPARE(hearth::services::withPort("::1", 5), std::string("[::1]:5"));
        QCOMPARE(hearth::services::withPort("[::1]", 5), std::string("[::1]:5"));
    }
};

HEARTH_TEST(TestServerAddress)
#include "test_server_address.moc"
