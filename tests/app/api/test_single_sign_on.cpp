// SPDX-License-Identifier: Apache-2.0
// The way back from the browser: only the answer to this attempt is taken.
#include "app/api/single_sign_on.hpp"
#include "tests/support/test_main.hpp"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QUrlQuery>

using namespace hearth::app;
using namespace Qt::StringLiterals;

class TestSingleSignOn : public QObject {
    Q_OBJECT

    QNetworkAccessManager m_browser;

    int visit(const QUrl &url, QByteArray *body = nullptr) {
        auto *reply = m_browser.get(QNetworkRequest(url));
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }, 5000))
            return -1;
        if (body)
            *body = reply->readAll();
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        reply->deleteLater();
        return status;
    }
    static QUrl wayBack(const QUrl &link) {
        return QUrl(QUrlQuery(link).queryItemValue(u"redirectUrl"_s, QUrl::FullyDecoded));
    }
    static QUrl with(QUrl url, const QString &key, const QString &value) {
        QUrlQuery query(url);
        query.removeAllQueryItems(key);
        query.addQueryItem(key, value);
        url.setQuery(query);
        return url;
    }

private Q_SLOTS:
    void comesBackWithTheToken() {
        SingleSignOn sso({u"Hearth"_s, u"Done <here>"_s, u"Wrong"_s});
        QSignalSpy arrived(&sso, &SingleSignOn::arrived);
        const QUrl link = sso.begin(QUrl(u"https://matrix.example.org/base/"_s));
        QCOMPARE(link.host(), u"matrix.example.org"_s);
        QCOMPARE(link.path(), u"/base/_matrix/client/v3/login/sso/redirect"_s);
        const QUrl back = wayBack(link);
        QCOMPARE(back.host(), u"127.0.0.1"_s);
        QVERIFY(QUrlQuery(back).queryItemValue(u"state"_s).size() >= 64);

        // Others on this computer, who do not know the secret, get nowhere.
        QCOMPARE(visit(with(with(back, u"state"_s, u"guessed"_s), u"loginToken"_s, u"theirs"_s)),
                 400);
        QCOMPARE(visit(QUrl(u"http://127.0.0.1:%1/"_s.arg(back.port()))), 404);
        QCOMPARE(visit(back), 400); // without a token
        QVERIFY(arrived.isEmpty());
        QVERIFY(sso.isWaiting());

        QByteArray page;
        QCOMPARE(visit(with(back, u"loginToken"_s, u"a+b"_s), &page), 200);
        QVERIFY(page.contains("Done &lt;here&gt;"));
        QCOMPARE(arrived.size(), 1);
        QVERIFY(!sso.isWaiting());
        QCOMPARE(visit(with(back, u"loginToken"_s, u"again"_s)), 0); // nobody listens any more
        QCOMPARE(arrived.size(), 1);
    }

    void secretsDifferAndLongRequestsEnd() {
        SingleSignOn sso({});
        const QUrl one = wayBack(sso.begin(QUrl(u"http://a"_s)));
        const QUrl two = wayBack(sso.begin(QUrl(u"http://a"_s)));
        QVERIFY(QUrlQuery(one).queryItemValue(u"state"_s) !=
                QUrlQuery(two).queryItemValue(u"state"_s));
        QTcpSocket flood;
        flood.connectToHost(QHostAddress::LocalHost, quint16(two.port()));
        QTRY_COMPARE(flood.state(), QAbstractSocket::ConnectedState);
        flood.write("GET /signed-in?" + QByteArray(100'000, 'x'));
        QTRY_COMPARE(flood.state(), QAbstractSocket::UnconnectedState);
        QVERIFY(sso.isWaiting());
    }

    void endsByItself() {
        SingleSignOn sso({});
        sso.setPatience(std::chrono::milliseconds(50));
        QSignalSpy timedOut(&sso, &SingleSignOn::timedOut);
        QVERIFY(!sso.begin(QUrl(u"http://a"_s)).isEmpty());
        QTRY_COMPARE(timedOut.size(), 1);
        QVERIFY(!sso.isWaiting());
    }
};

HEARTH_TEST(TestSingleSignOn)
#include "test_single_sign_on.moc"
