// SPDX-License-Identifier: Apache-2.0
// First come, first serve; the second hands over.
#include "app/core/single_instance.hpp"
#include "tests/support/test_main.hpp"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hearth::app;

class TestSingleInstance : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void secondHandsItsArgumentsToTheFirst() {
        QTemporaryDir dir;
        SingleInstance first(dir.path());
        QSignalSpy primary(&first, &SingleInstance::becamePrimary);
        QSignalSpy activated(&first, &SingleInstance::activated);
        first.claim({});
        QTRY_COMPARE(primary.size(), 1);
        QVERIFY(first.isPrimary());

        SingleInstance second(dir.path());
        QSignalSpy handed(&second, &SingleInstance::handedOver);
        second.claim({QStringLiteral("--page"), QStringLiteral("users")});
        QTRY_COMPARE(handed.size(), 1);
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated.at(0).at(0).toStringList(),
                 QStringList({QStringLiteral("--page"), QStringLiteral("users")}));
        QVERIFY(!second.isPrimary());
    }

    void placeIsFreeAgainAfterTheFirstEnds() {
        QTemporaryDir dir;
        {
            SingleInstance first(dir.path());
            QSignalSpy primary(&first, &SingleInstance::becamePrimary);
            first.claim({});
            QTRY_COMPARE(primary.size(), 1);
        }
        SingleInstance next(dir.path());
        QSignalSpy primary(&next, &SingleInstance::becamePrimary);
        next.claim({});
        QTRY_COMPARE(primary.size(), 1);
    }

    void saysSoWhenTheFolderCannotBeUsed() {
        SingleInstance instance(QStringLiteral("/proc/nothing"));
        QSignalSpy failed(&instance, &SingleInstance::failed);
        instance.claim({});
        QTRY_COMPARE(failed.size(), 1);
    }
};

HEARTH_TEST(TestSingleInstance)
#include "test_single_instance.moc"
