// SPDX-License-Identifier: Apache-2.0
// The keyboard in every dialog: where it starts, what Enter and Esc do, where Tab goes.
#include "tests/ui/pages/support/all_dialogs.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/confirm_dialog.hpp"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QKeySequence>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QWindow>

using namespace Qt::StringLiterals;
using namespace hearth;

class TestDialogs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        m_at = std::make_unique<test::PageFixture>(u"users"_s);
        QVERIFY(m_at->isReady);
    }
    void init() { test::failOnWarnings(); }
    void cleanup() { QVERIFY(test::closeDialogs(*m_at)); }
    void cleanupTestCase() { m_at.reset(); }

    void startsWhereExpected_data() { addAll(); }
    void startsWhereExpected() {
        open();
        QVERIFY(m_dialog);
        QTRY_VERIFY(m_dialog->focusWidget());
        QWidget *first = m_dialog->focusWidget();
        QCOMPARE(first->objectName(), QString::fromLatin1(m_case.firstFocus));
        QVERIFY(first->isVisible() && first->isEnabled());
        QVERIFY(first->focusPolicy() & Qt::TabFocus);
        QStringList defaults;
        const auto buttons = m_dialog->findChildren<QPushButton *>();
        for (const auto *button : buttons)
            if (button->isDefault() && button->isVisible())
                defaults << button->objectName();
        QCOMPARE(defaults.join(u' '), QString::fromLatin1(m_case.defaultButton));
    }

    void altAndALetterPressesEachButton_data() { addAll(); }
    void altAndALetterPressesEachButton() {
        open();
        QVERIFY(m_dialog);
        QHash<QString, QString> owners;
        const auto buttons = m_dialog->findChildren<QAbstractButton *>();
        for (auto *button : buttons) {
            if (!button->isVisible() || button->text().isEmpty() ||
                qobject_cast<const ui::LinkButton *>(button))
                continue;
            const QString keys = QKeySequence::mnemonic(button->text()).toString();
            // A button that paints itself must not show the mark as a letter.
            const QString marked = button->text();
            const int width = button->sizeHint().width();
            button->setText(QString(marked).remove(u'&'));
            QCOMPARE(button->sizeHint().width(), width);
            button->setText(marked);
            QVERIFY2(!keys.isEmpty(), qPrintable(button->text()));
            QVERIFY2(!owners.contains(keys),
                     qPrintable(keys + u": "_s + owners.value(keys) + u", "_s + button->text()));
            owners.insert(keys, button->text());
        }
        auto *cancel = m_dialog->findChild<QPushButton *>(u"cancelButton"_s);
        if (!cancel)
            return;
        QVERIFY(QTest::qWaitForWindowActive(m_dialog));
        const QSignalSpy rejected(m_dialog, &QDialog::rejected);
        const auto keys = QKeySequence::mnemonic(cancel->text())[0];
        QTest::keyClick(m_dialog->windowHandle(), keys.key(), keys.keyboardModifiers());
        QTRY_COMPARE(rejected.count(), 1);
    }

    void escapeCancels_data() { addAll(); }
    void escapeCancels() {
        open();
        QVERIFY(m_dialog);
        const QSignalSpy accepted(m_dialog, &QDialog::accepted);
        const QSignalSpy rejected(m_dialog, &QDialog::rejected);
        QTRY_VERIFY(m_dialog->focusWidget());
        QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Escape);
        QCOMPARE(rejected.count(), 1);
        QCOMPARE(accepted.count(), 0);
    }

    // Enter in the first field or on the first button does what the default button does, and
    // nothing while that is off.
    void enterPressesTheDefaultButton_data() { addAll(); }
    void enterPressesTheDefaultButton() {
        open();
        QVERIFY(m_dialog);
        if (*m_case.defaultButton == 0)
            return; // the palette: test_shell.cpp
        auto *button =
            m_dialog->findChild<QPushButton *>(QString::fromLatin1(m_case.defaultButton));
        QVERIFY(button);
        QTRY_VERIFY(m_dialog->focusWidget());
        const QSignalSpy clicked(button, &QPushButton::clicked);
        const QSignalSpy rejected(m_dialog, &QDialog::rejected);
        const int wanted = button->isEnabled() ? 1 : 0;
        const bool cancels = button->objectName() == u"cancelButton";
        // Where Enter makes a new line, Ctrl+Enter goes on.
        const auto key = qobject_cast<QPlainTextEdit *>(m_dialog->focusWidget())
                             ? Qt::ControlModifier
                             : Qt::NoModifier;
        QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Return, key);
        QCOMPARE(clicked.count(), wanted);
        QCOMPARE(rejected.count(), cancels ? 1 : 0);
    }

    void enterPressesTheButtonThatHasTheFocus_data() { addAll(); }
    void enterPressesTheButtonThatHasTheFocus() {
        open();
        QVERIFY(m_dialog);
        auto *cancel = m_dialog->findChild<QPushButton *>(u"cancelButton"_s);
        if (!cancel)
            return;
        const QSignalSpy rejected(m_dialog, &QDialog::rejected);
        const QSignalSpy accepted(m_dialog, &QDialog::accepted);
        cancel->setFocus(Qt::TabFocusReason);
        QTest::keyClick(cancel, Qt::Key_Return);
        QCOMPARE(rejected.count(), 1);
        QCOMPARE(accepted.count(), 0);
    }

    // Every stop once, those of the foot last and in the order they stand in; none out of sight.
    void tabGoesThroughAll_data() { addAll(); }
    void tabGoesThroughAll() {
        open();
        QVERIFY(m_dialog);
        m_dialog->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_dialog));
        const auto *foot = m_dialog->findChild<QDialogButtonBox *>();
        QList<QWidget *> stops;
        for (int i = 0; i < 60; ++i) {
            QWidget *now = QApplication::focusWidget();
            QVERIFY(now && m_dialog->isAncestorOf(now));
            if (stops.contains(now))
                break;
            stops << now;
            const QPoint middle = now->mapTo(m_dialog, now->rect().center());
            QVERIFY2(m_dialog->rect().contains(middle), qPrintable(test::describe(now)));
            const auto *area = qobject_cast<QAbstractScrollArea *>(now);
            const QWidget *seen = area ? area->viewport() : now;
            QVERIFY2(!seen->visibleRegion().isEmpty(), qPrintable(test::describe(now)));
            QTest::keyClick(now, Qt::Key_Tab);
        }
        QVERIFY(stops.size() < 60);
        if (!foot)
            return;
        const auto buttons = foot->buttons();
        QWidget *before = nullptr;
        for (auto *stop : std::as_const(stops)) {
            auto *button = qobject_cast<QAbstractButton *>(stop);
            if (!button || !buttons.contains(button))
                continue;
            // The walk may begin in the middle of the row.
            if (before && stops.first() != before)
                QVERIFY2(before->mapTo(m_dialog, QPoint()).x() <
                             stop->mapTo(m_dialog, QPoint()).x(),
                         qPrintable(test::describe(stop)));
            before = stop;
        }
        for (auto *button : buttons)
            QVERIFY2(!button->isVisible() || !button->isEnabled() || stops.contains(button),
                     qPrintable(test::describe(button)));
    }

    void enterConfirmsWhatIsTypedRight() {
        for (const auto &one : test::allDialogs()) {
            if (QByteArray(one.firstFocus) != "typeToConfirmField")
                continue;
            auto *dialog = one.open(*m_at);
            QVERIFY2(dialog, one.name);
            const QSignalSpy accepted(dialog, &QDialog::accepted);
            const QSignalSpy rejected(dialog, &QDialog::rejected);
            auto *field = dialog->findChild<QLineEdit *>(u"typeToConfirmField"_s);
            QTest::keyClicks(field, u"something else"_s);
            QTest::keyClick(field, Qt::Key_Return);
            QCOMPARE(accepted.count() + rejected.count(), 0);
            // It says why nothing happens, until the next key.
            auto *mismatch = dialog->findChild<QLabel *>(u"typedMismatch"_s);
            QVERIFY(mismatch->isVisible());
            field->selectAll();
            QTest::keyClicks(field, wanted(*field));
            QVERIFY(!mismatch->isVisible());
            auto *confirm = dialog->findChild<QPushButton *>(u"confirmButton"_s);
            QVERIFY2(confirm->isEnabled(), one.name);
            confirm->disconnect(); // counted, not done: the server is needed for what follows
            const QSignalSpy clicked(confirm, &QPushButton::clicked);
            QTest::keyClick(field, Qt::Key_Return);
            QCOMPARE(clicked.count(), 1);
            QCOMPARE(rejected.count(), 0);
            QVERIFY(test::closeDialogs(*m_at));
        }
    }

    // A dialog that is not in the list is not tested.
    void theListIsComplete() {
        QStringList inSources;
        int plain = 0;
        QDirIterator files(qEnvironmentVariable("HEARTH_SOURCE_DIR") + u"/ui"_s,
                           {u"*.hpp"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            static const QRegularExpression derived(
                u"class (\\w+)[^;{]*: public (DialogFrame|ConfirmDialog|QDialog) "_s);
            auto found = derived.globalMatch(text);
            while (found.hasNext())
                inSources << found.next().captured(1);
            plain += static_cast<int>(text.count(u"new DialogFrame("_s));
        }
        inSources.removeAll(u"DialogFrame"_s);
        QStringList walked;
        int walkedPlain = 0;
        for (const auto &one : test::allDialogs()) {
            auto *dialog = one.open(*m_at);
            QVERIFY2(dialog, one.name);
            const QString name =
                QString::fromLatin1(dialog->metaObject()->className()).section(u"::"_s, -1);
            walkedPlain += name == u"DialogFrame" ? 1 : 0;
            walked << name;
            QVERIFY(test::closeDialogs(*m_at));
        }
        for (const auto &name : std::as_const(inSources))
            QVERIFY2(walked.contains(name), qPrintable(name));
        QCOMPARE(walkedPlain, plain);
    }

private:
    void addAll() {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const auto &one : test::allDialogs())
            QTest::newRow(one.name) << index++;
    }
    void open() {
        QFETCH(int, index);
        m_case = test::allDialogs().at(index);
        m_dialog = m_case.open(*m_at);
    }
    static QString wanted(const QLineEdit &field) {
        QString text = field.accessibleName();
        return text.remove(u"To continue, type "_s);
    }

    std::unique_ptr<test::PageFixture> m_at;
    test::DialogCase m_case{};
    QDialog *m_dialog = nullptr;
};

HEARTH_TEST(TestDialogs)
#include "test_dialogs.moc"
