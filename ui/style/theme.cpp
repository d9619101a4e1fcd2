// SPDX-License-Identifier: Apache-2.0
// Palette, fonts, following the desktop's light or dark, and the focus ring.
#include "ui/style/theme.hpp"

#include "resources/resources.hpp"
#include "ui/style/hearth_style.hpp"

#include <QAbstractButton>
#include <QApplication>
#include <QFocusFrame>
#include <QFontDatabase>
#include <QFontMetrics>
#include <QKeyEvent>
#include <QPalette>

#include <algorithm>
#include <utility>

#if defined(HEARTH_HAS_DBUS)
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#else
class QDBusVariant {};
#endif

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

QPointer<Theme> &currentTheme() {
    static QPointer<Theme> theme;
    return theme;
}

constexpr auto portalService = "org.freedesktop.portal.Desktop"_L1;
constexpr auto portalPath = "/org/freedesktop/portal/desktop"_L1;
constexpr auto portalInterface = "org.freedesktop.portal.Settings"_L1;
constexpr auto portalSpace = "org.freedesktop.appearance"_L1;
constexpr auto portalKey = "color-scheme"_L1;
constexpr auto portalContrast = "contrast"_L1;
constexpr auto roleProperty = "hearth.textRole";

} // namespace

Theme::Theme(QApplication &app)
    : QObject(&app)
    , m_app(app) {
    resources::ensureLoaded();
    m_lightTokens = Tokens::load(u":/tokens.json"_s, u"light"_s);
    m_darkTokens = Tokens::load(u":/tokens.json"_s, u"dark"_s);
    m_tokens = m_lightTokens;
    m_systemDark = app.palette().color(QPalette::Window).lightness() < 128;
    m_general = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    m_fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    currentTheme() = this;
    app.setStyle(new HearthStyle); // the application takes ownership
    connect(&app, &QApplication::focusChanged, this,
            [this](QWidget *, QWidget *focused) { moveFocusRing(focused); });
    app.installEventFilter(this);
    apply();
    askPortal();
}

Theme::~Theme() = default;

Theme *Theme::current() {
    return currentTheme();
}

void Theme::setAppearance(Appearance appearance) {
    if (m_appearance == appearance)
        return;
    m_appearance = appearance;
    apply();
}

void Theme::setSystemDark(bool dark) {
    if (m_systemDark == dark)
        return;
    m_systemDark = dark;
    apply();
}

void Theme::setMoreContrast(bool more) {
    const bool before = hasMoreContrast();
    m_moreContrast = more;
    if (hasMoreContrast() != before)
        apply();
}

void Theme::setSystemContrast(bool more) {
    const bool before = hasMoreContrast();
    m_systemContrast = more;
    if (hasMoreContrast() != before)
        apply();
}

void Theme::setTextScale(int percent) {
    percent = std::clamp(percent, 70, 200);
    if (m_textScale == percent)
        return;
    m_textScale = percent;
    apply();
}

void Theme::setBaseFonts(const QFont &general, const QFont &fixed) {
    m_general = general;
    m_fixed = fixed;
    apply();
}

QFont Theme::font(TextRole role) const {
    const qreal base = m_general.pointSizeF() > 0 ? m_general.pointSizeF() : 10.0;
    const qreal scale = base / 10.0 * m_textScale / 100.0;
    const auto sized = [&](const QFont &family, qreal points, QFont::Weight weight) {
        QFont result(family);
        result.setPointSizeF(points * scale);
        result.setWeight(weight);
        return result;
    };
    switch (role) {
    case TextRole::Display:
        return sized(m_general, 20, QFont::DemiBold);
    case TextRole::Title:
        return sized(m_general, 15, QFont::DemiBold);
    case TextRole::PanelTitle:
        return sized(m_general, 13, QFont::DemiBold);
    case TextRole::Address:
        return sized(m_general, 16, QFont::Normal);
    case TextRole::Lead:
        return sized(m_general, 11, QFont::Normal);
    case TextRole::CardTitle:
        return sized(m_general, 10.5, QFont::DemiBold);
    case TextRole::Subtitle:
        return sized(m_general, 11, QFont::DemiBold);
    case TextRole::Strong:
        return sized(m_general, 10, QFont::DemiBold);
    case TextRole::Small:
        return sized(m_general, 9, QFont::Normal);
    case TextRole::SmallStrong:
        return sized(m_general, 9, QFont::DemiBold);
    case TextRole::Mono:
        return sized(m_fixed, 9, QFont::Normal);
    case TextRole::Axis:
        return sized(m_general, 8.5, QFont::Normal);
    case TextRole::Body:
        break;
    }
    return sized(m_general, 10, QFont::Normal);
}

