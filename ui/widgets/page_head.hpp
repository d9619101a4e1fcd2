// SPDX-License-Identifier: Apache-2.0
// The top of every page: title, count, what belongs beside it, actions at the end.
#pragma once

#include <QWidget>

class QHBoxLayout;

namespace hearth::ui {

class ElidedLabel;
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

private:
    Label *m_title;
    Label *m_count;
    QHBoxLayout *m_beside;
    ElidedLabel *m_facts;
    QHBoxLayout *m_actions;
};

} // namespace hearth::ui
