// SPDX-License-Identifier: Apache-2.0
// The sidebar.
#include "ui/widgets/sidebar.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"

#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

enum ItemRole { IdRole = Qt::UserRole + 1, IconRole, CountRole, NeedsYouRole, CurrentRole };

int rowHeight() {
    return std::max(metrics::controlHeight, QFontMetrics(roleFont(TextRole::Body)).height() + 10);
}

} // namespace

ServerSwitch::ServerSwitch(QWidget *parent)
    : QAbstractButton(parent) {
    setObjectName(u"serverSwitch"_s);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, [this] {
        if (m_menu)
            m_menu->popup(mapToGlobal(QPoint(0, height() + 2)));
    });
}

void ServerSwitch::setServer(const QString &name, const Pill &state) {
    setText(name);
    m_state = state;
    nameIt();
}

void ServerSwitch::setNews(const QString &news) {
    m_news = news;
    nameIt();
}

void ServerSwitch::nameIt() {
    //: The server switch: name of the server, its state.
    setAccessibleName(tr("Server %1, %2").arg(text(), m_state.text));
    setAccessibleDescription(m_news);
    QStringList lines{text(), m_state.text};
    if (!m_news.isEmpty())
        lines << m_news;
    setToolTip(lines.join(u'\n'));
    update();
}

void ServerSwitch::setServerMenu(QMenu *menu) {
    m_menu = menu;
}

void ServerSwitch::setIconsOnly(bool only) {
    m_iconsOnly = only;
    update();
}

QSize ServerSwitch::sizeHint() const {
    const int texts = QFontMetrics(roleFont(TextRole::Strong)).height() +
                      QFontMetrics(roleFont(TextRole::Small)).height();
    return {120, std::max(46, texts + 10)};
}

void ServerSwitch::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    drawBox(&painter, rect(),
            color(isDown()       ? Color::ButtonPressed
                  : underMouse() ? Color::ButtonHover
                                 : Color::Button),
            color(Color::ButtonBorder), metrics::cardRadius);
    const auto place = [&](int left, int width, int top, int height) {
        return QStyle::visualRect(layoutDirection(), rect(), QRect(left, top, width, height));
    };
    if (m_iconsOnly) {
        paintIcon(&painter, u"server"_s, QRectF(rect()).adjusted(8, 8, -8, -8),
                  color(Color::Accent));
        const QRect dot = place(width() - 15, 12, height() - 15, 12);
        paintIcon(&painter, glyphName(m_state.kind), dot, color(glyphColor(m_state.kind)),
                  color(Color::Button));
        return;
    }
    paintIcon(&painter, u"server"_s, QRectF(place(9, 20, 0, height())), color(Color::Accent));
    paintIcon(&painter, u"down"_s, QRectF(place(width() - 23, 14, 0, height())),
              color(Color::Text3));
    if (!m_news.isEmpty())
        paintIcon(&painter, glyphName(PillKind::Warn), QRectF(place(width() - 40, 12, 0, height())),
                  color(glyphColor(PillKind::Warn)), color(Color::Button));
    painter.setFont(roleFont(TextRole::Strong));
    const QFontMetrics strong = painter.fontMetrics();
    const QFontMetrics small(roleFont(TextRole::Small));
    const int room = width() - 38 - (m_news.isEmpty() ? 26 : 44);
    const int top = (height() - strong.height() - small.height() + 3) / 2;
    painter.setPen(color(Color::Text));
    painter.drawText(place(38, room, top, strong.height()), Qt::AlignVCenter | Qt::AlignLeading,
                     strong.elidedText(text(), Qt::ElideMiddle, room));
    const int second = top + strong.height() - 3;
    paintIcon(&painter, glyphName(m_state.kind), QRectF(place(38, 11, second, small.height())),
              color(glyphColor(m_state.kind)), color(Color::Button));
    painter.setFont(roleFont(TextRole::Small));
    painter.setPen(color(glyphColor(m_state.kind)));
    painter.drawText(place(54, room - 16, second, small.height()),
                     Qt::AlignVCenter | Qt::AlignLeading,
                     small.elidedText(m_state.text, Qt::ElideRight, room - 16));
}

