// SPDX-License-Identifier: Apache-2.0
// One of a few choices that each need a sentence: separate cards, or rows of one card.
#pragma once

#include <QAbstractButton>
#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace hearth::ui {

/// A radio button drawn as a card: circle, icon, strong title, explanation, small facts.
class ChoiceCard : public QAbstractButton {
    Q_OBJECT
public:
    struct Fact {
        QString iconName;
        QString text;
    };
    ChoiceCard(const QString &title, const QString &explanation, QWidget *parent = nullptr);
    void setIconByName(const QString &name);
    void setFacts(const QList<Fact> &facts);
    /// A quiet word at the end of the title, for example "Comes in a later version".
    void setNote(const QString &note);
    /// As a row inside one card instead of a card of its own.
    void setRow(bool first, bool last);
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int textLeft() const;
    int paintTexts(QPainter *painter, int width) const;

    QString m_explanation;
    QString m_iconName;
    QString m_note;
    QList<Fact> m_facts;
    bool m_row = false;
    bool m_first = true;
    bool m_last = true;
};

/// The group; arrows move as with radio buttons.
class ChoiceList : public QWidget {
    Q_OBJECT
public:
    explicit ChoiceList(const QString &name, bool asRows = false, QWidget *parent = nullptr);
    ChoiceCard *addChoice(const QString &id, const QString &title, const QString &explanation);
    void setCurrent(const QString &id);
    QString current() const;

Q_SIGNALS:
    void currentChanged(const QString &id);

private:
    QVBoxLayout *m_column;
    QButtonGroup *m_group;
    QList<QPair<QString, ChoiceCard *>> m_choices;
    bool m_asRows;
};

} // namespace hearth::ui
