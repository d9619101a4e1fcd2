// SPDX-License-Identifier: Apache-2.0
// A label that knows its role and colour and follows theme and text size.
#pragma once

#include "ui/style/theme.hpp"

#include <QLabel>

namespace hearth::ui {

class Label : public QLabel {
    Q_OBJECT
public:
    explicit Label(const QString &text = {}, TextRole role = TextRole::Body,
                   Color ink = Color::Text, QWidget *parent = nullptr);

    /// Plain text, whatever it looks like, unless setTextFormat(Qt::RichText) was called before.
    /// Long words of paragraphs break.
    void setText(const QString &text);
    /// As it was set.
    [[nodiscard]] QString text() const { return m_whole; }

    void setRole(TextRole role);
    void setInk(Color ink);
    Color ink() const { return m_ink; }
    /// Wraps, and lets mouse and keyboard select; for sentences a person may want to copy.
    void setParagraph(bool selectable = false);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyLook();

    QString m_whole;
    TextRole m_role;
    Color m_ink;
};

/// One line that is cut with an ellipsis; the whole text is in the tooltip when cut.
class ElidedLabel : public Label {
    Q_OBJECT
public:
    explicit ElidedLabel(const QString &text = {}, TextRole role = TextRole::Body,
                         Color ink = Color::Text, QWidget *parent = nullptr);

    void setWholeText(const QString &text);
    const QString &wholeText() const { return m_text; }
    /// The middle for IDs, whose ends tell them apart; the end for everything else.
    void setElideMode(Qt::TextElideMode mode);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void elide();

    QString m_text;
    Qt::TextElideMode m_mode = Qt::ElideRight;
    bool m_showsWhole = false; ///< in the tooltip
};

/// "<b>…</b>" with the text made safe for rich text.
QString bold(const QString &text);

} // namespace hearth::ui
