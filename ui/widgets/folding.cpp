// SPDX-License-Identifier: Apache-2.0
// Folding.
#include "ui/widgets/folding.hpp"

#include "ui/style/theme.hpp"

#include <QBoxLayout>
#include <QEvent>
#include <QFontMetrics>
#include <QWidget>

namespace hearth::ui {
namespace {

/// The height of a line of text at the normal size.
constexpr int normalLine = 18;

class Folder final : public QObject {
public:
    Folder(int width, QBoxLayout *row, QWidget *page, std::function<void(bool)> folded)
        : QObject(row)
        , m_width(width)
        , m_row(row)
        , m_page(page)
        , m_folded(std::move(folded)) {
        page->installEventFilter(this);
    }

    bool eventFilter(QObject *watched, QEvent *event) override {
        if (watched == m_page && event->type() == QEvent::Resize)
            fold();
        return QObject::eventFilter(watched, event);
    }

private:
    void fold() {
        const int line = QFontMetrics(roleFont(TextRole::Body)).height();
        const auto direction = m_page->width() < m_width * line / normalLine
                                   ? QBoxLayout::TopToBottom
                                   : QBoxLayout::LeftToRight;
        if (m_row->direction() == direction)
            return;
        m_row->setDirection(direction);
        if (m_folded)
            m_folded(direction == QBoxLayout::TopToBottom);
    }

    int m_width;
    QBoxLayout *m_row;
    QWidget *m_page;
    std::function<void(bool)> m_folded;
};

} // namespace

void foldBelow(int width, QBoxLayout *row, QWidget *page,
               const std::function<void(bool isFolded)> &folded) {
    new Folder(width, row, page, folded);
}

QBoxLayout *rowOf(QWidget *widget) {
    auto *row = new QHBoxLayout;
    constexpr int all = 1000; // up to its largest width; the rest stays empty
    row->addWidget(widget, all);
    row->addStretch(1);
    return row;
}

} // namespace hearth::ui
