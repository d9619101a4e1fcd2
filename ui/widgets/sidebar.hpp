// SPDX-License-Identifier: Apache-2.0
// The list of screens at the side and the server switch above it.
#pragma once

#include "ui/widgets/status_pill.hpp"

#include <QAbstractButton>
#include <QListView>
#include <QWidget>

class QMenu;
class QStandardItem;
class QStandardItemModel;

namespace hearth::ui {

/// Shows the current server and its state; a click opens the menu of servers.
class ServerSwitch : public QAbstractButton {
    Q_OBJECT
public:
    explicit ServerSwitch(QWidget *parent = nullptr);
    void setServer(const QString &name, const Pill &state);
    /// That another server than the one shown needs somebody; empty = none does.
    void setNews(const QString &news);
    void setServerMenu(QMenu *menu);
    void setIconsOnly(bool only);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void nameIt();

    Pill m_state;
    QString m_news;
    QMenu *m_menu = nullptr;
    bool m_iconsOnly = false;
};

/// The screens: captions without flags, items with icon, label and count. One item at the bottom.
class Sidebar : public QWidget {
    Q_OBJECT
public:
    explicit Sidebar(QWidget *parent = nullptr);
    ServerSwitch *serverSwitch() const { return m_switch; }
    void addCaption(const QString &text);
    void addItem(const QString &id, const QString &iconName, const QString &label);
    /// Stands at the bottom, apart from the others.
    void addFootItem(const QString &id, const QString &iconName, const QString &label);
    void setCurrent(const QString &id);
    /// `needsYou` draws it as a warning.
    void setCount(const QString &id, const QString &count, bool needsYou = false);
    /// Only icons, below a 1100 px window.
    void setIconsOnly(bool only);
    QListView *list() const { return m_list; }
    void clear();

Q_SIGNALS:
    void chosen(const QString &id);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    class Delegate;
    class ItemList;
    void choose(const QModelIndex &index);
    QStandardItem *find(const QString &id) const;
    void fitFoot();

    ServerSwitch *m_switch;
    QStandardItemModel *m_model;
    QStandardItemModel *m_footModel;
    QListView *m_list;
    QListView *m_foot;
    QString m_current;
    bool m_iconsOnly = false;
};

} // namespace hearth::ui
