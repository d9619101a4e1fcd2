// SPDX-License-Identifier: Apache-2.0
// The toast.
#include "ui/widgets/toast.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/label.hpp"

#include <QAbstractButton>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

/// Buttons of the toast have its colours in both themes, which no other button has.
class ToastButton : public QAbstractButton {
public:
    ToastButton(const QString &text, QString iconName)
        : m_iconName(std::move(iconName)) {
        setText(text);
        setAccessibleName(text);
        setFocusPolicy(Qt::TabFocus);
        setDrawsOwnFocus(this);
        setCursor(Qt::PointingHandCursor);
        if (!m_iconName.isEmpty())
            setToolTip(text);
    }
    QSize sizeHint() const override {
        if (!m_iconName.isEmpty())
            return {28, 28};
        return {QFontMetrics(roleFont(TextRole::Strong)).horizontalAdvance(text()) + 16, 28};
    }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter painter(this);
        if (hasFocus())
            drawBox(&painter, rect(), {}, color(Color::ToastLink), metrics::controlRadius, 2);
        if (!m_iconName.isEmpty()) {
            paintIcon(&painter, m_iconName, QRectF(rect()).adjusted(6, 6, -6, -6),
                      color(Color::OnToast), color(Color::Toast));
            return;
        }
        painter.setFont(roleFont(TextRole::Strong));
        painter.setPen(color(Color::ToastLink));
        painter.drawText(rect(), Qt::AlignCenter, text());
    }

private:
    QString m_iconName;
};

} // namespace

Toast::Toast(QWidget *parent)
    : QFrame(parent)
    , m_text(new ElidedLabel({}, TextRole::Body, Color::OnToast)) {
    setObjectName(u"toast"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, 8, 6);
    row->setSpacing(10);
    row->addWidget(m_text);
    auto *undoButton = new ToastButton(tr("Undo"), {});
    undoButton->setObjectName(u"toastUndoButton"_s);
    m_undoButton = undoButton;
    row->addWidget(undoButton);
    auto *close = new ToastButton(tr("Dismiss"), u"x"_s);
    row->addWidget(close);
    m_timer.setSingleShot(true);
    m_timer.setInterval(8000);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (underMouse() || (focusWidget() && focusWidget()->hasFocus()))
            m_timer.start(2000);
        else
            hide();
    });
    connect(undoButton, &QAbstractButton::clicked, this, &Toast::undo);
    connect(close, &QAbstractButton::clicked, this, &Toast::hide);
    parent->installEventFilter(this);
    hide();
}

QString Toast::text() const {
    return m_text->wholeText();
}

void Toast::showText(const QString &text) {
    m_undo = nullptr;
    appear(text);
}

void Toast::showUndo(const QString &text, std::function<void()> undo) {
    m_undo = std::move(undo);
    appear(text);
}

void Toast::appear(const QString &text) {
    m_text->setWholeText(text);
    setAccessibleName(text);
    m_undoButton->setVisible(static_cast<bool>(m_undo));
    place();
    show();
    raise();
    m_timer.start(8000);
}

bool Toast::undo() {
    if (!canUndo())
        return false;
    const auto action = std::exchange(m_undo, nullptr);
    hide();
    action();
    return true;
}

void Toast::place() {
    const QSize wanted = sizeHint().boundedTo(parentWidget()->size() - QSize(40, 0));
    const QSize size(wanted.width(), std::max(40, wanted.height()));
    setGeometry((parentWidget()->width() - size.width()) / 2,
                parentWidget()->height() - size.height() - 16, size.width(), size.height());
}

bool Toast::eventFilter(QObject *watched, QEvent *event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

void Toast::enterEvent(QEnterEvent *) {
    m_timer.stop();
}

void Toast::leaveEvent(QEvent *) {
    m_timer.start(4000);
}

void Toast::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    drawBox(&painter, rect(), color(Color::Toast), color(Color::ButtonBorder), metrics::cardRadius);
}

} // namespace hearth::ui
