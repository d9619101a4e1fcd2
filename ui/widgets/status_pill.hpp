// SPDX-License-Identifier: Apache-2.0
// Status pills, tags and avatars, as widgets and as painting for delegates.
#pragma once

#include "ui/style/tokens.hpp"

#include <QString>
#include <QWidget>

class QPainter;

namespace hearth::ui {

enum class PillKind { Ok, Warn, Error, Info, Busy, Off, Wait, Lock, Ban };

/// What a pill shows; shape and word carry the meaning, colour repeats it.
struct Pill {
    PillKind kind = PillKind::Off;
    QString text;
};

QString glyphName(PillKind kind);
Color glyphColor(PillKind kind);
Color glyphBackground(PillKind kind);
QSize pillSize(const Pill &pill);
/// Draws at the leading edge of `rect`, centred in height.
void paintPill(QPainter *painter, const QRect &rect, const Pill &pill,
               Qt::LayoutDirection direction);
/// The square with the first letter; its colour follows from the name.
void paintAvatar(QPainter *painter, const QRectF &rect, const QString &name);

class StatusPill : public QWidget {
    Q_OBJECT
public:
    explicit StatusPill(const Pill &pill = {}, QWidget *parent = nullptr);
    void setPill(const Pill &pill);
    const Pill &pill() const { return m_pill; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Pill m_pill;
};

/// A word in an outline, for roles and kinds.
class Tag : public QWidget {
    Q_OBJECT
public:
    explicit Tag(const QString &text, QWidget *parent = nullptr);
    void setText(const QString &text);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

class Avatar : public QWidget {
    Q_OBJECT
public:
    explicit Avatar(const QString &name, int side = 44, QWidget *parent = nullptr);
    void setName(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
};

/// A status glyph or an icon of the design, `side` pixels wide.
class IconView : public QWidget {
    Q_OBJECT
public:
    IconView(const QString &name, int side, Color ink, QWidget *parent = nullptr);
    void setIcon(const QString &name, Color ink, Color paper = Color::Surface);
    [[nodiscard]] const QString &icon() const { return m_name; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    Color m_ink;
    Color m_paper = Color::Surface;
};

} // namespace hearth::ui
