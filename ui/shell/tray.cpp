// SPDX-License-Identifier: Apache-2.0
// The tray icon.
#include "ui/shell/tray.hpp"

#include "ui/accessibility/text.hpp"
#include "ui/common/server_text.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"

#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <utility>

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
    , m_menu(std::make_unique<QMenu>()) {
    build();
    m_icon.setContextMenu(m_menu.get());
    connect(
        m_menu.get(), &QMenu::aboutToHide, this,
        [this] {
            if (std::exchange(m_isOld, false))
                build();
        },
        Qt::QueuedConnection); // what was chosen is told first
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
    build();
}

void Tray::setShown(bool shown) {
    m_icon.setVisible(shown && QSystemTrayIcon::isSystemTrayAvailable());
}

bool Tray::isShown() const {
    return m_icon.isVisible();
}

namespace {

/// What needs a person most stands for all: trouble before work, work before rest.
int urgency(ServerState state) {
    switch (state) {
    case ServerState::GaveUp:
    case ServerState::Crashed:
        return 4;
    case ServerState::Unreachable:
        return 3;
    case ServerState::Starting:
    case ServerState::Stopping:
        return 2;
    case ServerState::Ready:
        return 1;
    case ServerState::Stopped:
    case ServerState::NotSetUp:
        break;
    }
    return 0;
}

QString stateLine(const Tray::Server &server) {
    //: The tray icon: name of the server and its state.
    return Tray::tr("%1: %2").arg(server.name, serverPill(server.state).text);
}

} // namespace

void Tray::setServers(const QList<Server> &servers) {
    if (m_servers == servers)
        return;
    m_servers = servers;
    if (m_menu->isVisible())
        m_isOld = true; // what is open does not change under the pointer
    else
        build();
}

void Tray::build() {
    const auto old = m_menu->findChildren<QMenu *>(Qt::FindDirectChildrenOnly);
    m_menu->clear();
    for (auto *menu : old)
        menu->deleteLater();
    QStringList lines;
    if (m_servers.isEmpty())
        m_menu->addAction(tr("No server yet"))->setEnabled(false);
    for (const auto &server : std::as_const(m_servers)) {
        lines << stateLine(server);
        if (m_servers.size() > 1) {
            auto *menu = m_menu->addMenu(withoutMnemonics(stateLine(server)));
            connect(menu->addAction(tr("Show in Hearth")), &QAction::triggered, this,
                    [this, id = server.id] { Q_EMIT actionRequested(u"show:"_s + id); });
            fill(menu, server);
        } else {
            m_menu->addAction(withoutMnemonics(stateLine(server)))->setEnabled(false);
        }
    }
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("Open Hearth")), &QAction::triggered, this, &Tray::openRequested);
    if (m_servers.size() == 1)
        fill(m_menu.get(), m_servers.constFirst());
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("Quit Hearth")), &QAction::triggered, this, &Tray::quitRequested);
    m_icon.setToolTip(tr("Hearth") + u'\n' +
                      (lines.isEmpty() ? tr("No server yet") : lines.join(u'\n')));
    const auto worst = std::max_element(m_servers.cbegin(), m_servers.cend(),
                                        [](const Server &one, const Server &other) {
                                            return urgency(one.state) < urgency(other.state);
                                        });
    m_icon.setIcon(worst == m_servers.cend() ? programIcon()
                                             : iconWithState(serverPill(worst->state)));
}

void Tray::fill(QMenu *menu, const Server &server) {
    if (!server.canStart)
        return;
    const bool running = server.state == ServerState::Ready ||
                         server.state == ServerState::Starting ||
                         server.state == ServerState::Unreachable;
    const auto add = [&](const QString &verb, const QString &iconName, const QString &text,
                         bool enabled) {
        auto *action = menu->addAction(themeIcon(iconName), text);
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this,
                [this, wish = verb + u':' + server.id] { Q_EMIT actionRequested(wish); });
    };
    add(u"start"_s, u"play"_s, tr("Start server"),
        !running && server.state != ServerState::Stopping);
    add(u"stop"_s, u"stop"_s, tr("Stop server…"), running);
    add(u"restart"_s, u"restart"_s, tr("Restart server…"), running);
}

void Tray::notify(const QString &title, const QString &text, bool isError) {
    if (isShown())
        m_icon.showMessage(title, text,
                           isError ? QSystemTrayIcon::Critical : QSystemTrayIcon::Information);
    else
        notifyWithoutTray(title, text, isError);
}

} // namespace hearth::ui
