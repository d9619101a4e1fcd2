// SPDX-License-Identifier: Apache-2.0
// Delegates that draw the rows of a DataTable: one for each kind of cell.
#pragma once

#include "ui/widgets/charts.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QStyledItemDelegate>

#include <functional>

namespace hearth::ui {

/// Draws what all cells share: row colour (hover, ticked, current), the line below, the ring of
/// the current row, grey text while the row is busy or the connection is lost.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit RowDelegate(QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
    /// Colour of the text: Text for what names the row, Text2 for facts about it.
    RowDelegate *setInk(Color ink);
    /// Draws with the fixed font.
    RowDelegate *setMono();

protected:
    /// `rect` is the cell without its padding.
    virtual void paintContent(QPainter *painter, const QRect &rect,
                              const QStyleOptionViewItem &option, const QModelIndex &index) const;
    virtual int contentWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    QColor textColor(const QModelIndex &index, const QStyleOptionViewItem &option,
                     Color wanted) const;
    Color ink() const { return m_ink; }
    /// Elided text at the side the model's alignment says.
    void paintText(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                   const QModelIndex &index, const QString &text, const QColor &textInk) const;

private:
    Color m_ink = Color::Text2;
    bool m_mono = false;
};

/// The tick box; the whole cell counts as the target.
class TickDelegate : public RowDelegate {
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

protected:
    void paintContent(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override;
};

/// Avatar square and "@name:server", the name strong in colour, the server quiet.
class UserDelegate : public RowDelegate {
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;

protected:
    void paintContent(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override;
    int contentWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Draws what a function makes of the index.
template <class What>
class DescribedDelegate : public RowDelegate {
public:
    using Describe = std::function<What(const QModelIndex &)>;
    explicit DescribedDelegate(Describe describe, QObject *parent = nullptr)
        : RowDelegate(parent)
        , m_describe(std::move(describe)) {}

protected:
    [[nodiscard]] What describe(const QModelIndex &index) const { return m_describe(index); }

private:
    Describe m_describe;
};

/// A status pill.
class PillDelegate : public DescribedDelegate<Pill> {
    Q_OBJECT
public:
    using DescribedDelegate::DescribedDelegate;

protected:
    void paintContent(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override;
    int contentWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

struct IconText {
    QString iconName;
    Color iconInk = Color::Text2;
    QString text;
    QString second;
    int iconRoom = 0; ///< so that texts stay in line below other icons; 0: as wide as the icon
};

/// An icon, a name and a quiet second text: rooms with their alias, encryption, …
class IconTextDelegate : public DescribedDelegate<IconText> {
    Q_OBJECT
public:
    using DescribedDelegate::DescribedDelegate;

protected:
    void paintContent(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override;
    int contentWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// A rail with the share that is described (0 … 1; below 0 draws the text alone).
class MeterDelegate : public DescribedDelegate<double> {
    Q_OBJECT
public:
    using DescribedDelegate::DescribedDelegate;

protected:
    void paintContent(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override;
};

struct RowAction {
    QString id;
    QString iconName;
    QString name; ///< tooltip
};

/// Icon buttons at the end of a row. Keyboard users reach the same actions by the row's menu.
class ActionsDelegate : public DescribedDelegate<QList<RowAction>> {
    Q_OBJECT
public:
    using DescribedDelegate::DescribedDelegate;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

Q_SIGNALS:
    void triggered(const QModelIndex &index, const QString &actionId);

protected:
    void paintContent(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override;

private:
    QRect buttonRect(const QRect &cell, qsizetype position, qsizetype count,
                     Qt::LayoutDirection direction) const;
};

} // namespace hearth::ui
