// SPDX-License-Identifier: Apache-2.0
// A fake server, an AdminApi on it, and a connection that is up: what every model test needs.
#pragma once

#include "app/api/admin_api.hpp"
#include "app/models/server_connection.hpp"
#include "tests/app/support/fake_transport.hpp"

#include <QTest>

namespace hearth::test {

struct Connected {
    FakeTransport transport;
    app::AdminApi api{transport};
    app::ServerConnection connection{api};

    void up() {
        connection.setServerRunning(true);
        connection.setSignedIn(true);
        QTRY_VERIFY(connection.isUsable());
    }
    /// A paged list that answers from,limit like the admin API does.
    void servePages(const char *path, const char *key, const char *totalKey, const char *nextKey,
                    std::function<QJsonArray()> all) {
        transport.on(
            QByteArray("GET"), QString::fromLatin1(path),
            [=](const app::HttpRequest &request) -> app::Result<app::HttpResponse> {
                const QJsonArray everything = all();
                const int from = request.query.queryItemValue(QStringLiteral("from")).toInt();
                const int limit = request.query.queryItemValue(QStringLiteral("limit")).toInt();
                QJsonArray page;
                for (int i = from; i < std::min<int>(from + limit, int(everything.size())); ++i)
                    page.append(everything.at(i));
                QJsonObject body{{QLatin1String(key), page},
                                 {QLatin1String(totalKey), everything.size()}};
                if (from + limit < everything.size())
                    body.insert(QLatin1String(nextKey), from + limit);
                return FakeTransport::json(body);
            });
    }
};

} // namespace hearth::test
