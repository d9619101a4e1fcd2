// SPDX-License-Identifier: Apache-2.0
// The list of steps of a longer piece of work: what each says while it runs and when it failed.
#include "tests/support/test_main.hpp"
#include "tests/ui/support/reach.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/widgets/progress_list.hpp"
#include "ui/widgets/scroll_area.hpp"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace hearth;
using namespace hearth::ui;

class TestSteps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void aFailedStepShowsAllOfIt() {
        auto *page = new QWidget;
        auto *column = new QVBoxLayout(page);
        auto *list = new ProgressList(u"Steps"_s);
        column->addWidget(list, 0, Qt::AlignTop);
        column->addStretch(1);
        ScrollArea area(page);
        area.resize(480, 400);
        list->setSteps({u"Write the configuration, keys and secrets"_s, u"Start"_s});
        area.show();
        QVERIFY(QTest::qWaitForWindowExposed(&area));
        list->setState(0, StepState::Running);
        QCoreApplication::processEvents();
        list->setState(0, StepState::Failed);
        list->setFailure(
            0,
            u"The server program hearthd was not found, which is a long sentence for a "
            "narrow place."_s,
            u"Install Hearth again, and do not move its files afterwards."_s);
        QStringList problems;
        QVERIFY2(
            QTest::qWaitFor([&] { return (problems = test::outOfReach(area)).isEmpty(); }, 3000),
            qPrintable(problems.join(u'\n')));
    }

    void aRunningStepSaysWhatItWaitsFor() {
        ProgressList list(u"Steps"_s);
        list.setSteps({u"First"_s, u"Second"_s});
        list.show();
        const auto says = [&list](const QString &words) {
            const auto labels = list.findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
                return label->isVisible() && label->text().contains(words);
            });
        };
        list.setState(0, StepState::Running);
        QVERIFY(!says(u"keychain"_s));
        list.setHint(0, u"The keychain asks."_s);
        QVERIFY(says(u"keychain"_s));
        list.setState(0, StepState::Done);
        QVERIFY(!says(u"keychain"_s));
    }
};

HEARTH_TEST(TestSteps)
#include "test_steps.moc"
