// SPDX-License-Identifier: Apache-2.0
// Every screen of the list in the real window: pictures in both themes, Tab order, a
// pseudo-language with 30 % longer texts, right to left.
#include "tests/support/test_main.hpp"
#include "tests/ui/support/fake_world.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "translations/translations.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/shell/pages.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/fields.hpp"

#include <QAbstractButton>
#include <QApplication>
#include <QScrollBar>
#include <QTableView>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace hearth;
using namespace hearth::ui;

namespace {

/// Wraps every text in accents and makes it longer, to find texts that are cut or not translated.
class PseudoTranslator : public QTranslator {
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *source, const char *, int n) const override {
        QString text = QString::fromUtf8(source);
        if (n >= 0)
            text.replace(u"%n"_s, QString::number(n));
        for (const auto &[plain, accented] :
             {std::pair{u'a', u'á'}, {u'e', u'é'}, {u'o', u'ö'}, {u'u', u'ü'}})
            text.replace(QChar(plain), QChar(accented));
        return text + QString(text.size() / 3, u'·');
    }
};

void addPages() {
    QTest::addColumn<QString>("page");
    for (const auto &row : pageRows())
        QTest::newRow(row.id) << QString::fromLatin1(row.id);
}

} // namespace

class TestScreens : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        m_world = std::make_unique<test::FakeWorld>();
        QVERIFY(m_world->run());
    }
    void init() { test::failOnWarnings(); }
    void cleanup() {
        m_window.reset();
        QApplication::setLayoutDirection(Qt::LeftToRight);
        test::theme().setTextScale(100);
        test::theme().setMoreContrast(false);
        test::theme().setAppearance(Appearance::Light);
    }
    void cleanupTestCase() { m_world.reset(); }

    void looksLikeTheDesign_data() { addPages(); }
    void looksLikeTheDesign() {
        QFETCH(QString, page);
        show(page);
        for (const bool dark : {false, true}) {
            test::theme().setAppearance(dark ? Appearance::Dark : Appearance::Light);
            settle();
            QVERIFY(test::saveScreenshot(*m_window, page + (dark ? u"-dark"_s : u"-light"_s)));
        }
    }

    void holdsMoreContrast() {
        for (const bool dark : {false, true}) {
            test::theme().setAppearance(dark ? Appearance::Dark : Appearance::Light);
            show(u"users"_s);
            test::theme().setMoreContrast(true);
            QCOMPARE(color(Color::Text3), dark ? QColor(Qt::white) : QColor(Qt::black));
            settle();
            QVERIFY(
                test::saveScreenshot(*m_window, dark ? u"contrast-dark"_s : u"contrast-light"_s));
            test::theme().setMoreContrast(false);
            QVERIFY(color(Color::Text3) != color(Color::Text));
        }
    }

    void worksAtTwiceTheSize_data() { addPages(); }
    void worksAtTwiceTheSize() {
        QFETCH(QString, page);
        test::theme().setTextScale(200);
        show(page);
        QVERIFY(test::saveScreenshot(*m_window, page + u"-200"_s));
        QVERIFY2(m_window->minimumSizeHint().width() <= 1360,
                 qPrintable(QString::number(m_window->minimumSizeHint().width())));
        test::theme().setTextScale(100);
    }

    void everyStopOfTheTabChainHasAName_data() { addPages(); }
    void everyStopOfTheTabChainHasAName() {
        QFETCH(QString, page);
        show(page);
        QString offender;
        QVERIFY2(test::everyTabStopHasAName(*m_window, &offender), qPrintable(offender));
    }

    void holdsLongerTexts_data() { addPages(); }
    void holdsLongerTexts() {
        QFETCH(QString, page);
        PseudoTranslator pseudo;
        QCoreApplication::installTranslator(&pseudo);
        show(page);
        QVERIFY(test::saveScreenshot(*m_window, page + u"-pseudo"_s));
        // Longer texts may scroll the page, never widen the window over its least size.
        QVERIFY2(m_window->minimumSizeHint().width() <= 1360,
                 qPrintable(QString::number(m_window->minimumSizeHint().width())));
        QCoreApplication::removeTranslator(&pseudo);
    }

    void worksRightToLeft_data() { addPages(); }
    void worksRightToLeft() {
        QFETCH(QString, page);
        QApplication::setLayoutDirection(Qt::RightToLeft);
        show(page);
        QVERIFY(test::saveScreenshot(*m_window, page + u"-rtl"_s));
        const auto *sidebar = m_window->findChild<QWidget *>(u"sidebarList"_s);
        QVERIFY(sidebar->mapTo(m_window.get(), QPoint(0, 0)).x() > m_window->width() / 2);
    }

    // As on small notebooks, in the language whose words are longest.
    void looksRightInGerman_data() { addPages(); }
    void looksRightInGerman() {
        QFETCH(QString, page);
        installTranslations(*QCoreApplication::instance(), u"de"_s);
        show(page);
        for (const QSize size : {QSize(1366, 768), QSize(1000, 540)}) {
            m_window->resize(size);
            for (const bool dark : {false, true}) {
                test::theme().setAppearance(dark ? Appearance::Dark : Appearance::Light);
                settle();
                QVERIFY(test::saveScreenshot(*m_window, u"%1-de-%2-%3"_s.arg(page)
                                                            .arg(size.width())
                                                            .arg(dark ? u"dark"_s : u"light"_s)));
            }
        }
        installTranslations(*QCoreApplication::instance(), u"en"_s);
    }

    void fitsTheSmallestWindow_data() { addPages(); }
    void fitsTheSmallestWindow() {
        QFETCH(QString, page);
        show(page);
        m_window->resize(960, 640);
        settle();
        QVERIFY(test::saveScreenshot(*m_window, page + u"-small"_s));
        QVERIFY2(m_window->width() <= 1000, qPrintable(QString::number(m_window->width())));
    }

private:
    /// As the mock-up shows it: debug lines, a search, the lines of one slow request.
    void showLogAsDesigned(QTableView *log) {
        auto *page = m_window->currentPage();
        auto *model = m_world->session->log();
        page->findChild<QAbstractButton *>(u"segment-debug"_s)->click();
        page->openTarget(u"k%1"_s.arg(88'000 + 199 * 7 + 3));
        auto *search = page->findChild<SearchField *>(u"searchField"_s);
        search->setText(u"sync"_s);
        QTest::keyClick(search, Qt::Key_Return);
        page->openTarget(model->highlightedRequest());
        log->setFocus();
        settle();
    }
    void show(const QString &page) {
        m_window = std::make_unique<MainWindow>(*m_world->settings, *m_world->profiles,
                                                *m_world->messages, &test::theme());
        m_window->resize(1360, 860);
        m_window->setSession(m_world->context());
        m_window->openPage(page);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QCOMPARE(m_window->currentPageId(), page);
        settle();
        if (auto *log = m_window->currentPage()->findChild<QTableView *>(u"logTable"_s))
            showLogAsDesigned(log);
    }
    /// Answers of the fake server and layouts need a few turns of the event loop.
    void settle() { QTest::qWait(350); }

    std::unique_ptr<test::FakeWorld> m_world;
    std::unique_ptr<MainWindow> m_window;
};

HEARTH_TEST(TestScreens)
#include "test_screens.moc"
