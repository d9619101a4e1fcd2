// SPDX-License-Identifier: Apache-2.0
// The tray icon.
#include "ui/shell/tray.hpp"

#include "app/supervisor/server_state.hpp"
#include "ui/common/server_text.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"

#include <QMenu>
#include <QPainter>

#if defined(HEARTH_HAS_DBUS)
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#endif

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::ServerState;

QIcon programIcon() {
    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64, 128, 256})
        icon.addPixmap(iconPixmap(u"hearth"_s, size, 1, {}));
    return icon;
}

namespace {

/// The mark with the state's glyph at its corner where all is not well.
QIcon iconWithState(const Pill &pill) {
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64}) {
        QPixmap pixmap = iconPixmap(u"hearth"_s, size, 1, {});
        if (pill.kind != PillKind::Ok) {
            QPainter painter(&pixmap);
            const int side = size / 2;
            const QRectF corner(size - side, size - side, side, side);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(color(Color::Surface));
            painter.drawEllipse(corner);
            paintIcon(&painter, glyphName(pill.kind), corner, color(glyphColor(pill.kind)));
        }
        icon.addPixmap(pixmap);
    }
    return icon;
}

/// Desktops without a tray still show notices.
void notifyWithoutTray(const QString &title, const QString &text, bool isError) {
#if defined(HEARTH_HAS_DBUS)
    const auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    constexpr auto service = "org.freedesktop.Notifications"_L1;
    auto message = QDBusMessage::createMethodCall(service, u"/org/freedesktop/Notifications"_s,
                                                  service, u"Notify"_s);
    const QVariantMap hints{{u"urgency"_s, QVariant::fromValue(uchar(isError ? 2 : 1))},
                            {u"desktop-entry"_s, u"hearth"_s}};
    message << u"Hearth"_s << 0U << u"hearth"_s << title << text << QStringList() << hints << -1;
    bus.asyncCall(message, 3000); // nobody waits for the answer
#else
    Q_UNUSED(title);
    Q_UNUSED(text);
    Q_UNUSED(isError);
#endif
}

} // namespace

Tray::Tray(QObject *parent)
    : QObject(parent)
    , m_menu(std::make_unique<QMenu>())
    , m_state(m_menu->addAction(QString())) {
    m_state->setEnabled(false);
    m_menu->addSeparator();
    m_open = m_menu->addAction(QString());
    m_start = m_menu->addAction(themeIcon(u"play"_s), QString());
    m_stop = m_menu->addAction(themeIcon(u"stop"_s), QString());
    m_restart = m_menu->addAction(themeIcon(u"restart"_s), QString());
    m_menu->addSeparator();
    m_quit = m_menu->addAction(QString());
    retranslate();
    m_icon.setContextMenu(m_menu.get());
    m_icon.setIcon(programIcon());
    m_icon.setToolTip(tr("Hearth"));
    connect(m_open, &QAction::triggered, this, &Tray::openRequested);
    connect(m_quit, &QAction::triggered, this, &Tray::quitRequested);
    connect(m_start, &QAction::triggered, this, [this] { Q_EMIT actionRequested(u"start"_s); });
    connect(m_stop, &QAction::triggered, this, [this] { Q_EMIT actionRequested(u"stop"_s); });
    connect(m_restart, &QAction::triggered, this, [this] { Q_EMIT actionRequested(u"restart"_s); });
    connect(&m_icon, &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
                    Q_EMIT openRequested();
            });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &Tray::openRequested);
}

Tray::~Tray() {
    m_icon.setContextMenu(nullptr);
}

void Tray::retranslate() {
    m_open->setText(tr("Open Hearth"));
    m_start->setText(tr("Start server"));
    m_stop->setText(tr("Stop server…"));
    m_restart->setText(tr("Restart server…"));
    m_quit->setText(tr("Quit Hearth"));
}

void Tray::setShown(bool shown) {
    m_icon.setVisible(shown && QSystemTrayIcon::isSystemTrayAvailable());
}

bool Tray::isShown() const {
    return m_icon.isVisible();
}

void Tray::setServer(const QString &name, ServerState state, bool isLocal) {
    const Pill pill = serverPill(state);
    //: The tray icon: name of the server and its state.
    m_state->setText(name.isEmpty() ? tr("No server yet") : tr("%1: %2").arg(name, pill.text));
    m_icon.setToolTip(tr("Hearth") + u'\n' + m_state->text());
    m_icon.setIcon(name.isEmpty() ? programIcon() : iconWithState(pill));
    const bool running = state == ServerState::Ready || state == ServerState::Starting ||
                         state == ServerState::Unreachable;
    m_start->setVisible(isLocal);
    m_stop->setVisible(isLocal);
    m_restart->setVisible(isLocal);
    m_start->setEnabled(!running && state != ServerState::Stopping);
    m_stop->setEnabled(running);
    m_restart->setEnabled(running);
}

void Tray::notify(const QString &title, const QString &text, bool isError) {
    if (isShown())
        m_icon.showMessage(title, text,
                           isError ? QSystemTrayIcon::Critical : QSystemTrayIcon::Information);
    else
        notifyWithoutTray(title, text, isError);
}

} // namespace hearth::ui
