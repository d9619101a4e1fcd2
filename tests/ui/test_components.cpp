// SPDX-License-Identifier: Apache-2.0
// The component sheet of the design, drawn by the real widgets, light and dark.
#include "tests/support/test_main.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/bulk_bar.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/choice_list.hpp"
#include "ui/widgets/confirm_dialog.hpp"
#include "ui/widgets/data_table.hpp"
#include "ui/widgets/empty_state.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/filter_bar.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/inline_message.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/progress_list.hpp"
#include "ui/widgets/row_delegates.hpp"
#include "ui/widgets/sidebar.hpp"
#include "ui/widgets/stat_card.hpp"
#include "ui/widgets/status_pill.hpp"
#include "ui/widgets/toast.hpp"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTabBar>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace hearth;
using namespace hearth::ui;

namespace {

QWidget *buttonSheet() {
    auto *sheet = new QWidget;
    auto *column = new QVBoxLayout(sheet);
    column->addWidget(new Label(u"Buttons"_s, TextRole::Small, Color::Text2));
    for (const bool enabled : {true, false}) {
        auto *row = new QHBoxLayout;
        for (const auto &[text, kind] : {std::pair{u"Secondary"_s, ButtonKind::Secondary},
                                         {u"Primary"_s, ButtonKind::Primary},
                                         {u"Delete…"_s, ButtonKind::Danger}}) {
            auto *button = new Button(text, {}, kind);
            button->setEnabled(enabled);
            row->addWidget(button);
        }
        row->addStretch(1);
        column->addLayout(row);
    }
    auto *row = new QHBoxLayout;
    row->addWidget(new Button(u"Copy"_s, u"copy"_s, ButtonKind::Secondary));
    row->addWidget(new Button(u"Flat"_s, {}, ButtonKind::Flat));
    row->addWidget(new Button(u"Deactivate…"_s, {}, ButtonKind::Destructive));
    auto *busy = new Button(u"Working"_s, u"play"_s, ButtonKind::Secondary);
    busy->setBusy(true);
    row->addWidget(busy);
    row->addStretch(1);
    column->addLayout(row);
    auto *more = new QHBoxLayout;
    auto *icon = new IconButton(u"refresh"_s, u"Refresh"_s);
    icon->setOutlined();
    more->addWidget(icon);
    more->addWidget(new IconButton(u"more"_s, u"More"_s));
    auto *on = new Button(u"Follow"_s, u"follow"_s, ButtonKind::Secondary);
    on->setCheckable(true);
    on->setChecked(true);
    more->addWidget(on);
    auto *small = new Button(u"Sign out…"_s);
    small->setSmall();
    more->addWidget(small);
    more->addWidget(new LinkButton(u"Show all"_s));
    more->addStretch(1);
    column->addLayout(more);
    auto *sidebar = new Sidebar;
    sidebar->serverSwitch()->setServer(u"example.org"_s, {PillKind::Ok, u"Running"_s});
    sidebar->addItem(u"rest"_s, u"rooms"_s, u"Rest"_s);
    sidebar->addItem(u"current"_s, u"rooms"_s, u"Current"_s);
    sidebar->addCaption(u"People"_s);
    sidebar->addItem(u"needs"_s, u"reports"_s, u"Needs you"_s);
    sidebar->setCount(u"current"_s, u"326"_s);
    sidebar->setCount(u"needs"_s, u"3"_s, true);
    sidebar->addFootItem(u"settings"_s, u"settings"_s, u"Settings"_s);
    sidebar->setCurrent(u"current"_s);
    sidebar->setMinimumHeight(240);
    column->addWidget(sidebar);
    column->addStretch(1);
    return sheet;
}

QWidget *fieldSheet() {
    auto *sheet = new QWidget;
    auto *column = new QVBoxLayout(sheet);
    auto *empty = new LineField;
    empty->setPlaceholderText(u"Empty, with an example"_s);
    empty->setAccessibleName(u"Empty"_s);
    column->addWidget(empty);
    auto *wrong = new LineField;
    wrong->setText(u"alice@"_s);
    auto *row = new FormRow(u"Address"_s, wrong);
    row->setError(u"This is not a complete address."_s, u"add the part after @."_s);
    column->addWidget(row);
    auto *disabled = new LineField;
    disabled->setPlaceholderText(u"Disabled"_s);
    disabled->setEnabled(false);
    column->addWidget(disabled);
    auto *search = new SearchField(u"Search name, ID or e-mail"_s);
    search->setKeyHint(u"Ctrl+F"_s);
    column->addWidget(search);
    auto *combo = new QComboBox;
    combo->setAccessibleName(u"Appearance"_s);
    combo->addItems({u"Follow the desktop"_s, u"Light"_s, u"Dark"_s});
    column->addWidget(combo);
    auto *spin = new QSpinBox;
    spin->setAccessibleName(u"Port"_s);
    spin->setRange(1, 65535);
    spin->setValue(8008);
    column->addWidget(spin);
    auto *choices = new QHBoxLayout;
    for (const auto state : {Qt::Unchecked, Qt::Checked, Qt::PartiallyChecked}) {
        auto *box = new QCheckBox(u"Box"_s);
        box->setTristate(state == Qt::PartiallyChecked);
        box->setCheckState(state);
        choices->addWidget(box);
    }
    auto *radio = new QRadioButton(u"One"_s);
    radio->setChecked(true);
    choices->addWidget(radio);
    auto *off = new QCheckBox(u"Off"_s);
    off->setEnabled(false);
    choices->addWidget(off);
    choices->addStretch(1);
    column->addLayout(choices);
    auto *chips = new FilterBar;
    chips->addChip(u"public"_s, u"Public"_s);
    chips->addChip(u"locked"_s, u"Locked"_s)->setChecked(true);
    chips->offerFilter(u"more"_s, u"More"_s);
    column->addWidget(chips);
    auto *segments = new Segments(u"Level"_s);
    segments->addSegment(u"error"_s, u"Errors"_s, u"f-error"_s);
    segments->addSegment(u"warn"_s, u"Warnings"_s, u"f-warn"_s);
    segments->addSegment(u"info"_s, u"Info"_s, u"f-info"_s);
    segments->addSegment(u"debug"_s, u"Debug"_s, u"f-off"_s);
    segments->setCount(u"error"_s, u"2"_s);
    segments->setCurrent(u"debug"_s);
    column->addWidget(segments);
    auto *password = new PasswordField;
    password->setText(u"kelp-orbit-lantern-47-quince"_s);
    password->setCanGenerate(true);
    password->setCanCopy(true);
    password->setRevealed(true);
    password->setStrength(4, u"Strong, and easy to read out loud"_s);
    column->addWidget(new FormRow(u"Password"_s, password));
    auto *bar = new QProgressBar;
    bar->setValue(63);
    column->addWidget(bar);
    auto *tabs = new QTabBar;
    tabs->setAccessibleName(u"Parts"_s);
    tabs->addTab(u"General"_s);
    tabs->addTab(u"Devices"_s);
    column->addWidget(tabs);
    column->addStretch(1);
    return sheet;
}

QStandardItemModel *sampleRows(QObject *parent) {
    auto *model = new QStandardItemModel(parent);
    model->setHorizontalHeaderLabels({{}, u"User ID"_s, u"State"_s, u"Last seen"_s});
    const QList<std::tuple<QString, QString, QString, bool>> rows{
        {u"@bob:example.org"_s, u"Active"_s, u"2 min ago"_s, false},
        {u"@dave:example.org"_s, u"Active"_s, u"38 min ago"_s, false},
        {u"@carol:example.org"_s, u"Active"_s, u"11 min ago"_s, true},
        {u"@frank:example.org"_s, u"Suspended"_s, u"5 h ago"_s, true},
        {u"@ivan:example.org"_s, u"Locked"_s, u"6 days ago"_s, false}};
    for (const auto &[id, state, seen, ticked] : rows) {
        auto *tick = new QStandardItem;
        tick->setCheckable(true);
        tick->setCheckState(ticked ? Qt::Checked : Qt::Unchecked);
        model->appendRow(
            {tick, new QStandardItem(id), new QStandardItem(state), new QStandardItem(seen)});
    }
    return model;
}

DataTable *sampleTable() {
    auto *table = new DataTable(u"Users"_s);
    table->setModel(sampleRows(table), 0);
    table->setDelegate(1, new UserDelegate);
    table->setDelegate(2, new PillDelegate([](const QModelIndex &index) {
                           const QString text = index.data().toString();
                           return Pill{text == u"Active"   ? PillKind::Ok
                                       : text == u"Locked" ? PillKind::Lock
                                                           : PillKind::Warn,
                                       text};
                       }));
    table->setColumnWidths({52, 0, 130, 110});
    table->setSortable(true, 3, Qt::DescendingOrder);
    table->head()->setTickState(Qt::PartiallyChecked);
    return table;
}

QWidget *listSheet() {
    auto *sheet = new QWidget;
    auto *column = new QVBoxLayout(sheet);
    auto *pills = new QHBoxLayout;
    for (const auto &pill :
         {Pill{PillKind::Ok, u"Active"_s}, Pill{PillKind::Warn, u"Retrying"_s},
          Pill{PillKind::Error, u"Not answering"_s}, Pill{PillKind::Busy, u"Starting"_s},
          Pill{PillKind::Info, u"New"_s}, Pill{PillKind::Wait, u"Invited"_s}})
        pills->addWidget(new StatusPill(pill));
    pills->addStretch(1);
    column->addLayout(pills);
    auto *table = sampleTable();
    table->setMinimumHeight(210);
    column->addWidget(table, 1);
    auto *bulk = new BulkBar;
    bulk->addAction(u"Lock"_s, u"lock"_s);
    bulk->addAction(u"Deactivate…"_s, u"ban"_s, true);
    bulk->setCounts(2, 148);
    column->addWidget(bulk);
    auto *steps = new ProgressList(u"Steps"_s);
    steps->setSteps({u"Create the database"_s, u"Start hearthd"_s, u"Get a certificate"_s,
                     u"Create the first administrator"_s});
    steps->setState(0, StepState::Done);
    steps->setElapsed(0, 6400);
    steps->setState(1, StepState::Failed);
    steps->setFailure(1, u"Port 8008 is in use by another program."_s,
                      u"choose another port, or stop that program."_s);
    steps->setElapsed(1, 2100);
    steps->setState(2, StepState::Running, u"Waiting for an answer"_s);
    steps->setElapsed(2, 12000);
    steps->setLog(2, {u"14:02:31 asked for example.org"_s, u"14:02:33 listening on port 80"_s});
    column->addWidget(steps);
    auto *info = new InlineMessage;
    info->setMessage(MessageKind::Info, u"New accounts need a token."_s);
    column->addWidget(info);
    auto *warning = new InlineMessage;
    warning->setMessage(MessageKind::Warn, u"A new domain means a new, empty server."_s, {},
                        u"This can't be changed later."_s);
    column->addWidget(warning);
    return sheet;
}

QWidget *stateSheet() {
    auto *sheet = new QWidget;
    auto *column = new QVBoxLayout(sheet);
    auto *card = new Card;
    auto *empty = new EmptyState;
    empty->setContent(u"reports"_s, u"No open reports"_s,
                      u"When somebody reports a message, it shows up here and Hearth tells you."_s,
                      u"Show closed reports"_s);
    card->body()->addWidget(empty);
    column->addWidget(card);
    auto *stats = new QHBoxLayout;
    auto *users = new StatCard(u"users"_s, u"Users"_s);
    users->setValue(u"148"_s, u"62 active this week"_s);
    QList<double> series;
    for (int i = 0; i < 24; ++i)
        series << 20 + 6 * std::sin(i / 3.0);
    users->setSeries(series);
    stats->addWidget(users);
    stats->addWidget(new StatCard(u"rooms"_s, u"Rooms"_s));
    auto *none = new StatCard(u"media"_s, u"Media"_s);
    none->setNoData(u"Server is stopped"_s);
    stats->addWidget(none);
    column->addLayout(stats);
    auto *chart = new TimeChart;
    chart->setAccessibleName(u"Messages per second"_s);
    QList<QPointF> points;
    for (int i = 0; i <= 144; ++i)
        points << QPointF(i * 600'000.0, 0.3 + 0.25 * std::sin(i / 9.0) + 0.05 * std::sin(i * 2.3));
    chart->setRange(0, 144 * 600'000);
    chart->setPoints(points);
    column->addWidget(chart, 1);
    auto *meter = new Meter(10);
    meter->setParts({{0.07, Color::Chart1}, {0.03, Color::Chart2}, {0.25, Color::Chart4}});
    column->addWidget(meter);
    auto *choices = new ChoiceList(u"Where"_s);
    auto *here = choices->addChoice(u"here"_s, u"Run on this computer"_s,
                                    u"Hearth installs and looks after the server here. Best for "
                                    "trying it out, or for a workstation that is always on."_s);
    here->setIconByName(u"computer"_s);
    here->setFacts({{u"clock"_s, u"About 10 minutes"_s}, {u"disk"_s, u"2 GB free"_s}});
    auto *docker = choices->addChoice(u"docker"_s, u"Deploy with Docker Compose"_s,
                                      u"Hearth writes the Compose files."_s);
    docker->setIconByName(u"container"_s);
    docker->setNote(u"Comes in a later version"_s);
    docker->setEnabled(false);
    choices->setCurrent(u"here"_s);
    column->addWidget(choices);
    return sheet;
}

} // namespace

class TestComponents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void factsTakeTheRoomOfThoseBefore() {
        FactList facts;
        facts.addFact(u"User"_s, u"@carol:example.org"_s);
        facts.addFact(u"Response"_s, u"200"_s);
        const int height = facts.sizeHint().height();
        for (int i = 0; i < 5; ++i) {
            facts.clear();
            facts.addFact(u"User"_s, u"@dave:example.org"_s);
            facts.addFact(u"Response"_s, u"404"_s);
        }
        QCOMPARE(facts.sizeHint().height(), height);
    }

    void cutTextKeepsItsHeightInsideMargins() {
        ElidedLabel text(u"GET /_matrix/client/v3/sync"_s, TextRole::Mono);
        text.setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        text.setContentsMargins(8, 4, 8, 4);
        const QFontMetrics metrics(text.font());
        QCOMPARE(text.sizeHint().height(), metrics.height() + 2 + 8);
        text.resize(text.sizeHint());
        text.show();
        QVERIFY(!text.text().contains(u'\u2026'));
        QVERIFY(text.contentsRect().height() >= metrics.height());
        text.resize(text.width() / 2, text.height());
        QVERIFY(metrics.horizontalAdvance(text.text()) <= text.contentsRect().width());
    }

    void drawsTheComponentSheet_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void drawsTheComponentSheet() {
        QFETCH(bool, dark);
        test::theme().setAppearance(dark ? Appearance::Dark : Appearance::Light);
        QWidget window;
        auto *row = new QHBoxLayout(&window);
        row->addWidget(buttonSheet());
        row->addWidget(fieldSheet(), 1);
        row->addWidget(listSheet(), 2);
        row->addWidget(stateSheet(), 2);
        window.resize(1720, 860);
        window.show();
        auto *toast = new Toast(&window);
        toast->showUndo(u"Locked @frank and 3 others"_s, [] {});
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(test::saveScreenshot(window, dark ? u"components-dark"_s : u"components-light"_s));
        QString offender;
        QVERIFY2(test::everyTabStopHasAName(window, &offender), qPrintable(offender));
    }

    void asksForTheNameBeforeWhatCantBeUndone() {
        test::theme().setAppearance(Appearance::Light);
        QWidget window;
        window.resize(600, 400);
        window.show();
        auto *dialog = new ConfirmDialog(
            {u"Deactivate @ivan:example.org?"_s, u"The account is closed for good."_s,
             u"Signs out 2 devices, leaves 9 rooms. The name can never be used again."_s,
             u"Deactivate account"_s, u"ivan"_s},
            &window);
        dialog->addChoice(u"Also erase the profile and hide old messages"_s);
        dialog->open();
        auto *field = dialog->findChild<LineField *>(u"typeToConfirmField"_s);
        auto *button = dialog->findChild<Button *>(u"confirmButton"_s);
        QVERIFY(field && button);
        QVERIFY(!button->isEnabled());
        QTest::keyClicks(field, u"iva"_s);
        QVERIFY(!button->isEnabled());
        QVERIFY(test::saveScreenshot(*dialog, u"confirm-light"_s));
        QTest::keyClicks(field, u"n"_s);
        QVERIFY(button->isEnabled());
        const QSignalSpy accepted(dialog, &QDialog::accepted);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(accepted.count(), 1);
    }

    void tickIsToggledByKeyAndByMouse() {
        auto *table = sampleTable();
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        column->addWidget(table);
        window.resize(600, 300);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        auto *model = table->view()->model();
        table->view()->setFocus();
        table->view()->setCurrentIndex(model->index(0, 1));
        QTest::keyClick(table->view(), Qt::Key_Space);
        QCOMPARE(model->index(0, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
        const QRect cell = table->view()->visualRect(model->index(0, 0));
        QTest::mouseClick(table->view()->viewport(), Qt::LeftButton, {}, cell.center());
        QCOMPARE(model->index(0, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
        const QSignalSpy opened(table, &DataTable::rowOpened);
        QTest::mouseClick(table->view()->viewport(), Qt::LeftButton, {},
                          table->view()->visualRect(model->index(1, 1)).center());
        QTest::keyClick(table->view(), Qt::Key_Return);
        QCOMPARE(opened.count(), 2);
    }

    void headClicksSortReverseAndReturnToDefault() {
        auto *table = sampleTable();
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        column->addWidget(table);
        window.resize(600, 300);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        auto *head = table->head();
        const QPoint at(head->sectionViewportPosition(1) + 60, head->height() / 2);
        const auto first = [&] { return table->view()->model()->index(0, 1).data().toString(); };
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(first(), u"@bob:example.org"_s);
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(first(), u"@ivan:example.org"_s);
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(head->sortIndicatorSection(), 3);
    }

    void toastTakesBackOnce() {
        QWidget window;
        window.resize(600, 300);
        window.show();
        auto *toast = new Toast(&window);
        int undone = 0;
        toast->showUndo(u"Locked"_s, [&undone] { ++undone; });
        QVERIFY(toast->canUndo());
        QVERIFY(toast->undo());
        QVERIFY(!toast->undo());
        QCOMPARE(undone, 1);
    }

    void busyButtonIgnoresASecondClick() {
        Button button(u"Create user"_s);
        button.show();
        const QSignalSpy clicked(&button, &Button::clicked);
        QTest::mouseClick(&button, Qt::LeftButton);
        button.setBusy(true);
        QTest::mouseClick(&button, Qt::LeftButton);
        QTest::keyClick(&button, Qt::Key_Space);
        QCOMPARE(clicked.count(), 1);
    }

    // As on other desktops: the marks are for who reaches for Alt, and quiet for everyone else.
    void lettersShowWhileAltIsHeld() {
        test::theme().setAppearance(Appearance::Light);
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *plain = new Button(u"Create"_s);
        auto *marked = new Button(u"&Create"_s);
        column->addWidget(plain);
        column->addWidget(marked);
        auto *segments = new Segments(u"Level"_s);
        segments->addSegment(u"all"_s, u"&All"_s);
        segments->addSegment(u"plain"_s, u"Errors"_s);
        column->addWidget(segments);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        marked->clearFocus();
        plain->clearFocus();
        const auto look = [](QWidget *widget) { return widget->grab().toImage(); };
        const QImage quiet = look(segments);
        QCOMPARE(look(marked), look(plain));
        QTest::keyPress(&window, Qt::Key_Alt);
        QVERIFY(look(marked) != look(plain));
        QVERIFY(look(segments) != quiet);
        QTest::keyRelease(&window, Qt::Key_Alt);
        QCOMPARE(look(marked), look(plain));
        QCOMPARE(look(segments), quiet);
        // Alt+Tab: the key is let go of elsewhere.
        QTest::keyPress(&window, Qt::Key_Alt);
        QEvent away(QEvent::WindowDeactivate);
        QCoreApplication::sendEvent(&window, &away);
        QCOMPARE(look(segments), quiet);
    }

    void themeSwitchReachesPaletteAndLabels() {
        test::theme().setAppearance(Appearance::Light);
        Label label(u"Text"_s, TextRole::Small, Color::Text2);
        label.show();
        const QColor light = label.palette().color(QPalette::WindowText);
        test::theme().setAppearance(Appearance::Dark);
        QTRY_VERIFY(label.palette().color(QPalette::WindowText) != light);
        QCOMPARE(label.palette().color(QPalette::WindowText), color(Color::Text2));
        QCOMPARE(qApp->palette().color(QPalette::Window), color(Color::Window));
        test::theme().setAppearance(Appearance::Light);
    }

    void textSizeGrowsFieldsAndFonts() {
        test::theme().setAppearance(Appearance::Light);
        Button button(u"Text"_s);
        button.show();
        const int before = button.sizeHint().height();
        test::theme().setTextScale(200);
        QVERIFY(button.sizeHint().height() > before);
        test::theme().setTextScale(100);
        QCOMPARE(button.sizeHint().height(), before);
    }

    // Eight lines that can be read, and the rest behind a button.
    void detailsOfAnErrorStayReadable() {
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *message = new InlineMessage(MessageKind::Error);
        column->addWidget(message);
        QStringList lines;
        for (int i = 1; i <= 40; ++i)
            lines << u"line %1 "_s.arg(i) + QString(i == 40 ? 900 : 5, u'x');
        const QString all = lines.join(u'\n');
        message->setMessage(MessageKind::Error, u"The server crashed."_s);
        message->setDetails(all);
        window.resize(900, 500);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        auto *text = message->findChild<QLabel *>(u"detailsText"_s);
        QVERIFY(!text->isVisible());
        QTest::mouseClick(message->findChild<QAbstractButton *>(u"detailsButton"_s),
                          Qt::LeftButton);
        QVERIFY(text->isVisible());
        QCOMPARE(text->text().count(u'\n'), 7);
        QVERIFY(text->text().startsWith(u"line 33 "));
        QVERIFY(text->text().size() < 600);
        // The same message said again, as each second while a server restarts, closes nothing.
        message->setMessage(MessageKind::Error, u"The server crashed. Again in 3 s."_s);
        message->setDetails(all);
        QVERIFY(text->isVisible());
        QTest::mouseClick(message->findChild<QAbstractButton *>(u"copyDetailsButton"_s),
                          Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), all);
        QTest::mouseClick(message->findChild<QAbstractButton *>(u"showAllDetailsButton"_s),
                          Qt::LeftButton);
        auto *whole = window.findChild<QPlainTextEdit *>(u"allDetails"_s);
        QVERIFY(whole);
        QCOMPARE(whole->toPlainText(), all);
        whole->window()->close();
        message->setDetails(u"one line"_s);
        QVERIFY(!message->findChild<QWidget *>(u"showAllDetailsButton"_s)->isVisibleTo(message));
    }
};

HEARTH_TEST(TestComponents)
#include "test_components.moc"
