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
        paintIcon(painter, index.data(IconRole).toString(), QRectF(place(14, 16)),
                  color(Color::Text2));
        const QString hint = index.data(HintRole).toString();
        const QFontMetrics small(roleFont(TextRole::Small));
        const int hintWidth = small.horizontalAdvance(hint) + 16;
        painter->setFont(roleFont(TextRole::Body));
        painter->setPen(color(Color::Text));
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

CommandPalette::CommandPalette(QList<Command> commands,
                               QList<std::function<Command(const QString &)>> searches,
                               QWidget *parent)
    : QDialog(parent)
    , m_commands(std::move(commands))
    , m_searches(std::move(searches))
    , m_field(new SearchField(tr("Go to a screen, user, room, setting or action")))
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
    connect(m_list, &QListView::clicked, this,
            [this](const QModelIndex &index) { runAt(index.row()); });
    connect(m_list, &QListView::activated, this,
            [this](const QModelIndex &index) { runAt(index.row()); });
    filter({});
    m_field->setFocus();
}

void CommandPalette::filter(const QString &text) {
    m_shown.clear();
    for (const auto &command : std::as_const(m_commands))
        if (matches(command.text, text))
            m_shown.append(command);
    if (!text.trimmed().isEmpty())
        for (const auto &search : std::as_const(m_searches))
            m_shown.append(search(text.trimmed()));
    m_model->clear();
    for (const auto &command : std::as_const(m_shown)) {
        auto *item = new QStandardItem(command.text);
        item->setData(command.iconName, IconRole);
        item->setData(command.hint, HintRole);
        m_model->appendRow(item);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
}

void CommandPalette::runAt(int row) {
    if (row < 0 || row >= m_shown.size())
        return;
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
        m_list->setCurrentIndex(m_model->index(std::min(row + 1, m_model->rowCount() - 1), 0));
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
