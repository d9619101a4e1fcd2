// SPDX-License-Identifier: Apache-2.0
// Another text size holds at once and everywhere: every widget of a window that was open looks like
// the same widget of a window that is made afterwards.
#include "app/core/clock.hpp"
#include "app/core/settings.hpp"
#include "tests/support/test_main.hpp"
#include "tests/ui/support/fake_world.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/shell/pages.hpp"
#include "ui/style/theme.hpp"
#include "ui/wizard/setup_wizard.hpp"

#include <QAbstractScrollArea>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace hearth;
using namespace hearth::ui;

namespace {

/// A scroll area keeps the hint it gave first; nothing goes by it.
bool scrolls(const QWidget &widget) {
    const auto areas = widget.findChildren<QAbstractScrollArea *>();
    return qobject_cast<const QAbstractScrollArea *>(&widget) ||
           std::any_of(areas.begin(), areas.end(),
                       [&](const QAbstractScrollArea *area) { return area->isVisibleTo(&widget); });
}

/// What a change of the text size has to change, one line for each visible widget.
QStringList looksOf(const QWidget &window) {
    QStringList looks;
    const auto all = window.findChildren<QWidget *>();
    for (const auto *widget : all) {
        if (!widget->isVisibleTo(&window))
            continue;
        QString look = u"%1: %2 pt, least %3x%4"_s.arg(test::describe(widget))
                           .arg(widget->font().pointSizeF())
                           .arg(widget->minimumWidth())
                           .arg(widget->minimumHeight());
        if (!scrolls(*widget))
            look += u", hint %1"_s.arg(widget->sizeHint().height());
        if (widget->minimumHeight() == widget->maximumHeight())
            look += u", fixed %1"_s.arg(widget->maximumHeight());
        if (const auto *table = qobject_cast<const QTableView *>(widget))
            look += u", rows %1"_s.arg(table->verticalHeader()->defaultSectionSize());
        looks << look;
    }
    return looks;
}

/// The first widgets that differ.
QString difference(const QStringList &after, const QStringList &fresh) {
    QStringList lines;
    if (after.size() != fresh.size())
        lines << u"%1 widgets instead of %2"_s.arg(after.size()).arg(fresh.size());
    for (const auto &one : fresh)
        if (!after.contains(one))
            lines << u"only fresh: "_s + one;
    for (qsizetype i = 0; i < std::min(after.size(), fresh.size()) && lines.size() < 12; ++i)
        if (after.at(i) != fresh.at(i))
            lines << after.at(i) + u"\n  fresh: "_s + fresh.at(i);
    return lines.join(u'\n');
}

} // namespace

class TestTextSize : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        m_world = std::make_unique<test::FakeWorld>();
        QVERIFY(m_world->run());
        m_world->session->dashboard()->setVisible(false);
    }
    void init() { test::failOnWarnings(); }
    void cleanup() { test::theme().setTextScale(100); }
    void cleanupTestCase() { m_world.reset(); }

    void screensTakeItAtOnce_data() {
        QTest::addColumn<QString>("page");
        for (const auto &row : pageRows())
            QTest::newRow(row.id) << QString::fromLatin1(row.id);
    }
    void screensTakeItAtOnce() {
        QFETCH(QString, page);
        const auto open = show(page);
        QVERIFY(open);
        test::theme().setTextScale(150);
        settle();
        const QStringList after = looksOf(*open);
        const auto later = show(page);
        QVERIFY(later);
        const QStringList fresh = looksOf(*later);
        QVERIFY(fresh.size() > 20);
        QVERIFY2(after == fresh, qPrintable(difference(after, fresh)));
    }

    void wizardTakesItAtOnce_data() {
        QTest::addColumn<int>("step");
        for (int step = 0; step < 7; ++step)
            QTest::addRow("%d", step) << step;
    }
    void wizardTakesItAtOnce() {
        QFETCH(int, step);
        const auto open = showWizard(step);
        test::theme().setTextScale(150);
        settle();
        const QStringList after = looksOf(*open);
        const auto later = showWizard(step);
        const QStringList fresh = looksOf(*later);
        QVERIFY(fresh.size() > 10);
        QVERIFY2(after == fresh, qPrintable(difference(after, fresh)));
    }

private:
    std::unique_ptr<MainWindow> show(const QString &page) {
        auto window = std::make_unique<MainWindow>(*m_world->settings, *m_world->profiles,
                                                   *m_world->messages, &test::theme());
        window->resize(1360, 860);
        window->setSession(m_world->context());
        window->openPage(page);
        window->show();
        if (!QTest::qWaitForWindowExposed(window.get()))
            return nullptr;
        settle();
        return window;
    }
    std::unique_ptr<SetupWizard> showWizard(int step) {
        auto wizard = std::make_unique<SetupWizard>(
            WizardContext{m_world->paths, m_world->clock, *m_world->profiles, *m_world->secrets,
                          *m_world->settings});
        wizard->resize(1360, 860);
        if (step == 5) {
            wizard->showConnect();
        } else if (step == 6) {
            app::SetupAnswers answers;
            answers.adminName = u"alice"_s;
            wizard->showReady(app::clientFacts(answers, QUrl(u"http://localhost:8008"_s)),
                              u"kelp-orbit-lantern-47"_s);
        } else {
            wizard->showStep(step);
        }
        wizard->show();
        (void)QTest::qWaitForWindowExposed(wizard.get());
        settle();
        return wizard;
    }
    /// Layouts that were asked for are made, and the stand-in has answered.
    void settle() { QTest::qWait(300); }

    std::unique_ptr<test::FakeWorld> m_world;
};

HEARTH_TEST(TestTextSize)
#include "test_text_size.moc"
