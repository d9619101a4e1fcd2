// SPDX-License-Identifier: Apache-2.0
// QR codes have their three corners and hold what fits.
#include "app/setup/qr_code.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth::app;

class TestQrCode : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hasFinderPatterns() {
        const auto code = encodeQr(QStringLiteral("https://example.org/?a=@b:c"));
        QVERIFY(code);
        QVERIFY(code->size >= 21 && (code->size - 17) % 4 == 0);
        const int last = code->size - 7;
        for (const auto &[x, y] : {std::pair{0, 0}, std::pair{last, 0}, std::pair{0, last}}) {
            for (int i = 0; i < 7; ++i)
                QVERIFY(code->isDark(x + i, y) && code->isDark(x, y + i));
            QVERIFY(!code->isDark(x + 1, y + 1));
            QVERIFY(code->isDark(x + 3, y + 3));
        }
        QVERIFY(!code->isDark(last, code->size - 1) || !code->isDark(code->size - 1, last));
    }

    void refusesWhatDoesNotFit() {
        QVERIFY(!encodeQr({}));
        QVERIFY(!encodeQr(QString(5000, u'x')));
        QVERIFY(encodeQr(QString(1000, u'x')));
    }
};

HEARTH_TEST(TestQrCode)
#include "test_qr_code.moc"
