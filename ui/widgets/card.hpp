// SPDX-License-Identifier: Apache-2.0
// Surfaces: cards, hairlines, and coloured backgrounds.
#pragma once

#include "ui/style/tokens.hpp"

#include <QFrame>

class QBoxLayout;
class QHBoxLayout;
class QVBoxLayout;

namespace hearth::ui {

/// A white (or dark) box with a hairline and 6 px corners.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(QWidget *parent = nullptr);
    /// The column inside; margins are the padding of a card until changed.
    QVBoxLayout *body() const { return m_body; }
    /// A head line: strong title, small hint, and whatever is added to the returned row.
    QHBoxLayout *addHead(const QString &title, const QString &hint = {});
    void setHighlighted(bool on);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_body;
    bool m_highlighted = false;
};

/// 1 px line across a layout.
class Hairline : public QWidget {
    Q_OBJECT
public:
    explicit Hairline(Qt::Orientation orientation = Qt::Horizontal, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

/// A plain area in one colour of the theme, with optional hairlines at its edges.
class Panel : public QWidget {
    Q_OBJECT
public:
    explicit Panel(Color fill, QWidget *parent = nullptr);
    void setEdges(Qt::Edges edges);
    void setFill(Color fill);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Color m_fill;
    Qt::Edges m_edges;
};

} // namespace hearth::ui
