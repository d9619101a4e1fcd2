// SPDX-License-Identifier: Apache-2.0
// Filter bar and chips.
#include "ui/widgets/filter_bar.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/flow_layout.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

FilterChip::FilterChip(const QString &text, QWidget *parent)
    : QToolButton(parent) {
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void FilterChip::setIconByName(const QString &name) {
    m_iconName = name;
    updateGeometry();
}

void FilterChip::setMenuChip(QMenu *menu) {
    setCheckable(false);
    setMenu(menu);
    setPopupMode(QToolButton::InstantPopup);
}

QSize FilterChip::sizeHint() const {
    const QFontMetrics fm(roleFont(TextRole::Small));
    int width = 16 + fm.horizontalAdvance(text());
    if (!m_iconName.isEmpty())
        width += 19;
    if (isChecked() || (menu() && m_iconName != u"plus"))
        width += 18;
    return {width + 2, std::max(26, fm.height() + 8)};
}

void FilterChip::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    const bool hot = underMouse() && isEnabled();
    const bool on = isChecked();
    drawBox(&painter, rect(),
            color(on         ? Color::Selected
                  : isDown() ? Color::ButtonPressed
                  : hot      ? Color::ButtonHover
                             : Color::Button),
            color(on ? Color::Accent : Color::ButtonBorder));
    const auto place = [&](int left, int width) {
        return QStyle::visualRect(layoutDirection(), rect(), QRect(left, 0, width, height()));
    };
    int x = 9;
    const QColor ink = color(isEnabled() ? Color::Text2 : Color::Disabled);
    if (!m_iconName.isEmpty()) {
        paintIcon(&painter, m_iconName, QRectF(place(x, 13)), ink);
        x += 19;
    }
    painter.setFont(roleFont(TextRole::Small));
    painter.setPen(color(isEnabled() ? Color::Text : Color::Disabled));
    const bool hasEnd = on || (menu() && m_iconName != u"plus");
    const int room = width() - x - (hasEnd ? 25 : 7);
    const int textWidth = std::min(room, painter.fontMetrics().horizontalAdvance(text()) + 1);
    painter.drawText(place(x, textWidth), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideMiddle, textWidth));
    x += textWidth + 5;
    if (on)
        paintIcon(&painter, u"x"_s, QRectF(place(x, 12)), ink);
    else if (menu() && m_iconName != u"plus")
        paintIcon(&painter, u"down"_s, QRectF(place(x, 12)), ink);
}

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout(this))
    , m_row(new QHBoxLayout)
    , m_chips(nullptr)
    , m_more(new FilterChip(tr("Filter")))
    , m_summary(new FilterChip({}))
    , m_menu(new QMenu(this))
    , m_endArea(new QWidget)
    , m_end(new QHBoxLayout(m_endArea)) {
    setMinimumHeight(metrics::filterBarHeight);
    m_rows->setContentsMargins(metrics::pageMargin, 2, metrics::pageMargin, 10);
    m_rows->setSpacing(8);
    m_rows->addLayout(m_row, 1);
    m_row->setSpacing(8);
    auto *chips = new QWidget;
    chips->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_chips = new FlowLayout(chips);
    m_row->addWidget(chips);
    m_end->setContentsMargins(0, 0, 0, 0);
    m_end->setSpacing(8);
    m_row->addWidget(m_endArea);
    m_summary->setObjectName(u"filterCountChip"_s);
    m_summary->hide();
    m_chips->addWidget(m_summary);
    connect(m_summary, &FilterChip::toggled, this, [this](bool on) {
        if (!on)
            clearChips();
    });
    m_more->setIconByName(u"plus"_s);
    m_more->setMenuChip(m_menu);
    m_more->setObjectName(u"moreFiltersButton"_s);
    //: Button that offers more filters for a list.
    m_more->setAccessibleName(tr("Add a filter"));
    m_more->hide();
    m_chips->addWidget(m_more);
    connect(m_menu, &QMenu::aboutToShow, this, &FilterBar::buildMenu);
}

SearchField *FilterBar::addSearch(const QString &example) {
    m_search = new SearchField(example);
    m_search->setObjectName(u"searchField"_s);
    m_search->setMinimumWidth(180);
    m_search->setMaximumWidth(270);
    m_search->setKeyHint(QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText));
    m_row->insertWidget(0, m_search);
    setTabOrder(m_search, m_more);
    return m_search;
}

void FilterBar::addBesideSearch(QWidget *widget) {
    m_row->insertWidget(m_search ? m_row->indexOf(m_search) + 1 : 0, widget);
}

