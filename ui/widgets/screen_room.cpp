// SPDX-License-Identifier: Apache-2.0
// Room on the screen.
#include "ui/widgets/screen_room.hpp"

#include <QGuiApplication>
#include <QScreen>
#include <QWidget>

#include <algorithm>

namespace hearth::ui {
namespace {

/// Width and height of title and borders. Unknown until the window was on the screen, so that of
/// a window that is, or what desktops usually have, is taken.
QSize frameOf(const QWidget &window) {
    for (const QWidget *known : {&window, static_cast<const QWidget *>(window.parentWidget())}) {
        const QWidget *top = known ? known->window() : nullptr;
        if (top && top->isVisible() && !top->isMaximized() && !top->isFullScreen())
            return top->frameGeometry().size() - top->size();
    }
    constexpr QSize usual(2, 32);
    return QGuiApplication::platformName() == u"offscreen" ? QSize(0, 0) : usual;
}

} // namespace

QRect freeArea(const QWidget &window) {
    const QWidget *shown = &window;
    if (!window.isVisible() && window.parentWidget())
        shown = window.parentWidget()->window();
    const QScreen *screen = shown->screen();
    if (!screen)
        screen = QGuiApplication::primaryScreen();
    return screen ? screen->availableGeometry() : QRect(0, 0, 1024, 600);
}

QSize largestSize(const QWidget &window) {
    return (freeArea(window).size() - frameOf(window)).expandedTo(QSize(200, 160));
}

void keepOnScreen(QWidget &window) {
    const QRect area = freeArea(window);
    const QRect frame = window.frameGeometry();
    const int x = std::max(area.left(), std::min(frame.left(), area.right() + 1 - frame.width()));
    const int y = std::max(area.top(), std::min(frame.top(), area.bottom() + 1 - frame.height()));
    if (QPoint(x, y) != frame.topLeft())
        window.move(x, y);
}

} // namespace hearth::ui
