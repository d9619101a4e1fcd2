// SPDX-License-Identifier: Apache-2.0
// Scrolling.
#include "ui/widgets/scroll_area.hpp"

#include <QApplication>
#include <QLayout>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace hearth::ui {
namespace {

/// Qt follows the Tab key only, not a focus that the program moves.
void followFocus(QScrollArea &area) {
    QObject::connect(qApp, &QApplication::focusChanged, &area, [&area](QWidget *, QWidget *now) {
        // What is pressed must not move away from under the pointer.
        if (QApplication::mouseButtons() != Qt::NoButton)
            return;
        if (now && area.widget() && area.widget()->isAncestorOf(now))
            area.ensureWidgetVisible(now, 20, 20);
    });
}

/// Holds content whose height follows from its width. Of the content itself, Qt would take the
/// height that its texts have at their narrowest for the least, and scroll through empty space.
class Holder : public QWidget {
public:
    explicit Holder(QWidget *content) {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(content);
    }
    QSize minimumSizeHint() const override {
        const QSize least = QWidget::minimumSizeHint();
        return hasHeightForWidth() ? QSize(least.width(), 0) : least;
    }
};

} // namespace

ScrollArea::ScrollArea(QWidget *content, QWidget *parent)
    : QScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setWidget(new Holder(content));
    followFocus(*this);
}

int ScrollArea::contentHeight(int width) const {
    const QWidget *content = widget();
    const int least = content->minimumSizeHint().height();
    const QLayout *layout = content->layout();
    if (layout && layout->hasHeightForWidth())
        return std::max(least, layout->totalHeightForWidth(width));
    return std::max(least, content->sizeHint().height());
}

LeastSizeArea::LeastSizeArea(QWidget *content, QWidget *parent)
    : QScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidget(content);
    followFocus(*this);
}

namespace {
/// At this width, with lines that wrap there.
int leastHeight(const QWidget &content, int width) {
    const auto *stack = qobject_cast<const QStackedWidget *>(&content);
    const QWidget *shown = stack ? stack->currentWidget() : &content;
    const QLayout *layout = shown ? shown->layout() : nullptr;
    return layout && layout->hasHeightForWidth() ? layout->totalMinimumHeightForWidth(width) : 0;
}
} // namespace

void LeastSizeArea::place() {
    const QSize least = widget()->minimumSizeHint().expandedTo(widget()->minimumSize());
    const QSize all = maximumViewportSize();
    const QSize bars(verticalScrollBar()->sizeHint().width(),
                     horizontalScrollBar()->sizeHint().height());
    // A bar takes room from the other direction, which may need one then.
    bool across = least.width() > all.width();
    const auto neededAt = [&](int width) {
        return std::max(least.height(), leastHeight(*widget(), std::max(width, least.width())));
    };
    const bool down = neededAt(all.width()) > all.height() - (across ? bars.height() : 0);
    across = across || least.width() > all.width() - (down ? bars.width() : 0);
    const QSize room = all - QSize(down ? bars.width() : 0, across ? bars.height() : 0);
    widget()->resize(room.expandedTo({least.width(), neededAt(room.width())}));
}

void LeastSizeArea::resizeEvent(QResizeEvent *event) {
    QScrollArea::resizeEvent(event);
    place();
}

bool LeastSizeArea::eventFilter(QObject *watched, QEvent *event) {
    const bool done = QScrollArea::eventFilter(watched, event);
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        place();
    return done;
}

} // namespace hearth::ui
