// SPDX-License-Identifier: Apache-2.0
// Fields: one line of text with a state, search, password, copy.
#pragma once

#include "ui/style/kinds.hpp"

#include <QLineEdit>
#include <QTimer>
#include <QWidget>

class QLabel;

namespace hearth::ui {

class Button;
class IconButton;
class Label;

/// A text field that can show "right" or "wrong" with a glyph at its end.
class LineField : public QLineEdit {
    Q_OBJECT
public:
    explicit LineField(QWidget *parent = nullptr);
    void setState(FieldState state);
    /// Glyphs, counts and buttons of derived fields stand here; keeps the text clear of them.
    void setEndRoom(int pixels);
    /// Stands before the text and can't be changed, as the @ of an address.
    void setPrefix(const QString &prefix);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int prefixRoom() const;

    QString m_prefix;
    int m_endRoom = 0;
};

/// What stands behind a field, in a box of its own: ":example.org".
class FieldSuffix : public QWidget {
    Q_OBJECT
public:
    explicit FieldSuffix(const QString &text, QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {60, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

/// Search: magnifier, the key that leads here, an `x` while there is text. searchChanged comes
/// 250 ms after the last key, or at once on Enter and clear.
class SearchField : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchField(const QString &example, QWidget *parent = nullptr);
    /// "41 found"; empty hides it.
    void setFound(const QString &found);
    /// Buttons inside the field after the count, for the steps between hits.
    void setSteps(QWidget *steps);
    /// The key drawn at the end while the field is empty, for example "Ctrl+F".
    void setKeyHint(const QString &key);

Q_SIGNALS:
    void searchChanged(const QString &text);
    /// Down or Enter in the field: the list wants the focus.
    void leaveToResults();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeClearButton();

    QString m_found;
    QString m_key;
    QTimer m_pause;
    IconButton *m_clear;
    QWidget *m_steps = nullptr;
    int m_foundEnd = 9;
};

/// A password: dots until shown, made by `setGenerator` where given, strength below.
class PasswordField : public QWidget {
    Q_OBJECT
public:
    explicit PasswordField(QWidget *parent = nullptr);
    LineField *field() const { return m_field; }
    QString text() const;
    void setText(const QString &text);
    void setRevealed(bool revealed);
    /// Shows the "make another one" button; generateRequested comes on a click.
    void setCanGenerate(bool can);
    /// Shows Copy; the clipboard forgets the password after 60 s if it is still there.
    void setCanCopy(bool can);
    /// 0 very weak … 4 strong, and one sentence; -1 hides the meter.
    void setStrength(int score, const QString &sentence);
    void setState(FieldState state);

Q_SIGNALS:
    void textChanged(const QString &text);
    void textEdited(const QString &text);
    void editingFinished();
    void generateRequested();

private:
    class StrengthBars;
    LineField *m_field;
    IconButton *m_generate;
    IconButton *m_reveal;
    Button *m_copy;
    QWidget *m_strengthRow;
    StrengthBars *m_bars;
    Label *m_sentence;
};

/// Something to copy: read-only, cut in the middle of the field's width, with a copy button.
class CopyField : public QWidget {
    Q_OBJECT
public:
    /// `name` says what it is: "Address of the server".
    CopyField(const QString &name, const QString &value, QWidget *parent = nullptr);
    void setValue(const QString &value);
    QString value() const;
    /// Dots until somebody wants to see it, and the clipboard forgets it after 60 s.
    void setSecret(bool secret);

Q_SIGNALS:
    void copied();

private:
    void reveal(bool shown);

    QLineEdit *m_field;
    IconButton *m_reveal;
    IconButton *m_button;
    bool m_secret = false;
};

/// Puts text on the clipboard; a secret leaves it after 60 s if it is still there.
void copyToClipboard(const QString &text, bool secret = false);

} // namespace hearth::ui
