// SPDX-License-Identifier: Apache-2.0
// Asks before what is hard or impossible to undo. What can be undone is not asked but done, with
// Undo in a toast.
#pragma once

#include <QDialog>

class QCheckBox;
class QDialogButtonBox;
class QHBoxLayout;
class QVBoxLayout;

namespace hearth::ui {

class Button;
class Label;
class LineField;

/// Opened with open(), deletes itself on close. accepted() is the answer "do it".
class ConfirmDialog : public QDialog {
    Q_OBJECT
public:
    struct Question {
        QString title;       ///< "Deactivate @ivan:example.org?"
        QString headline;    ///< "The account closes for good."
        QString explanation; ///< what is lost, what stays
        QString action;      ///< the verb: "Deactivate account"
        QString typeToGoOn;  ///< what must be typed; empty asks once
        bool dangerous = true;
    };
    ConfirmDialog(const Question &question, QWidget *parent);

    /// An extra choice above the field to type in.
    QCheckBox *addChoice(const QString &text);
    /// Anything else that belongs to the question (a field for a reason).
    void addContent(QWidget *widget);

private:
    void checkTyped();

    QVBoxLayout *m_extras;
    LineField *m_typed = nullptr;
    Button *m_action;
    QString m_expected;
};

/// The frame all our dialogs share: content, then a foot with a hairline and buttons in the
/// desktop's order.
class DialogFrame : public QDialog {
    Q_OBJECT
public:
    DialogFrame(const QString &title, QWidget *parent);
    QVBoxLayout *body() const { return m_body; }
    /// At the start of the foot, for example "Create another one after this".
    void addFootStart(QWidget *widget);
    /// The primary button accepts by clicked() only: the owner calls accept() when all is done.
    Button *addPrimary(const QString &text);
    Button *addSecondary(const QString &text);
    Button *addCancel(const QString &text = {});

private:
    QVBoxLayout *m_body;
    QHBoxLayout *m_footStart;
    QDialogButtonBox *m_buttons;
};

} // namespace hearth::ui
