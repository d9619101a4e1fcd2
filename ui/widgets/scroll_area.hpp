// SPDX-License-Identifier: Apache-2.0
// The one way in which pages, panels and dialogs scroll.
#pragma once

#include <QScrollArea>

namespace hearth::ui {

/// Without frame and focus of its own. The content is as wide as the area and scrolls where it is
/// taller; sideways only where not even its least width has room. What has the focus is in view.
class ScrollArea : public QScrollArea {
    Q_OBJECT
public:
    explicit ScrollArea(QWidget *content, QWidget *parent = nullptr);
    /// The height that the content needs at this width.
    [[nodiscard]] int contentHeight(int width) const;
};

/// Content that scrolls by itself and fills the area; as a whole it scrolls only where its least
/// size has no room.
class LeastSizeArea : public QScrollArea {
    Q_OBJECT
public:
    explicit LeastSizeArea(QWidget *content, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
};

} // namespace hearth::ui
