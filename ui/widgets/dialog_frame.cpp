// SPDX-License-Identifier: Apache-2.0
// The frame of dialogs.
#include "ui/widgets/dialog_frame.hpp"

#include "ui/widgets/button.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/mnemonics.hpp"
#include "ui/widgets/screen_room.hpp"
#include "ui/widgets/scroll_area.hpp"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

bool isStop(const QWidget *widget, const QWidget *dialog) {
    return (widget->focusPolicy() & Qt::TabFocus) != 0 && !widget->focusProxy() &&
           widget->isVisibleTo(dialog) && widget->isEnabledTo(dialog);
}

bool isField(const QWidget *widget) {
    if (const auto *line = qobject_cast<const QLineEdit *>(widget))
        return !line->isReadOnly();
    return qobject_cast<const QPlainTextEdit *>(widget) ||
           qobject_cast<const QTextEdit *>(widget) ||
           qobject_cast<const QAbstractItemView *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QComboBox *>(widget);
}

} // namespace

DialogFrame::DialogFrame(const QString &title, QWidget *parent)
    : QDialog(parent)
    , m_content(new QWidget)
    , m_body(new QVBoxLayout(m_content))
    , m_scroll(nullptr)
    , m_foot(new QWidget)
    , m_footStart(new QHBoxLayout)
    , m_buttons(new QDialogButtonBox) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(QString(title).replace(u"[*]"_s, u"[*][*]"_s)); // a mark of Qt's in a name
    setAccessibleName(title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_body->setContentsMargins(22, 20, 22, 20);
    m_body->setSpacing(14);
    m_scroll = new ScrollArea(m_content);
    m_content->installEventFilter(this);
    column->addWidget(m_scroll, 1);
    column->addWidget(new Hairline);
    auto *foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(16, 12, 16, 12);
    foot->addLayout(m_footStart);
    foot->addStretch(1);
    foot->addWidget(m_buttons);
    column->addWidget(m_foot);
}

void DialogFrame::addFootStart(QWidget *widget) {
    m_footStart->addWidget(widget);
}

Button *DialogFrame::addPrimary(const QString &text) {
    auto *button = new Button(text, {}, ButtonKind::Primary);
    m_buttons->addButton(button, QDialogButtonBox::AcceptRole);
    button->setDefault(true);
    return button;
}

Button *DialogFrame::addSecondary(const QString &text) {
    auto *button = new Button(text);
    m_buttons->addButton(button, QDialogButtonBox::ActionRole);
    return button;
}

Button *DialogFrame::addCancel(const QString &text) {
    auto *button = new Button(text.isEmpty() ? tr("Cancel") : text);
    button->setObjectName(u"cancelButton"_s);
    m_buttons->addButton(button, QDialogButtonBox::RejectRole);
    connect(button, &Button::clicked, this, &QDialog::reject);
    return button;
}

Button *DialogFrame::addClose() {
    auto *button = addPrimary(tr("Close"));
    button->setObjectName(u"closeButton"_s);
    connect(button, &Button::clicked, this, &QDialog::accept);
    return button;
}

void DialogFrame::setVisible(bool visible) {
    if (visible && !isVisible()) {
        fit();
        orderTabs();
        if (QWidget *first = firstStop())
            first->setFocus(Qt::OtherFocusReason);
    }
    QDialog::setVisible(visible);
    if (visible)
        keepOnScreen(*this);
}

void DialogFrame::fit() {
    ensurePolished();
    giveMnemonics(*this);
    // The layouts answer from memory until they are asked anew.
    m_body->activate();
    const QSize room = largestSize(*this);
    setMinimumSize(minimumSize().boundedTo(room));
    const int footHeight = m_foot->sizeHint().height() + 1;
    QSize wanted = m_preferred;
    if (wanted.width() <= 0)
        wanted.setWidth(m_content->sizeHint().width());
    wanted.setWidth(std::max({wanted.width(), minimumWidth(), m_content->minimumSizeHint().width(),
                              m_foot->minimumSizeHint().width()}));
    wanted.setWidth(std::min(wanted.width(), room.width()));
    if (wanted.height() <= 0)
        wanted.setHeight(m_scroll->contentHeight(wanted.width()) + footHeight);
    if (wanted.height() > room.height()) // the bar takes room from the content
        wanted.rwidth() += m_scroll->verticalScrollBar()->sizeHint().width();
    wanted = wanted.boundedTo(room);
    const bool own = !m_fitted.isValid() || size() == m_fitted; // nobody chose another size
    m_fitted = wanted;
    if (own && size() != wanted)
        resize(wanted);
    if (isVisible())
        keepOnScreen(*this);
}

/// Widgets come into the chain in the order they were made, which may be any.
void DialogFrame::orderTabs() {
    QList<QWidget *> foot;
    QWidget *last = nullptr;
    for (QWidget *at = nextInFocusChain(); at && at != this; at = at->nextInFocusChain()) {
        if (m_foot->isAncestorOf(at)) {
            if (qobject_cast<QAbstractButton *>(at))
                foot << at;
        } else {
            last = at;
        }
    }
    m_foot->layout()->activate();
    m_buttons->layout()->activate();
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto place = [&](const QWidget *widget) {
        const int x = widget->mapTo(m_foot, QPoint(0, 0)).x();
        return mirrored ? -x : x;
    };
    std::stable_sort(foot.begin(), foot.end(),
                     [&](const QWidget *a, const QWidget *b) { return place(a) < place(b); });
    for (QWidget *widget : std::as_const(foot)) {
        if (last)
            setTabOrder(last, widget);
        last = widget;
    }
}

QWidget *DialogFrame::firstStop() const {
    if (m_firstFocus)
        return m_firstFocus;
    if (focusWidget())
        return focusWidget();
    const auto *dialog = static_cast<const QWidget *>(this);
    for (QWidget *at = nextInFocusChain(); at && at != dialog; at = at->nextInFocusChain())
        if (m_content->isAncestorOf(at) && isStop(at, dialog) && isField(at))
            return at;
    const auto all = m_buttons->buttons();
    for (auto *button : all)
        if (auto *push = qobject_cast<QPushButton *>(button); push && push->isDefault())
            return push;
    return nullptr;
}

bool DialogFrame::eventFilter(QObject *watched, QEvent *event) {
    // After the layouts inside have settled; the dialog may be shown or not yet.
    if (watched == m_content && event->type() == QEvent::LayoutRequest && isVisible() &&
        !std::exchange(m_fitWaits, true))
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_fitWaits = false;
                fit();
            },
            Qt::QueuedConnection);
    return QDialog::eventFilter(watched, event);
}

void DialogFrame::keyPressEvent(QKeyEvent *event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
        const auto all = m_buttons->buttons();
        for (auto *button : all)
            if (auto *push = qobject_cast<QPushButton *>(button);
                push && push->isDefault() && push->isEnabled())
                push->click();
        event->accept();
        return;
    }
    QDialog::keyPressEvent(event);
}

} // namespace hearth::ui
