// SPDX-License-Identifier: Apache-2.0
// What a list shows when there is nothing in it, and the blocks of a page: head, facts, messages.
#pragma once

#include <QWidget>

namespace hearth::ui {

class Button;
class IconView;
class Label;

/// 40 px icon, what is empty, when it fills, at most one secondary button.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent = nullptr);
    void setContent(const QString &iconName, const QString &title, const QString &explanation,
                    const QString &action = {});

Q_SIGNALS:
    void actionTriggered();

private:
    IconView *m_icon;
    Label *m_title;
    Label *m_text;
    Button *m_button;
};

} // namespace hearth::ui