class Sidebar::Delegate : public QStyledItemDelegate {
public:
    explicit Delegate(Sidebar *sidebar)
        : QStyledItemDelegate(sidebar)
        , m_sidebar(sidebar) {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override {
        if (index.data(IdRole).toString().isEmpty())
            return {40, m_sidebar->m_iconsOnly
                            ? 9
                            : QFontMetrics(roleFont(TextRole::Small)).height() + 15};
        return {40, rowHeight() + 1};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override {
        painter->save();
        const QRect row = option.rect.adjusted(0, 0, 0, -1);
        const auto place = [&](int left, int width) {
            return QStyle::visualRect(option.direction, row,
                                      QRect(row.left() + left, row.top(), width, row.height()));
        };
        if (index.data(IdRole).toString().isEmpty()) {
            if (m_sidebar->m_iconsOnly) {
                drawHairline(painter,
                             QRectF(row.left() + 6, row.center().y(), row.width() - 12, 1));
            } else {
                painter->setFont(roleFont(TextRole::Small));
                painter->setPen(color(Color::Text2));
                painter->drawText(place(10, row.width() - 14).adjusted(0, 6, 0, 0),
                                  Qt::AlignVCenter | Qt::AlignLeading, index.data().toString());
            }
            painter->restore();
            return;
        }
        paintItem(painter, option, index, row, place);
        painter->restore();
    }

private:
    template <class Place>
    void paintItem(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                   const QRect &row, const Place &place) const {
        const bool current = index.data(IdRole).toString() == m_sidebar->m_current;
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        const bool hover = enabled && (option.state & QStyle::State_MouseOver);
        if (current || hover)
            drawBox(painter, row, color(current ? Color::SidebarSelected : Color::SidebarHover), {},
                    5);
        if (current)
            drawBox(painter, QRectF(place(0, 3)).adjusted(0, 7, 0, -7), color(Color::Accent), {},
                    1.5);
        const QColor text = color(enabled ? Color::Text : Color::Disabled);
        const int iconLeft = m_sidebar->m_iconsOnly ? (row.width() - 16) / 2 : 10;
        paintIcon(painter, index.data(IconRole).toString(), QRectF(place(iconLeft, 16)),
                  color(!enabled  ? Color::Disabled
                        : current ? Color::Accent
                                  : Color::Text2));
        if (!m_sidebar->m_iconsOnly) {
            const int countWidth = paintCount(painter, index, row, place);
            painter->setFont(roleFont(current ? TextRole::Strong : TextRole::Body));
            painter->setPen(text);
            const int room = row.width() - 36 - countWidth - 8;
            painter->drawText(
                place(36, room), Qt::AlignVCenter | Qt::AlignLeading,
                painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, room));
        }
        if ((option.state & QStyle::State_HasFocus) && option.widget && option.widget->hasFocus())
            drawInnerFocus(painter, row, 5);
    }

    template <class Place>
    int paintCount(QPainter *painter, const QModelIndex &index, const QRect &row,
                   const Place &place) const {
        const QString count = index.data(CountRole).toString();
        if (count.isEmpty())
            return 0;
        const bool needsYou = index.data(NeedsYouRole).toBool();
        painter->setFont(roleFont(needsYou ? TextRole::SmallStrong : TextRole::Small));
        const int width = painter->fontMetrics().horizontalAdvance(count) + (needsYou ? 12 : 0);
        const QRect box = place(row.width() - 8 - width, width);
        if (needsYou)
            drawBox(painter, QRectF(box.left(), box.center().y() - 9, box.width(), 18),
                    color(Color::WarnBg), {});
        painter->setPen(color(needsYou ? Color::Warn : Color::Text2));
        painter->drawText(box, Qt::AlignCenter, count);
        return width + 6;
    }

    Sidebar *m_sidebar;
};

/// Enter and Space choose; arrows only move, so that reading along does not switch screens.
class Sidebar::ItemList : public QListView {
public:
    explicit ItemList(Sidebar *sidebar)
        : m_sidebar(sidebar) {
        setFrameShape(QFrame::NoFrame);
        setEditTriggers(QAbstractItemView::NoEditTriggers);
        setSelectionMode(QAbstractItemView::NoSelection);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
        setTabKeyNavigation(false);
        setMouseTracking(true);
        viewport()->setAutoFillBackground(false);
        setDrawsOwnFocus(this);
    }

protected:
    void keyPressEvent(QKeyEvent *event) override {
        switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            m_sidebar->choose(currentIndex());
            event->accept();
            return;
        default:
            QListView::keyPressEvent(event);
        }
    }
    void focusInEvent(QFocusEvent *event) override {
        QListView::focusInEvent(event);
        for (int i = 0; i < model()->rowCount() && !currentIndex().isValid(); ++i) {
            const QModelIndex index = model()->index(i, 0);
            if (index.flags() & Qt::ItemIsEnabled)
                setCurrentIndex(index);
        }
    }
    void mouseReleaseEvent(QMouseEvent *event) override {
        QListView::mouseReleaseEvent(event);
        const QModelIndex index = indexAt(event->position().toPoint());
        if (event->button() == Qt::LeftButton && index.isValid())
            m_sidebar->choose(index);
    }

private:
    Sidebar *m_sidebar;
};

