// SPDX-License-Identifier: Apache-2.0
// Asks before what is hard or impossible to undo. What can be undone is not asked but done, with
// Undo in a toast.
#pragma once

#include "ui/widgets/dialog_frame.hpp"

class QCheckBox;
class QVBoxLayout;

namespace hearth::ui {

class Button;
class Label;
class LineField;

/// accepted() is the answer "do it". Enter does what is harmless, cancels what is not, and does
/// what is asked for once the right words are typed.
class ConfirmDialog : public DialogFrame {
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
    QWidget *makeTypeRow();
    void checkTyped();
    [[nodiscard]] bool isTypedRight() const;
    void onEnter();

    QVBoxLayout *m_extras;
    LineField *m_typed = nullptr;
    Label *m_mismatch = nullptr;
    Button *m_action;
    QString m_expected;
};

} // namespace hearth::ui
