// SPDX-License-Identifier: Apache-2.0
// Rows of a form (label, field, hint or error) and rows of facts (label, value).
#pragma once

#include <QList>
#include <QWidget>

class QGridLayout;

namespace hearth::ui {

class Label;

/// Strong label above the field, hint below; the hint becomes the error while there is one.
class FormRow : public QWidget {
    Q_OBJECT
public:
    FormRow(const QString &label, QWidget *field, const QString &hint = {},
            QWidget *parent = nullptr);
    QWidget *field() const { return m_field; }
    void setHint(const QString &hint);
    /// "what happened", and what to do; marks a LineField or PasswordField too.
    void setError(const QString &what, const QString &whatToDo = {});
    /// A thing to think over; does not mark the field.
    void setWarning(const QString &what, const QString &whatToDo = {});
    /// Shows the hint again; `right` puts the green glyph into the field.
    void clearError(bool right = false);
    bool hasError() const { return m_error; }
    /// "(optional)" after the label.
    void setOptional();

private:
    void showText(const QString &what, const QString &whatToDo, int look);

    Label *m_label;
    QWidget *m_field;
    Label *m_hint;
    QString m_hintText;
    bool m_error = false;
};

/// Two columns: label in text-2, value selectable. For profiles, summaries and panels.
class FactList : public QWidget {
    Q_OBJECT
public:
    explicit FactList(int labelWidth = 112, QWidget *parent = nullptr);
    /// Returns the value's label, so that it can be changed later.
    Label *addFact(const QString &label, const QString &value);
    void addFact(const QString &label, QWidget *value);
    void clear();

protected:
    void changeEvent(QEvent *event) override;

private:
    void padRow(int row);

    QGridLayout *m_grid;
    int m_rows = 0;
};

} // namespace hearth::ui
