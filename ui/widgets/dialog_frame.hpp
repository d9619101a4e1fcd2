// SPDX-License-Identifier: Apache-2.0
// What all our dialogs share: size, keyboard, and a foot with buttons.
#pragma once

#include <QDialog>
#include <QPointer>

class QDialogButtonBox;
class QHBoxLayout;
class QVBoxLayout;

namespace hearth::ui {

class Button;
class ScrollArea;

/// Content that scrolls where the screen is too small, then a foot with a hairline and buttons in
/// the desktop's order. Opened with open(), deletes itself on close.
///
/// Keys: the focus begins in the first field, or on the default button where there is none. Enter
/// presses the button that has the focus, anywhere else the default one (Ctrl+Enter in fields of
/// several lines); it does nothing while that one is off. Esc cancels. Tab goes through the
/// content and then through the buttons from start to end. Alt and the marked letter presses a
/// button; each has another one.
class DialogFrame : public QDialog {
    Q_OBJECT
public:
    DialogFrame(const QString &title, QWidget *parent);

    QVBoxLayout *body() const { return m_body; }
    /// At the start of the foot, for example "Create another one after this".
    void addFootStart(QWidget *widget);
    /// The default button. It accepts by clicked() only: the owner calls accept() when all is done.
    Button *addPrimary(const QString &text);
    Button *addSecondary(const QString &text);
    Button *addCancel(const QString &text = {});
    /// For dialogs that only show something: the default button, which closes.
    Button *addClose();
    /// Where the keyboard starts, if not where described above.
    void setFirstFocus(QWidget *widget) { m_firstFocus = widget; }
    /// For content without a size of its own, such as lists; a height of 0 is the content's.
    void setPreferredSize(const QSize &size) { m_preferred = size; }
    void setVisible(bool visible) override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    QDialogButtonBox *buttons() const { return m_buttons; }

private:
    /// As large as the content wants, never larger than the screen.
    void fit();
    void orderTabs();
    [[nodiscard]] QWidget *firstStop() const;

    QWidget *m_content;
    QVBoxLayout *m_body;
    ScrollArea *m_scroll;
    QWidget *m_foot;
    QHBoxLayout *m_footStart;
    QDialogButtonBox *m_buttons;
    QPointer<QWidget> m_firstFocus;
    QSize m_preferred;
    QSize m_fitted; ///< what fit() chose last; another size was chosen by the person
    bool m_fitWaits = false;
};

} // namespace hearth::ui
