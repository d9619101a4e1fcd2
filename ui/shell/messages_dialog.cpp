// SPDX-License-Identifier: Apache-2.0
// Recent messages.
#include "ui/shell/messages_dialog.hpp"

#include "app/models/recent_messages.hpp"
#include "ui/common/format.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QShortcut>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

PillKind kindOf(const QString &severity) {
    if (severity == u"error")
        return PillKind::Error;
    if (severity == u"warn")
        return PillKind::Warn;
    return severity == u"ok" ? PillKind::Ok : PillKind::Info;
}

class MessageDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override {
        return {200, std::max(metrics::rowHeight, option.fontMetrics.height() + 14)};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override {
        painter->save();
        const QRect row = option.rect;
        const bool selected = option.state & QStyle::State_Selected;
        painter->fillRect(row, color(selected ? Color::Selected : Color::Surface));
        drawHairline(painter, QRectF(row.left(), row.bottom(), row.width(), 1));
        const auto place = [&](int left, int width) {
            return QStyle::visualRect(option.direction, row,
                                      QRect(row.left() + left, row.top(), width, row.height()));
        };
        const PillKind kind = kindOf(index.data(app::RecentMessages::SeverityRole).toString());
        paintIcon(painter, glyphName(kind), QRectF(place(14, 13)), color(glyphColor(kind)));
        painter->setFont(roleFont(TextRole::Body));
        painter->setPen(color(Color::Text2));
        painter->drawText(
            place(40, 100), Qt::AlignVCenter | Qt::AlignLeading,
            relativeTime(index.data(app::RecentMessages::TimestampRole).toLongLong()));
        painter->setPen(color(Color::Text));
        const QRect text = place(146, row.width() - 160);
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeading,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                            text.width()));
        if ((option.state & QStyle::State_HasFocus) != 0)
            drawInnerFocus(painter, row, 0);
        painter->restore();
    }
};

} // namespace

MessagesDialog::MessagesDialog(app::RecentMessages &messages, QWidget *parent)
    : DialogFrame(tr("Recent messages"), parent) {
    setObjectName(u"messagesDialog"_s);
    setPreferredSize({720, 480});
    body()->setContentsMargins(0, 0, 0, 0);
    auto *list = new QListView;
    list->setObjectName(u"messagesList"_s);
    list->setAccessibleName(tr("Recent messages"));
    list->setModel(&messages);
    list->setItemDelegate(new MessageDelegate(list));
    list->setFrameShape(QFrame::NoFrame);
    body()->addWidget(list, 1);
    auto *clear = new Button(tr("Clear all"), {}, ButtonKind::Flat);
    addFootStart(clear);
    connect(clear, &Button::clicked, &messages, &app::RecentMessages::clear);
    auto *copy = addSecondary(tr("Copy"));
    connect(copy, &Button::clicked, list, [list] {
        const QModelIndex at = list->currentIndex();
        if (at.isValid())
            copyToClipboard(at.data().toString() + u'\n' +
                            at.data(app::RecentMessages::DetailsRole).toString());
    });
    addClose();
}

} // namespace hearth::ui
