// SPDX-License-Identifier: Apache-2.0
// The look of the whole program: which theme is shown, its palette, its fonts and the style.
#pragma once

#include "ui/style/tokens.hpp"

#include <QFont>
#include <QObject>
#include <QPointer>

#include <memory>

class QApplication;
class QDBusVariant;
class QFocusFrame;
class QPalette;
class QWidget;

namespace hearth::ui {

enum class Appearance { System, Light, Dark };

/// The type roles of the design; sizes follow the desktop's font.
enum class TextRole {
    Display,
    Title,
    PanelTitle,
    Address, ///< what people and apps will see, drawn large
    Subtitle,
    Lead, ///< under the welcome title
    CardTitle,
    Body,
    Strong,
    Small,
    SmallStrong,
    Mono,
    Axis
};

/// Made once after QApplication, by the composition root; lives as long as the application.
/// Widgets read it through color() and font() below and repaint by themselves on a change.
class Theme : public QObject {
    Q_OBJECT
public:
    explicit Theme(QApplication &app);
    ~Theme() override;

    /// The theme of this application, or null in a program that made none.
    static Theme *current();

    Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);
    bool isDark() const { return m_dark; }
    const Tokens &tokens() const { return m_tokens; }

    /// Black and white instead of greys; also where the desktop asks for it.
    void setMoreContrast(bool more);
    bool hasMoreContrast() const { return m_moreContrast || m_systemContrast; }

    /// 100 is the desktop's size; Ctrl+Plus and Ctrl+Minus change it.
    int textScale() const { return m_textScale; }
    void setTextScale(int percent);
    /// Replaces the desktop's fonts; for screenshots that must look the same everywhere.
    void setBaseFonts(const QFont &general, const QFont &fixed);
    QFont font(TextRole role) const;

    QPalette palette() const;

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private Q_SLOTS:
    // The signature of the portal's D-Bus signal SettingChanged.
    void portalSettingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void apply();
    void askPortal();
    void setSystemDark(bool dark);
    void setSystemContrast(bool more);
    void moveFocusRing(QWidget *focused);

    QApplication &m_app;
    Tokens m_lightTokens;
    Tokens m_darkTokens;
    Tokens m_tokens; ///< of now
    Appearance m_appearance = Appearance::System;
    bool m_systemDark = false;
    bool m_dark = false;
    bool m_moreContrast = false;
    bool m_systemContrast = false;
    int m_textScale = 100;
    QFont m_general;
    QFont m_fixed;
    QPointer<QFocusFrame> m_focusRing;
    bool m_byKeyboard = false;
};

QColor color(Color token);
QFont roleFont(TextRole role);
/// Gives a widget that is no Label the font of a role, now and after every change of the text size.
void setRoleFont(QWidget *widget, TextRole role);

} // namespace hearth::ui
