// SPDX-License-Identifier: Apache-2.0
// A message inside a page: what happened, "What to do:", at most two buttons.
#pragma once

#include <QFrame>

class QHBoxLayout;

namespace hearth::ui {

class Button;
class IconButton;
class IconView;
class Label;
class LinkButton;

enum class MessageKind { Info, Ok, Warn, Error };

class InlineMessage : public QFrame {
    Q_OBJECT
public:
    explicit InlineMessage(MessageKind kind = MessageKind::Info, QWidget *parent = nullptr);

    /// `what` is the first sentence; `title` stands before it in strong text where given.
    void setMessage(MessageKind kind, const QString &what, const QString &whatToDo = {},
                    const QString &title = {});
    /// Server text, codes, lines of a log: behind a Details link, at most eight lines, with Copy
    /// and Show all.
    void setDetails(const QString &details);
    Button *addButton(const QString &text);
    void clearButtons();
    void setClosable(bool closable);
    MessageKind kind() const { return m_kind; }
    /// The sentences as they are read out.
    QString plainText() const;

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *buildDetails();
    void showDetails(const QString &details);
    void openDetails(bool open);
    void showAllDetails();

    MessageKind m_kind;
    IconView *m_icon;
    Label *m_text;
    QWidget *m_detailsArea;
    Label *m_details;
    Button *m_showAll = nullptr;
    QHBoxLayout *m_buttons;
    LinkButton *m_detailsButton = nullptr;
    IconButton *m_close;
    QString m_plain;
    QString m_allDetails;
    QString m_openDetails; ///< what was open last
    bool m_isOpen = false;
};

} // namespace hearth::ui
