// SPDX-License-Identifier: Apache-2.0
#include "server/api/router.hpp"
#include "tests/support/test_main.hpp"

#include <stdexcept>

using namespace hearth;
using http::Method;

class TestRouter : public QObject {
    Q_OBJECT
    api::RouteTable m_table;

    void add(Method method, const char *pattern) {
        m_table.add({method, pattern, api::Auth::None, api::Rate::None, api::Body::None,
                     [](api::Call &) { return http::Response(); }});
    }
    std::string found(Method method, const char *path) const {
        const api::Match match = m_table.match(method, path);
        if (!match.endpoint)
            return "-" + match.allow;
        std::string text = match.endpoint->pattern;
        for (const auto &[name, value] : match.params)
            text += " " + name + "=" + value;
        return text;
    }

private Q_SLOTS:
    void initTestCase() {
        add(Method::Get, "/versions");
        add(Method::Put, "/<r0|v3>/rooms/{roomId}/send/{type}/{txn}");
        add(Method::Get, "/v3/rooms/{roomId}/state/{type}/{key}");
        add(Method::Get, "/v3/rooms/{roomId}/state/{type}");
        add(Method::Post, "/v3/rooms/{roomId}/<join|leave>");
        add(Method::Get, "/v3/rooms/known/state/{type}");
        add(Method::Get, "/<v1/media|v3/old>/download/{server}/{*rest}");
        add(Method::Delete, "/versions");
    }
    void findsRows_data() {
        QTest::addColumn<int>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("row");
        const auto row = [](Method method, const char *path, const char *expected) {
            QTest::newRow(path) << int(method) << QByteArray(path) << QByteArray(expected);
        };
        row(Method::Get, "/versions", "/versions");
        row(Method::Head, "/versions", "/versions");
        row(Method::Get, "/versions/", "/versions");
        row(Method::Post, "/versions", "-GET, DELETE");
        row(Method::Get, "/version", "-");
        row(Method::Get, "/", "-");
        row(Method::Put, "/r0/rooms/!a:b/send/m.x/1",
            "/<r0|v3>/rooms/{roomId}/send/{type}/{txn} roomId=!a:b type=m.x txn=1");
        row(Method::Put, "/v3/rooms/%21a%2Fc/send/m.x/1%201",
            "/<r0|v3>/rooms/{roomId}/send/{type}/{txn} roomId=!a/c type=m.x txn=1 1");
        row(Method::Get, "/v3/rooms/r/send/m.x/1", "-PUT");
        row(Method::Get, "/v3/rooms/r/state/m.x",
            "/v3/rooms/{roomId}/state/{type} roomId=r type=m.x");
        row(Method::Get, "/v3/rooms/r/state/m.x/",
            "/v3/rooms/{roomId}/state/{type}/{key} roomId=r type=m.x key=");
        row(Method::Get, "/v3/rooms/known/state/t", "/v3/rooms/known/state/{type} type=t");
        row(Method::Post, "/v3/rooms/known/join", "/v3/rooms/{roomId}/<join|leave> roomId=known");
        row(Method::Post, "/v3/rooms//join", "-");
        row(Method::Get, "/v1/media/download/s/a/b",
            "/<v1/media|v3/old>/download/{server}/{*rest} server=s rest=a/b");
        row(Method::Get, "/v3/old/download/s/a",
            "/<v1/media|v3/old>/download/{server}/{*rest} server=s rest=a");
    }
    void findsRows() {
        QFETCH(int, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, row);
        QCOMPARE(found(static_cast<Method>(method), path.constData()), row.toStdString());
    }
    void refusesBadRows() {
        QVERIFY_EXCEPTION_THROWN(add(Method::Get, "/versions"), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(add(Method::Get, "no/slash"), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(add(Method::Get, "/a/<b"), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(add(Method::Get, "/a/{*rest}/b"), std::logic_error);
    }
};

HEARTH_TEST(TestRouter)
#include "test_router.moc"
