// SPDX-License-Identifier: Apache-2.0
// Everything in reach.
#include "tests/ui/support/reach.hpp"

#include "tests/ui/support/ui_app.hpp"
#include "ui/style/theme.hpp"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace hearth::test {
namespace {

bool matters(const QWidget *widget) {
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLabel *>(widget) ||
           qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QComboBox *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QPlainTextEdit *>(widget);
}

/// Parts of widgets of Qt, which lay themselves out.
bool isInside(const QWidget *widget) {
    if (widget->objectName().startsWith(u"qt_"))
        return true;
    for (const QWidget *at = widget->parentWidget(); at; at = at->parentWidget())
        if (qobject_cast<const QAbstractSpinBox *>(at) || qobject_cast<const QComboBox *>(at) ||
            qobject_cast<const QAbstractItemView *>(at) || qobject_cast<const QHeaderView *>(at) ||
            qobject_cast<const QMenuBar *>(at) || qobject_cast<const QLineEdit *>(at))
            return true;
    return false;
}

bool canScroll(const QScrollBar *bar, Qt::ScrollBarPolicy policy, int missing) {
    return missing <= 0 || (policy != Qt::ScrollBarAlwaysOff && bar->maximum() >= missing);
}

/// Empty, or the ancestor that cuts it.
QString cutBy(const QWidget *widget, const QWidget *top) {
    QRect part = widget->rect();
    for (const QWidget *at = widget; at != top; at = at->parentWidget()) {
        const QWidget *parent = at->parentWidget();
        const auto *area = qobject_cast<const QScrollArea *>(parent->parentWidget());
        if (area && area->widget() == at) {
            const QSize missing = at->size() - parent->size();
            if (!canScroll(area->horizontalScrollBar(), area->horizontalScrollBarPolicy(),
                           missing.width()) ||
                !canScroll(area->verticalScrollBar(), area->verticalScrollBarPolicy(),
                           missing.height()))
                return describe(area);
            // Scrolled so that it is in view.
            part = QRect(QPoint(0, 0), part.size().boundedTo(parent->size()));
            continue;
        }
        part.translate(at->pos());
        if (!parent->rect().adjusted(-1, -1, 1, 1).contains(part))
            return describe(parent) + u" of %1x%2"_s.arg(parent->width()).arg(parent->height());
    }
    return {};
}

/// Smaller than what it holds.
QString squeezed(const QWidget *widget) {
    // Less than Qt's own idea may be meant, as for the small buttons beside a line of text.
    const QSize least = widget->minimumSizeHint().boundedTo(widget->maximumSize());
    if (widget->width() < least.width() - 1)
        return u"is %1 wide, needs %2"_s.arg(widget->width()).arg(least.width());
    const auto *label = qobject_cast<const QLabel *>(widget);
    const int height =
        label && label->wordWrap() ? label->heightForWidth(label->width()) : least.height();
    if (widget->height() < height - 1)
        return u"is %1 high, needs %2"_s.arg(widget->height()).arg(height);
    return {};
}

} // namespace

QStringList outOfReach(QWidget &top) {
    QStringList found;
    const auto all = top.findChildren<QWidget *>();
    for (const auto *widget : all) {
        if (!widget->isVisible() || widget->window() != top.window() || !matters(widget) ||
            isInside(widget))
            continue;
        QString problem;
        if (const QString by = cutBy(widget, &top); !by.isEmpty())
            problem = u"is cut by "_s + by;
        else
            problem = squeezed(widget);
        if (!problem.isEmpty()) {
            QString text = widget->accessibleName();
            if (const auto *label = qobject_cast<const QLabel *>(widget))
                text = label->text();
            else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
                text = button->text();
            found << describe(widget) + u" \""_s + text.left(40) + u"\" "_s + problem;
        }
    }
    return found;
}

QStringList scrolledSideways(const QWidget &top) {
    QStringList found;
    const auto areas = top.findChildren<QScrollArea *>();
    for (const auto *area : areas)
        if (area->isVisible() && area->widget() &&
            area->widget()->width() > area->viewport()->width())
            found << describe(area) + u": %1 in %2"_s.arg(area->widget()->width())
                                          .arg(area->viewport()->width());
    return found;
}

bool saveLooks(QWidget &window, const QString &name) {
    QList<QScrollBar *> bars;
    const auto areas = window.findChildren<QScrollArea *>();
    for (const auto *area : areas)
        if (area->isVisible() && area->verticalScrollBar()->maximum() > 0)
            bars << area->verticalScrollBar();
    bool good = true;
    for (const bool dark : {true, false}) {
        theme().setAppearance(dark ? ui::Appearance::Dark : ui::Appearance::Light);
        QCoreApplication::processEvents();
        const QString whole = name + (dark ? u"-dark"_s : u"-light"_s);
        good = saveScreenshot(window, whole) && good;
        if (bars.isEmpty())
            continue;
        for (auto *bar : std::as_const(bars))
            bar->setValue(bar->maximum());
        good = saveScreenshot(window, whole + u"-end"_s) && good;
        for (auto *bar : std::as_const(bars))
            bar->setValue(0);
    }
    return good;
}

} // namespace hearth::test
