// SPDX-License-Identifier: Apache-2.0
// Details beside a list: a head and sections that scroll. Sits in a QSplitter after the table.
#pragma once

#include "ui/widgets/status_pill.hpp"

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace hearth::ui {

class Button;
class ElidedLabel;
class IconButton;
class Label;

/// A titled part of a panel.
class PanelSection : public QWidget {
    Q_OBJECT
public:
    explicit PanelSection(const QString &title, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    void setCount(const QString &count);
    /// At the end of the title's line: a link or a button.
    void addHeadWidget(QWidget *widget);
    QVBoxLayout *body() const { return m_body; }
    void clearBody();
    /// The danger zone: red title with a triangle.
    void setDanger();
    /// A line with a strong title, an explanation, and a button at the end.
    Button *addAction(const QString &title, const QString &explanation, const QString &buttonText,
                      bool destructive = false);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    IconView *m_icon;
    Label *m_title;
    Label *m_count;
    QHBoxLayout *m_head;
    QVBoxLayout *m_body;
};

class DetailPanel : public QWidget {
    Q_OBJECT
public:
    explicit DetailPanel(QWidget *parent = nullptr);

    void setHead(const QString &avatarName, const QString &title, const QString &id);
    /// A sentence below the ID, for example a room's topic; empty hides it.
    void setNote(const QString &note);
    void setPill(const Pill &pill);
    void setTags(const QStringList &tags);
    /// Between the name and the buttons that are there.
    void addHeadButton(QWidget *button);
    PanelSection *addSection(const QString &title);
    /// In place of the sections: loading, or why there is nothing.
    void showMessage(QWidget *message);
    QString id() const { return m_idText; }
    /// There is no list beside it: Back in place of the cross.
    void setReplacesList(bool replaces);
    void focusHead();

Q_SIGNALS:
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    Avatar *m_avatar;
    ElidedLabel *m_title;
    ElidedLabel *m_id;
    IconButton *m_copy;
    StatusPill *m_pill;
    QHBoxLayout *m_tags;
    QHBoxLayout *m_buttons;
    IconButton *m_close;
    IconButton *m_back;
    Label *m_note;
    QVBoxLayout *m_sections;
    QString m_idText;
};

} // namespace hearth::ui
