// SPDX-License-Identifier: Apache-2.0
// Place of the window.
#include "ui/shell/window_place.hpp"

#include "app/core/settings.hpp"
#include "ui/widgets/screen_room.hpp"

#include <QEvent>
#include <QGuiApplication>
#include <QSessionManager>
#include <QWidget>

#include <utility>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

constexpr QSize designed(1360, 860);
/// Below that pages scroll as a whole.
constexpr QSize least(800, 460);
const QString key = u"window/geometry"_s;

} // namespace

WindowPlace::WindowPlace(QWidget &window, app::Settings &settings)
    : QObject(&window)
    , m_window(window)
    , m_settings(settings) {
    m_pause.setSingleShot(true);
    m_pause.setInterval(400);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        // Its title and borders are known now.
        if (std::exchange(m_isFresh, false))
            clamp();
        save();
    });
    // The desktop ends: there may be no other chance.
    connect(qGuiApp, &QGuiApplication::commitDataRequest, this, &WindowPlace::save,
            Qt::DirectConnection);
    connect(qGuiApp, &QGuiApplication::saveStateRequest, this, &WindowPlace::save,
            Qt::DirectConnection);
    connect(qGuiApp, &QCoreApplication::aboutToQuit, this, &WindowPlace::save);
    window.installEventFilter(this);
}

void WindowPlace::restore() {
    const QByteArray geometry = m_settings.looks(key).toByteArray();
    if (!geometry.isEmpty() && m_window.restoreGeometry(geometry)) {
        clamp();
        return;
    }
    m_window.setMinimumSize(least.boundedTo(largestSize(m_window)));
    m_window.resize(designed.boundedTo(largestSize(m_window)));
    const QRect area = freeArea(m_window);
    m_window.move(area.center() - QPoint(m_window.width() / 2, m_window.height() / 2));
    keepOnScreen(m_window);
}

void WindowPlace::save() {
    m_pause.stop();
    m_settings.setLooks(key, m_window.saveGeometry());
}

void WindowPlace::clamp() {
    const QSize most = largestSize(m_window);
    m_window.setMinimumSize(least.boundedTo(most));
    if (m_window.isMaximized() || m_window.isFullScreen())
        return;
    if (m_window.width() > most.width() || m_window.height() > most.height())
        m_window.resize(m_window.size().boundedTo(most));
    keepOnScreen(m_window);
}

bool WindowPlace::eventFilter(QObject *watched, QEvent *event) {
    switch (event->type()) {
    case QEvent::Show:
        m_isFresh = true;
        m_pause.start();
        break;
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::WindowStateChange:
        if (m_window.isVisible())
            m_pause.start();
        break;
    case QEvent::Hide:
    case QEvent::Close:
        save();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace hearth::ui
