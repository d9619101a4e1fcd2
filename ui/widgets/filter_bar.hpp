// SPDX-License-Identifier: Apache-2.0
// Search, filter chips and segments above a list.
#pragma once

#include <QList>
#include <QToolButton>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QMenu;
class QVBoxLayout;

namespace hearth::ui {

class FlowLayout;
class SearchField;

/// Off: adds the filter. On: filled, an `x` removes it. With a menu: an arrow.
class FilterChip : public QToolButton {
    Q_OBJECT
public:
    explicit FilterChip(const QString &text, QWidget *parent = nullptr);
    void setIconByName(const QString &name);
    void setMenuChip(QMenu *menu);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_iconName;
};

/// The bar: search field, chips in the order they were added, "+ Filter", and an end part.
class FilterBar : public QWidget {
    Q_OBJECT
public:
    explicit FilterBar(QWidget *parent = nullptr);
    SearchField *addSearch(const QString &example);
    /// After the search field, for example the steps between hits.
    void addBesideSearch(QWidget *widget);
    /// A chip that is always shown; toggled() tells.
    FilterChip *addChip(const QString &id, const QString &text);
    /// Offered in "+ Filter" and shown as a chip only while it is on. chipToggled() tells.
    void offerFilter(const QString &id, const QString &text);
    void setChip(const QString &id, bool on);
    void setChipText(const QString &id, const QString &text);
    bool isOn(const QString &id) const;
    bool isAnyOn() const;
    void clearChips();
    void addEnd(QWidget *widget);
    /// Where room is short: one chip "2 filters" instead of all, and no end part.
    void setCompact(bool compact);

Q_SIGNALS:
    void chipToggled(const QString &id, bool on);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Entry {
        QString id;
        QString text;
        FilterChip *chip = nullptr;
        bool offered = false;
    };
    Entry *find(const QString &id);
    void buildMenu();
    void arrange();
    void placeEnd();

    QVBoxLayout *m_rows;
    QHBoxLayout *m_row;
    FlowLayout *m_chips;
    FilterChip *m_more;
    FilterChip *m_summary;
    QMenu *m_menu;
    QWidget *m_endArea;
    QHBoxLayout *m_end;
    bool m_compact = false;
    bool m_endBelow = false;
    SearchField *m_search = nullptr;
    QList<Entry> m_entries;
};

/// A few choices of which one holds, side by side; like radio buttons, arrows move.
class Segments : public QWidget {
    Q_OBJECT
public:
    explicit Segments(const QString &name, QWidget *parent = nullptr);
    void addSegment(const QString &id, const QString &text, const QString &iconName = {});
    /// What does not apply is not shown.
    void setOffered(const QString &id, bool offered);
    void setCurrent(const QString &id);
    QString current() const;
    void setCount(const QString &id, const QString &count);

Q_SIGNALS:
    void currentChanged(const QString &id);

private:
    class SegmentButton;
    SegmentButton *find(const QString &id) const;

    QHBoxLayout *m_row;
    QButtonGroup *m_group;
};

} // namespace hearth::ui
