// SPDX-License-Identifier: Apache-2.0
// The top of every page: title, count, what belongs beside it, actions at the end.
#pragma once

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace hearth::ui {

class ElidedLabel;
class FlowLayout;
class Label;

class PageHead : public QWidget {
    Q_OBJECT
public:
    explicit PageHead(const QString &title, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    /// The small number after the title.
    void setCount(const QString &count);
    /// Beside the title: pills, segments.
    void addBeside(QWidget *widget);
    /// A line of small facts after what stands beside; cut when the window is narrow.
    void setFacts(const QString &facts);
    /// At the end, in reading order; the primary action last.
    void addAction(QWidget *button);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    /// The actions beside the title, or below it where there is no room.
    void arrange();

    QVBoxLayout *m_rows;
    QHBoxLayout *m_line;
    Label *m_title;
    Label *m_count;
    QHBoxLayout *m_beside;
    ElidedLabel *m_facts;
    QWidget *m_actionArea;
    FlowLayout *m_actions;
    bool m_wrapped = false;
};

} // namespace hearth::ui
