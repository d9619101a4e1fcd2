// SPDX-License-Identifier: Apache-2.0
// The command palette.
#include "ui/shell/command_palette.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/screen_room.hpp"

#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

enum CommandRole { IconRole = Qt::UserRole + 1, HintRole };

class CommandDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override {
        return {200, std::max(32, option.fontMetrics.height() + 12)};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override {
        painter->save();
        const QRect row = option.rect;
        if (option.state & QStyle::State_Selected)
            painter->fillRect(row, color(Color::Selected));
        else if (option.state & QStyle::State_MouseOver)
            painter->fillRect(row, color(Color::Hover));
        const auto place = [&](int left, int width) {
            return QStyle::visualRect(option.direction, row,
                                      QRect(row.left() + left, row.top(), width, row.height()));
        };
        const QString iconName = index.data(IconRole).toString();
        if (!iconName.isEmpty())
            paintIcon(painter, iconName, QRectF(place(14, 16)), color(Color::Text2));
        const QString hint = index.data(HintRole).toString();
        const QFontMetrics small(roleFont(TextRole::Small));
        const int hintWidth = small.horizontalAdvance(hint) + 16;
        painter->setFont(roleFont(TextRole::Body));
        // A line that only says something can't be chosen.
        painter->setPen(color(index.flags() & Qt::ItemIsEnabled ? Color::Text : Color::Text2));
        const int room = row.width() - 42 - hintWidth;
        painter->drawText(
            place(42, room), Qt::AlignVCenter | Qt::AlignLeading,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, room));
        painter->setFont(roleFont(TextRole::Small));
        painter->setPen(color(Color::Text2));
        painter->drawText(place(row.width() - hintWidth, hintWidth - 14),
                          Qt::AlignVCenter | Qt::AlignTrailing, hint);
        painter->restore();
    }
};

/// Every typed word begins a word of the text or stands inside it.
bool matches(const QString &text, const QString &typed) {
    const auto words = typed.split(u' ', Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [&](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace

CommandPalette::CommandPalette(QList<Command> commands, QList<Search> searches, QWidget *parent)
    : QDialog(parent)
    , m_commands(std::move(commands))
    , m_searches(std::move(searches))
    , m_field(new SearchField(tr("Find a screen, user, room, setting or action")))
    , m_list(new QListView)
    , m_model(new QStandardItemModel(this)) {
    setObjectName(u"commandPalette"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Go to"));
    resize(QSize(560, 420).boundedTo(largestSize(*this)));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 12, 0, 6);
    column->setSpacing(8);
    auto *fieldRow = new QVBoxLayout;
    fieldRow->setContentsMargins(12, 0, 12, 0);
    m_field->setObjectName(u"paletteField"_s);
    m_field->installEventFilter(this);
    fieldRow->addWidget(m_field);
    column->addLayout(fieldRow);
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("Matching places and actions"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setMouseTracking(true);
    column->addWidget(m_list, 1);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::filter);
    m_searchDelay.setSingleShot(true);
    m_searchDelay.setInterval(150);
    connect(&m_searchDelay, &QTimer::timeout, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this,
            [this](const QModelIndex &index) { runAt(index.row()); });
    connect(m_list, &QListView::activated, this,
            [this](const QModelIndex &index) { runAt(index.row()); });
    filter({});
    m_field->setFocus();
}

void CommandPalette::setNote(const QString &note) {
    m_note = note;
    showRows();
}

void CommandPalette::filter(const QString &text) {
    m_shown.clear();
    m_problem.clear();
    m_runFirst = false;
    m_asker.reset(); // whatever still comes belongs to another text
    m_list->setCurrentIndex({});
    for (const auto &command : std::as_const(m_commands))
        if (matches(command.text, text))
            m_shown.append(command);
    const bool searches = !text.trimmed().isEmpty() && !m_searches.isEmpty();
    m_waiting = searches ? static_cast<int>(m_searches.size()) : 0;
    if (searches)
        m_searchDelay.start();
    else
        m_searchDelay.stop();
    showRows();
}

void CommandPalette::search() {
    m_asker = std::make_unique<QObject>();
    for (const auto &one : std::as_const(m_searches))
        one(m_field->text().trimmed(), m_asker.get(), [this](const Found &found) { take(found); });
}

void CommandPalette::take(const Found &found) {
    --m_waiting;
    m_shown.append(found.commands);
    if (!found.note.isEmpty())
        m_problem = found.note;
    showRows();
    if (m_runFirst && !m_shown.isEmpty())
        runAt(0);
}

/// What is chosen stays chosen while answers come in.
void CommandPalette::showRows() {
    const int current = std::max(0, m_list->currentIndex().row());
    m_model->clear();
    for (const auto &command : std::as_const(m_shown)) {
        auto *item = new QStandardItem(command.text);
        item->setData(command.iconName, IconRole);
        item->setData(command.hint, HintRole);
        m_model->appendRow(item);
    }
    const bool typed = !m_field->text().trimmed().isEmpty();
    const QString note = m_waiting > 0                ? tr("Searching…")
                         : !m_problem.isEmpty()       ? m_problem
                         : typed && !m_note.isEmpty() ? m_note
                         : m_shown.isEmpty()          ? tr("Nothing found")
                                                      : QString();
    if (!note.isEmpty()) {
        auto *item = new QStandardItem(note);
        item->setFlags(Qt::NoItemFlags);
        m_model->appendRow(item);
    }
    if (!m_shown.isEmpty())
        m_list->setCurrentIndex(
            m_model->index(std::min(current, static_cast<int>(m_shown.size()) - 1), 0));
}

void CommandPalette::runAt(int row) {
    if (row < 0 || row >= m_shown.size()) {
        m_runFirst = m_waiting > 0;
        return;
    }
    // After the palette is gone, so that a dialog opened by the command keeps the focus.
    QTimer::singleShot(0, parent(), m_shown.at(row).run);
    accept();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event) {
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const int row = m_list->currentIndex().row();
    switch (key->key()) {
    case Qt::Key_Down:
        m_list->setCurrentIndex(
            m_model->index(std::min(row + 1, static_cast<int>(m_shown.size()) - 1), 0));
        return true;
    case Qt::Key_Up:
        m_list->setCurrentIndex(m_model->index(std::max(row - 1, 0), 0));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runAt(row);
        return true;
    case Qt::Key_Escape:
        reject();
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

} // namespace hearth::ui