QPalette Theme::palette() const {
    const Tokens &t = tokens();
    QPalette p;
    const std::initializer_list<std::pair<QPalette::ColorRole, Color>> roles{
        {QPalette::Window, Color::Window},
        {QPalette::WindowText, Color::Text},
        {QPalette::Base, Color::Surface},
        {QPalette::AlternateBase, Color::SurfaceAlt},
        {QPalette::Text, Color::Text},
        {QPalette::PlaceholderText, Color::Text3},
        {QPalette::Button, Color::Button},
        {QPalette::ButtonText, Color::Text},
        {QPalette::BrightText, Color::OnAccent},
        {QPalette::Highlight, Color::Selected},
        {QPalette::HighlightedText, Color::Text},
        {QPalette::Link, Color::Accent},
        {QPalette::LinkVisited, Color::Accent},
        {QPalette::ToolTipBase, Color::Raised},
        {QPalette::ToolTipText, Color::Text},
        {QPalette::Light, Color::Raised},
        {QPalette::Midlight, Color::Hover},
        {QPalette::Mid, Color::Border},
        {QPalette::Dark, Color::BorderStrong},
        {QPalette::Shadow, Color::ButtonBorder},
    };
    for (const auto &[role, token] : roles)
        p.setColor(role, t.color(token));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::PlaceholderText, QPalette::HighlightedText})
        p.setColor(QPalette::Disabled, role, t.color(Color::Disabled));
    p.setColor(QPalette::Disabled, QPalette::Base, t.color(Color::Window));
    p.setColor(QPalette::Inactive, QPalette::Highlight, t.color(Color::SelectedIdle));
    return p;
}

void Theme::apply() {
    m_dark =
        m_appearance == Appearance::Dark || (m_appearance == Appearance::System && m_systemDark);
    m_tokens = m_dark ? m_darkTokens : m_lightTokens;
    if (hasMoreContrast())
        m_tokens = m_tokens.withMoreContrast(m_dark);
    m_app.setFont(font(TextRole::Body));
    m_app.setPalette(palette());
    const auto widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        // A new font of the application does not reach widgets that have one of their own.
        if (const QVariant role = widget->property(roleProperty); role.isValid())
            widget->setFont(font(static_cast<TextRole>(role.toInt())));
        QEvent fontChange(QEvent::FontChange);
        QCoreApplication::sendEvent(widget, &fontChange);
        widget->updateGeometry();
        widget->update(); // what is drawn from tokens alone gets no palette event of its own
    }
    Q_EMIT changed();
}

bool Theme::eventFilter(QObject *watched, QEvent *event) {
    // Buttons get their ring from people who come by keyboard; a click shows by itself what it did.
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Tab || key == Qt::Key_Backtab || key == Qt::Key_F6) {
            m_byKeyboard = true;
            moveFocusRing(QApplication::focusWidget());
        }
    } else if (event->type() == QEvent::MouseButtonPress && m_byKeyboard) {
        m_byKeyboard = false;
        moveFocusRing(QApplication::focusWidget());
    }
    return QObject::eventFilter(watched, event);
}

void Theme::moveFocusRing(QWidget *focused) {
    // Fields and views draw their own ring inside; buttons and boxes get it around them.
    auto *button = qobject_cast<QAbstractButton *>(focused);
    if (!button || !m_byKeyboard || button->property("hearth.ownFocus").toBool()) {
        if (m_focusRing)
            m_focusRing->setWidget(nullptr);
        return;
    }
    if (!m_focusRing)
        m_focusRing = new QFocusFrame(button);
    m_focusRing->setWidget(button);
}

#if defined(HEARTH_HAS_DBUS)
void Theme::askPortal() {
    // The D-Bus call is answered later, so a slow or missing portal never holds the window up.
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(portalService, portalPath, portalInterface, u"SettingChanged"_s, this,
                SLOT(portalSettingChanged(QString, QString, QDBusVariant)));
    for (const QString &key : {QString(portalKey), QString(portalContrast)}) {
        auto message =
            QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, u"Read"_s);
        message << QString(portalSpace) << key;
        auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(message, 3000), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this,
                [this, key](QDBusPendingCallWatcher *done) {
                    done->deleteLater();
                    const QDBusPendingReply<QDBusVariant> reply = *done;
                    if (reply.isValid())
                        portalSettingChanged(portalSpace, key, reply.value());
                });
    }
}

void Theme::portalSettingChanged(const QString &space, const QString &key,
                                 const QDBusVariant &value) {
    if (space != portalSpace || (key != portalKey && key != portalContrast))
        return;
    QVariant inner = value.variant();
    // Older portals wrap the number twice.
    while (inner.canConvert<QDBusVariant>())
        inner = inner.value<QDBusVariant>().variant();
    if (key == portalContrast) {
        setSystemContrast(inner.toUInt() == 1);
        return;
    }
    const uint scheme = inner.toUInt(); // 0 no preference, 1 dark, 2 light
    if (scheme != 0)
        setSystemDark(scheme == 1);
}
#else
void Theme::askPortal() {}
void Theme::portalSettingChanged(const QString &, const QString &, const QDBusVariant &) {}
#endif

QColor color(Color token) {
    if (const Theme *theme = Theme::current())
        return theme->tokens().color(token);
    resources::ensureLoaded();
    static const Tokens light = Tokens::load(u":/tokens.json"_s, u"light"_s);
    return light.color(token);
}

QFont roleFont(TextRole role) {
    if (const Theme *theme = Theme::current())
        return theme->font(role);
    return QApplication::font();
}

void setRoleFont(QWidget *widget, TextRole role) {
    widget->setProperty(roleProperty, static_cast<int>(role));
    widget->setFont(roleFont(role));
}

} // namespace hearth::ui
