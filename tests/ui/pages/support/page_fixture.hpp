// SPDX-License-Identifier: Apache-2.0
// The real window on a screen, with a server that has a memory; widgets are found by their names.
#pragma once

#include "tests/support/test_main.hpp"
#include "tests/ui/pages/support/fake_server.hpp"
#include "tests/ui/support/fake_world.hpp"
#include "tests/ui/support/ui_app.hpp"
#include "ui/shell/main_window.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/data_table.hpp"

#include <QAbstractButton>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <memory>
#include <utility>

namespace hearth::test {

/// For a condition that comes at once on an idle machine, and late on a busy one.
inline constexpr int patienceMs = 20'000;

class PageFixture {
public:
    explicit PageFixture(const QString &pageId) {
        server.answerFor(*world.transport);
        if (!world.start())
            return;
        window = std::make_unique<ui::MainWindow>(*world.settings, *world.profiles, *world.messages,
                                                  &theme());
        window->resize(1360, 860);
        window->setSession(world.context());
        window->openPage(pageId);
        window->show();
        window->activateWindow();
        isReady = QTest::qWaitForWindowActive(window.get(), patienceMs);
    }

    /// The visible widget of that name, or null.
    template <class T = QWidget>
    [[nodiscard]] T *find(const QString &name) const {
        const auto all = window->findChildren<T *>(name);
        for (auto *one : all)
            if (one->isVisible() && !one->size().isEmpty())
                return one;
        return nullptr;
    }
    /// Waits until the widget of that name is there and its layout has come to rest.
    [[nodiscard]] bool waitAtRest(const QString &name) const {
        QRect last;
        return QTest::qWaitFor(
            [&] {
                const auto *widget = find(name);
                const QRect now =
                    widget ? QRect(widget->mapToGlobal(QPoint()), widget->size()) : QRect();
                return std::exchange(last, now) == now && !now.isEmpty();
            },
            patienceMs);
    }
    [[nodiscard]] bool waitFor(const QString &name) const {
        return QTest::qWaitFor([&] { return find(name) != nullptr; }, patienceMs);
    }
    [[nodiscard]] bool waitGone(const QString &name) const {
        return QTest::qWaitFor([&] { return find(name) == nullptr; }, patienceMs);
    }
    /// A real click; false if there is no such button, or it is off.
    [[nodiscard]] bool click(const QString &name) const {
        if (!waitAtRest(name))
            return false;
        auto *widget = find(name);
        if (!widget->isEnabled())
            return false;
        // A box is a target where its picture is, not in the middle of a wide line.
        const auto *box = qobject_cast<QCheckBox *>(widget);
        QTest::mouseClick(widget, Qt::LeftButton, {},
                          box ? QPoint(8, widget->height() / 2) : QPoint());
        return true;
    }
    [[nodiscard]] bool type(const QString &name, const QString &text) const {
        if (!waitFor(name))
            return false;
        auto *field = find<QLineEdit>(name);
        field->setFocus();
        field->selectAll();
        if (text.isEmpty())
            QTest::keyClick(field, Qt::Key_Delete);
        else
            typeText(*field, text);
        return field->text() == text;
    }
    [[nodiscard]] QString textOf(const QString &name) const {
        const auto *button = find<QAbstractButton>(name);
        return button ? button->text() : QString();
    }
    [[nodiscard]] QString status() const {
        QStringList parts;
        if (const auto *place = find(QStringLiteral("statusText"))) {
            for (const auto *label : place->findChildren<QLabel *>()) {
                if (label->isVisible())
                    parts << label->text();
            }
        }
        return parts.join(QStringLiteral(" | "));
    }
    [[nodiscard]] bool waitStatus(const QString &text) const {
        return QTest::qWaitFor([&] { return status().startsWith(text); }, patienceMs);
    }
    [[nodiscard]] bool waitToast(const QString &part) const {
        return QTest::qWaitFor(
            [&] {
                const auto *toast = find(QStringLiteral("toast"));
                const auto *label = toast ? toast->findChild<QLabel *>() : nullptr;
                return label && label->text().contains(part);
            },
            patienceMs);
    }
    void clickCell(ui::DataView *view, int row, int column) const {
        const QRect cell = view->visualRect(view->model()->index(row, column));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, cell.center());
    }
    void clickHead(ui::DataView *view, int column) const {
        auto *head = view->dataHeader();
        const QPoint at(head->sectionViewportPosition(column) + head->sectionSize(column) / 2,
                        head->height() / 2);
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, at);
    }
    /// Both themes of the window, or of a dialog on it.
    [[nodiscard]] bool pictures(const QString &name, const QString &dialog = {}) const {
        bool good = true;
        for (const bool dark : {false, true}) {
            theme().setAppearance(dark ? ui::Appearance::Dark : ui::Appearance::Light);
            QTest::qWait(60);
            QWidget *shown = dialog.isEmpty() ? window.get() : find(dialog);
            good = good && shown &&
                   saveScreenshot(
                       *shown, name + (dark ? QStringLiteral("-dark") : QStringLiteral("-light")));
        }
        theme().setAppearance(ui::Appearance::Light);
        return good;
    }

    FakeServer server; // before the world, whose end still answers requests
    FakeWorld world;
    std::unique_ptr<ui::MainWindow> window;
    bool isReady = false;
};

/// A screen with a table that has loaded its first page.
class ListFixture : public PageFixture {
public:
    ListFixture(const QString &pageId, const QString &tableName, const QString &loaded)
        : PageFixture(pageId) {
        isReady = isReady && waitStatus(loaded);
        view = find<ui::DataView>(tableName);
        isReady = isReady && view != nullptr;
    }

    ui::DataView *view = nullptr;
};

} // namespace hearth::test