FilterBar::Entry *FilterBar::find(const QString &id) {
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry &entry) { return entry.id == id; });
    return found == m_entries.end() ? nullptr : &*found;
}

FilterChip *FilterBar::addChip(const QString &id, const QString &text) {
    auto *chip = new FilterChip(text);
    chip->setObjectName(u"chip-"_s + id);
    // "+ Filter" stays the last of the row.
    m_chips->removeWidget(m_more);
    m_chips->addWidget(chip);
    m_chips->addWidget(m_more);
    m_entries.append({id, text, chip, false});
    connect(chip, &FilterChip::toggled, this, [this, id, chip](bool on) {
        arrange();
        chip->updateGeometry();
        Q_EMIT chipToggled(id, on);
    });
    return chip;
}

void FilterBar::offerFilter(const QString &id, const QString &text) {
    FilterChip *chip = addChip(id, text);
    m_entries.last().offered = true;
    chip->hide();
    m_more->show();
}

void FilterBar::setChip(const QString &id, bool on) {
    if (const Entry *entry = find(id))
        entry->chip->setChecked(on);
}

void FilterBar::setChipText(const QString &id, const QString &text) {
    if (const Entry *entry = find(id)) {
        entry->chip->setText(text);
        entry->chip->updateGeometry();
    }
}

bool FilterBar::isOn(const QString &id) const {
    return std::any_of(m_entries.begin(), m_entries.end(), [&](const Entry &entry) {
        return entry.id == id && entry.chip->isChecked();
    });
}

bool FilterBar::isAnyOn() const {
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [](const Entry &entry) { return entry.chip->isChecked(); });
}

void FilterBar::clearChips() {
    for (const auto &entry : std::as_const(m_entries))
        entry.chip->setChecked(false);
}

void FilterBar::addEnd(QWidget *widget) {
    m_end->addWidget(widget);
}

/// The end part stands below where large texts leave no room beside the chips.
void FilterBar::resizeEvent(QResizeEvent *event) {
    QWidget::resizeEvent(event);
    placeEnd();
}

bool FilterBar::event(QEvent *event) {
    if (event->type() == QEvent::LayoutRequest)
        placeEnd();
    return QWidget::event(event);
}

void FilterBar::placeEnd() {
    // In a window that is too low, layouts take from what only wishes for a height.
    auto *area = m_chips->parentWidget();
    area->setMinimumHeight(m_chips->heightForWidth(area->width()));
    // Chips in several lines beside something else look like a heap.
    const int gap = m_row->spacing();
    int needed =
        2 * metrics::pageMargin + m_chips->sizeHint().width() + gap + m_end->sizeHint().width();
    for (int i = 0; i < m_row->count(); ++i) {
        const auto *widget = m_row->itemAt(i)->widget();
        if (widget && !widget->isHidden() && widget != m_endArea &&
            widget != m_chips->parentWidget())
            needed +=
                gap + (widget == m_search ? m_search->minimumWidth() : widget->sizeHint().width());
    }
    const bool below = !m_compact && m_end->count() > 0 && needed > width();
    if (below == m_endBelow)
        return;
    m_endBelow = below;
    m_row->removeWidget(m_endArea);
    m_rows->removeWidget(m_endArea);
    if (below)
        m_rows->addWidget(m_endArea, 0, Qt::AlignLeading);
    else
        m_row->addWidget(m_endArea);
}

void FilterBar::setCompact(bool compact) {
    if (m_compact == compact)
        return;
    m_compact = compact;
    m_endArea->setVisible(!compact);
    arrange();
}

void FilterBar::arrange() {
    int on = 0;
    for (const auto &entry : std::as_const(m_entries)) {
        on += entry.chip->isChecked() ? 1 : 0;
        entry.chip->setVisible(!m_compact && (!entry.offered || entry.chip->isChecked()));
    }
    m_summary->setText(tr("%n filters", nullptr, on));
    m_summary->setAccessibleName(tr("%n filters, remove all", nullptr, on));
    {
        const QSignalBlocker blocker(m_summary);
        m_summary->setChecked(on > 0);
    }
    m_summary->setVisible(m_compact && on > 0);
    m_summary->updateGeometry();
}

void FilterBar::buildMenu() {
    m_menu->clear();
    for (const auto &entry : std::as_const(m_entries)) {
        if (!entry.offered)
            continue;
        auto *action = m_menu->addAction(entry.text);
        action->setCheckable(true);
        action->setChecked(entry.chip->isChecked());
        action->setObjectName(u"filter-"_s + entry.id);
        connect(action, &QAction::toggled, entry.chip, &FilterChip::setChecked);
    }
}

} // namespace hearth::ui