Sidebar::Sidebar(QWidget *parent)
    : QWidget(parent)
    , m_switch(new ServerSwitch)
    , m_model(new QStandardItemModel(this))
    , m_footModel(new QStandardItemModel(this))
    , m_list(new ItemList(this))
    , m_foot(new ItemList(this)) {
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 9, 8);
    column->setSpacing(8);
    column->addWidget(m_switch);
    m_list->setObjectName(u"sidebarList"_s);
    m_list->setAccessibleName(tr("Screens"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new Delegate(this));
    column->addWidget(m_list, 1);
    m_foot->setObjectName(u"sidebarFootList"_s);
    m_foot->setAccessibleName(tr("Settings"));
    m_foot->setModel(m_footModel);
    m_foot->setItemDelegate(new Delegate(this));
    m_foot->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_foot);
    setIconsOnly(false);
    fitFoot();
}

void Sidebar::clear() {
    m_model->clear();
    m_footModel->clear();
    fitFoot();
}

void Sidebar::addCaption(const QString &text) {
    auto *item = new QStandardItem(text);
    item->setFlags(Qt::NoItemFlags);
    m_model->appendRow(item);
}

void Sidebar::addItem(const QString &id, const QString &iconName, const QString &label) {
    auto *item = new QStandardItem(label);
    item->setData(id, IdRole);
    item->setData(iconName, IconRole);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    m_model->appendRow(item);
}

void Sidebar::addFootItem(const QString &id, const QString &iconName, const QString &label) {
    auto *item = new QStandardItem(label);
    item->setData(id, IdRole);
    item->setData(iconName, IconRole);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    m_footModel->appendRow(item);
    fitFoot();
}

void Sidebar::fitFoot() {
    m_foot->setFixedHeight(m_footModel->rowCount() * (rowHeight() + 1) + 1);
    m_foot->setVisible(m_footModel->rowCount() > 0);
}

QStandardItem *Sidebar::find(const QString &id) const {
    for (auto *model : {m_model, m_footModel})
        for (int i = 0; i < model->rowCount(); ++i)
            if (model->item(i)->data(IdRole).toString() == id)
                return model->item(i);
    return nullptr;
}

void Sidebar::setCurrent(const QString &id) {
    m_current = id;
    if (auto *item = find(id))
        (item->model() == m_model ? m_list : m_foot)->setCurrentIndex(item->index());
    m_list->viewport()->update();
    m_foot->viewport()->update();
}

void Sidebar::setCount(const QString &id, const QString &count, bool needsYou) {
    auto *item = find(id);
    if (!item)
        return;
    item->setData(count, CountRole);
    item->setData(needsYou, NeedsYouRole);
    item->setData(count.isEmpty() ? item->text()
                                  //: A screen in the sidebar and its count: "Users, 148".
                                  : tr("%1, %2").arg(item->text(), count),
                  Qt::AccessibleTextRole);
}

void Sidebar::setIconsOnly(bool only) {
    m_iconsOnly = only;
    m_switch->setIconsOnly(only);
    const double scale = std::max(1.0, QFontMetrics(roleFont(TextRole::Body)).height() / 18.5);
    setFixedWidth(only ? metrics::sidebarIconsWidth
                       : static_cast<int>(metrics::sidebarWidth * scale));
    for (auto *model : {m_model, m_footModel})
        for (int i = 0; i < model->rowCount(); ++i)
            model->item(i)->setToolTip(only ? model->item(i)->text() : QString());
    m_list->doItemsLayout();
}

void Sidebar::changeEvent(QEvent *event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        setIconsOnly(m_iconsOnly);
        fitFoot();
    }
}

void Sidebar::choose(const QModelIndex &index) {
    const QString id = index.data(IdRole).toString();
    if (!id.isEmpty() && (index.flags() & Qt::ItemIsEnabled))
        Q_EMIT chosen(id);
}

void Sidebar::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.fillRect(rect(), color(Color::Sidebar));
    const int edge = layoutDirection() == Qt::RightToLeft ? 0 : width() - 1;
    drawHairline(&painter, QRectF(edge, 0, 1, height()));
}

} // namespace hearth::ui
