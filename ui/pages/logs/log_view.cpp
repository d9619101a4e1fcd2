// SPDX-License-Identifier: Apache-2.0
// Log lines.
#include "ui/pages/logs/log_view.hpp"

#include "app/models/log_model.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

using app::LogLevel;
using app::LogModel;

namespace {

struct LevelLook {
    QString glyph;
    Color ink;
    Color text;
};

LevelLook levelLook(LogLevel level) {
    switch (level) {
    case LogLevel::Error:
        return {u"f-error"_s, Color::Error, Color::Error};
    case LogLevel::Warn:
        return {u"f-warn"_s, Color::Warn, Color::Warn};
    case LogLevel::Debug:
        return {u"f-off"_s, Color::Text3, Color::Text};
    case LogLevel::Info:
        break;
    }
    return {u"f-info"_s, Color::Text3, Color::Text};
}

/// The first head begins where the first column's text begins.
class LogHeader : public QHeaderView {
public:
    explicit LogHeader(QWidget *parent)
        : QHeaderView(Qt::Horizontal, parent) {
        setHighlightSections(false);
        setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        fitHeight();
        setFocusPolicy(Qt::NoFocus);
    }

protected:
    void changeEvent(QEvent *event) override {
        QHeaderView::changeEvent(event);
        if (event->type() == QEvent::FontChange)
            fitHeight();
    }
    void paintSection(QPainter *painter, const QRect &rect, int section) const override {
        QStyleOptionHeader option;
        initStyleOption(&option);
        option.rect = rect;
        style()->drawControl(QStyle::CE_HeaderEmptyArea, &option, painter, this);
        option.rect = rect.adjusted(section == 0 ? metrics::pageMargin - 6 : 0, 0, 0, 0);
        option.text = model()->headerData(section, Qt::Horizontal).toString();
        const QVariant alignment =
            model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole);
        option.textAlignment =
            alignment.isValid() ? Qt::Alignment(alignment.toInt()) : defaultAlignment();
        style()->drawControl(QStyle::CE_HeaderLabel, &option, painter, this);
    }

private:
    void fitHeight() {
        setFixedHeight(std::max(26, QFontMetrics(roleFont(TextRole::Small)).height() + 8));
    }
};

int lineHeight() {
    return std::max(metrics::logLineHeight, QFontMetrics(roleFont(TextRole::Mono)).height() + 4);
}

} // namespace

LogDelegate::LogDelegate(QObject *parent)
    : QStyledItemDelegate(parent) {}

void LogDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const {
    painter->save();
    // Records run left to right in every language.
    painter->setLayoutDirection(Qt::LeftToRight);
    const auto *view = qobject_cast<const QTableView *>(option.widget);
    const bool traced = index.data(LogModel::HighlightedRole).toBool();
    const bool selected = option.state & QStyle::State_Selected;
    const Color fill =
        selected ? (option.state & QStyle::State_Active ? Color::Selected : Color::SelectedIdle)
        : traced ? Color::Trace
                 : Color::Surface;
    painter->fillRect(option.rect, color(fill));
    const bool first = index.column() == LogModel::TimeColumn;
    const QRect rect = option.rect.adjusted(first ? metrics::pageMargin : 6, 0, -6, 0);
    const QString text = index.data(Qt::DisplayRole).toString();
    switch (index.column()) {
    case LogModel::LevelColumn:
        paintLevel(painter, option, rect, index);
        break;
    case LogModel::MessageColumn:
        paintMarked(painter, rect, text, color(Color::Text));
        break;
    case LogModel::RequestColumn:
        paintMarked(painter, rect, text, color(traced ? Color::Accent : Color::Text2));
        break;
    case LogModel::StatusColumn:
        paintMarked(painter, rect, text,
                    color(text >= u"500"_s   ? Color::Error
                          : text >= u"400"_s ? Color::Warn
                                             : Color::Text2));
        break;
    case LogModel::DurationColumn:
        painter->setFont(roleFont(TextRole::Mono));
        painter->setPen(color(Color::Text2));
        painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, text);
        break;
    default:
        paintMarked(painter, rect, text, color(Color::Text2));
    }
    if (traced && first)
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                          color(Color::Accent));
    if (view && view->hasFocus() && view->currentIndex().row() == index.row()) {
        const QColor ring = color(Color::Focus);
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), option.rect.width(), 2),
                          ring);
        painter->fillRect(
            QRect(option.rect.left(), option.rect.bottom() - 1, option.rect.width(), 2), ring);
        if (first)
            painter->fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()),
                              ring);
        if (index.column() == LogModel::MessageColumn)
            painter->fillRect(
                QRect(option.rect.right() - 1, option.rect.top(), 2, option.rect.height()), ring);
    }
    painter->restore();
}

