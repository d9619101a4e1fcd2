// SPDX-License-Identifier: Apache-2.0
// Push buttons of every kind, icon buttons and links.
#pragma once

#include "ui/style/kinds.hpp"
#include "ui/style/tokens.hpp"

#include <QPushButton>
#include <QToolButton>

namespace hearth::ui {

/// A push button with a kind, an icon by name and a busy state.
class Button : public QPushButton {
    Q_OBJECT
public:
    explicit Button(const QString &text, QWidget *parent = nullptr);
    Button(const QString &text, const QString &iconName, ButtonKind kind,
           QWidget *parent = nullptr);

    void setKind(ButtonKind kind);
    void setSmall(bool isSmall = true);
    void setIconByName(const QString &name);
    /// The label stays, the icon becomes the busy sign, and a second click does nothing.
    void setBusy(bool busy);
    bool isBusy() const { return m_busy; }

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_iconName;
    bool m_busy = false;
};

/// Only an icon; the name is what a screen reader says and the tooltip shows.
class IconButton : public QToolButton {
    Q_OBJECT
public:
    IconButton(const QString &iconName, const QString &name, QWidget *parent = nullptr);
    void setIconByName(const QString &iconName, Color ink = Color::Text2);
    /// With an outline like a secondary button.
    void setOutlined();
    void setSmall();

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

/// Looks like a link, is a button: takes the focus, Space and Enter.
class LinkButton : public QPushButton {
    Q_OBJECT
public:
    explicit LinkButton(const QString &text, QWidget *parent = nullptr);
    /// Cut where there is no room; an & in it is an &.
    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_whole; }
    void setSmall();
    /// In the colour of the text around it: where nearly every line is a link.
    void setQuiet();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void elide();

    QString m_whole;
    QString m_told; ///< as name and hint while it is cut
};

} // namespace hearth::ui
