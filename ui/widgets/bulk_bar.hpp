// SPDX-License-Identifier: Apache-2.0
// Docks under a table while rows are ticked.
#pragma once

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace hearth::ui {

class Button;
class FlowLayout;
class Label;
class LinkButton;

class BulkBar : public QWidget {
    Q_OBJECT
public:
    explicit BulkBar(QWidget *parent = nullptr);
    /// Hides itself at zero. `total` is what "Select all" would tick; no link where all are ticked.
    void setCounts(int ticked, int total);
    Button *addAction(const QString &text, const QString &iconName, bool destructive = false);
    /// While an action runs on many: "3 of 12 done", and the buttons are off.
    void setProgress(int done, int total);
    void clearProgress();

Q_SIGNALS:
    void selectAllRequested();
    void clearRequested();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeActions();

    QVBoxLayout *m_rows = nullptr;
    QHBoxLayout *m_row = nullptr;
    bool m_isBelow = false;
    Label *m_count;
    LinkButton *m_all;
    FlowLayout *m_actions;
    QWidget *m_actionArea;
    Button *m_clear;
};

} // namespace hearth::ui