void LogDelegate::paintLevel(QPainter *painter, const QStyleOptionViewItem &, const QRect &rect,
                             const QModelIndex &index) const {
    const auto level = static_cast<LogLevel>(index.data(LogModel::LevelRole).toInt());
    const LevelLook look = levelLook(level);
    paintIcon(painter, look.glyph, QRectF(rect.left(), rect.top(), 11, rect.height()),
              color(look.ink));
    painter->setFont(roleFont(TextRole::Small));
    painter->setPen(color(look.text));
    painter->drawText(rect.adjusted(17, 0, 6, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      app::logLevelText(level));
}

void LogDelegate::paintMarked(QPainter *painter, const QRect &rect, const QString &text,
                              const QColor &ink) const {
    painter->setFont(roleFont(TextRole::Mono));
    const QFontMetrics fm = painter->fontMetrics();
    const QString shown = fm.elidedText(text.left(2000), Qt::ElideRight, rect.width());
    if (!m_search.isEmpty()) {
        qsizetype at = 0;
        while ((at = shown.indexOf(m_search, at, Qt::CaseInsensitive)) >= 0) {
            const int left = rect.left() + fm.horizontalAdvance(shown.left(at));
            const int width = fm.horizontalAdvance(shown.mid(at, m_search.size()));
            drawBox(painter, QRectF(left, rect.top() + 2, width, rect.height() - 4),
                    color(Color::Match), {}, 2);
            at += m_search.size();
        }
    }
    painter->setPen(ink);
    painter->drawText(rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
}

LogView::LogView(QWidget *parent)
    : QTableView(parent)
    , m_delegate(new LogDelegate(this)) {
    setObjectName(u"logTable"_s);
    setAccessibleName(tr("Log lines"));
    setLayoutDirection(Qt::LeftToRight);
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setDrawsOwnFocus(this);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(10);
    verticalHeader()->setDefaultSectionSize(lineHeight());
    setHorizontalHeader(new LogHeader(this));
}

void LogView::setLog(LogModel *model) {
    m_model = model;
    setModel(model);
    setColumnWidths();
    horizontalHeader()->setSectionResizeMode(LogModel::MessageColumn, QHeaderView::Stretch);
    connect(model, &LogModel::appended, this, &LogView::keepAtEnd);
    connect(model, &QAbstractItemModel::modelReset, this, &LogView::keepAtEnd);
    connect(verticalScrollBar(), &QScrollBar::sliderPressed, this, [this] { setFollowing(false); });
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &LogView::keepAtEnd);
    keepAtEnd();
}

void LogView::setColumnWidths() {
    const QFontMetrics mono(roleFont(TextRole::Mono));
    const QFontMetrics small(roleFont(TextRole::Small));
    const int gap = 18; // paddings of both sides and a little air
    int level = 0;
    for (const auto one : {LogLevel::Error, LogLevel::Warn, LogLevel::Info, LogLevel::Debug})
        level = std::max(level, small.horizontalAdvance(app::logLevelText(one)));
    setColumnWidth(LogModel::TimeColumn,
                   metrics::pageMargin + mono.horizontalAdvance(u"00:00:00.000"_s) + gap - 6);
    setColumnWidth(LogModel::LevelColumn, level + 17 + gap - 4);
    setColumnWidth(LogModel::ModuleColumn, mono.horizontalAdvance(u"federation.in"_s) + gap + 16);
    setColumnWidth(LogModel::RequestColumn, mono.horizontalAdvance(u"POST-88411"_s) + gap + 26);
    setColumnWidth(LogModel::StatusColumn,
                   std::max(mono.horizontalAdvance(u"200"_s), headWidth(LogModel::StatusColumn)) +
                       gap);
    setColumnWidth(
        LogModel::DurationColumn,
        std::max(mono.horizontalAdvance(u"9,999 ms"_s), headWidth(LogModel::DurationColumn)) + gap);
    verticalHeader()->setDefaultSectionSize(lineHeight());
}

int LogView::headWidth(int column) const {
    return QFontMetrics(roleFont(TextRole::SmallStrong))
        .horizontalAdvance(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
}

void LogView::changeEvent(QEvent *event) {
    QTableView::changeEvent(event);
    if (m_model && event->type() == QEvent::FontChange)
        setColumnWidths();
}

void LogView::setFollowing(bool following) {
    if (m_following == following)
        return;
    m_following = following;
    keepAtEnd();
    Q_EMIT followingChanged(following);
}

void LogView::keepAtEnd() {
    if (m_following)
        scrollToBottom();
}

QList<int> LogView::chosenRows() const {
    QList<int> rows;
    const auto selected = selectionModel()->selectedRows();
    for (const auto &index : selected)
        rows << index.row();
    if (rows.isEmpty() && currentIndex().isValid())
        rows << currentIndex().row();
    std::sort(rows.begin(), rows.end());
    return rows;
}

void LogView::goToRow(int row) {
    if (row < 0 || !m_model || row >= m_model->rowCount())
        return;
    setFollowing(false);
    selectRow(row);
    scrollTo(m_model->index(row, 0), QAbstractItemView::PositionAtCenter);
}

bool LogView::handleLetter(QKeyEvent *event) {
    const bool shift = event->modifiers() == Qt::ShiftModifier;
    if (event->modifiers() != Qt::NoModifier && !shift)
        return false;
    switch (event->key()) {
    case Qt::Key_F:
        setFollowing(!m_following);
        return true;
    case Qt::Key_N:
        Q_EMIT hitRequested(!shift);
        return true;
    case Qt::Key_E:
        Q_EMIT nextErrorRequested();
        return true;
    case Qt::Key_H:
        Q_EMIT highlightRequested();
        return true;
    default:
        return false;
    }
}

void LogView::keyPressEvent(QKeyEvent *event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT escapePressed();
        event->accept();
        return;
    }
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested(false);
        event->accept();
        return;
    }
    if (handleLetter(event)) {
        event->accept();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_PageUp:
    case Qt::Key_Home:
        setFollowing(false); // somebody reads
        break;
    case Qt::Key_End:
        setFollowing(true);
        break;
    default:
        break;
    }
    QTableView::keyPressEvent(event);
}

void LogView::wheelEvent(QWheelEvent *event) {
    if (event->angleDelta().y() > 0)
        setFollowing(false);
    QTableView::wheelEvent(event);
    const auto *bar = verticalScrollBar();
    if (event->angleDelta().y() < 0 && bar->value() == bar->maximum())
        setFollowing(true);
}

} // namespace hearth::ui
