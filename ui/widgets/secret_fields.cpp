// SPDX-License-Identifier: Apache-2.0
// Password and copy fields.
#include "ui/accessibility/text.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/label.hpp"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QStyleOptionFrame>
#include <QStylePainter>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

void copyToClipboard(const QString &text, bool secret) {
    auto *clipboard = QGuiApplication::clipboard();
    clipboard->setText(withoutIsolates(text));
    if (!secret)
        return;
    QTimer::singleShot(60'000, clipboard, [clipboard, text] {
        if (clipboard->text() == text)
            clipboard->clear();
    });
}

/// Four bars; as many are filled as the score says.
class PasswordField::StrengthBars : public QWidget {
public:
    explicit StrengthBars(QWidget *parent)
        : QWidget(parent) {
        setFixedHeight(16);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    void setScore(int score) {
        m_score = score;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter painter(this);
        const Color fill = m_score <= 1 ? Color::Error : m_score == 2 ? Color::Warn : Color::Ok;
        const double w = (width() - 18) / 4.0;
        for (int i = 0; i < 4; ++i)
            drawBox(&painter, QRectF(i * (w + 6), 6, w, 4),
                    color(i < std::max(1, m_score) ? fill : Color::NeutralBg), {}, 2);
    }

private:
    int m_score = 0;
};

PasswordField::PasswordField(QWidget *parent)
    : QWidget(parent)
    , m_field(new LineField)
    , m_generate(new IconButton(u"refresh"_s, tr("Generate another password")))
    , m_reveal(new IconButton(u"eye"_s, tr("Show password")))
    , m_copy(new Button(tr("Copy"), u"copy"_s, ButtonKind::Secondary))
    , m_strengthRow(new QWidget)
    , m_bars(new StrengthBars(nullptr))
    , m_sentence(new Label({}, TextRole::Small, Color::Text2)) {
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_field->setEchoMode(QLineEdit::Password);
    m_field->setAccessibleName(tr("Password"));
    m_field->setLayoutDirection(Qt::LeftToRight); // passwords read left to right everywhere
    m_field->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText |
                                 Qt::ImhNoAutoUppercase);
    setFocusProxy(m_field);
    row->addWidget(m_field, 1);
    m_generate->setOutlined();
    m_generate->hide();
    row->addWidget(m_generate);
    m_reveal->setOutlined();
    m_reveal->setObjectName(u"revealPasswordButton"_s);
    row->addWidget(m_reveal);
    m_copy->setAccessibleName(tr("Copy password"));
    m_copy->hide();
    row->addWidget(m_copy);
    column->addLayout(row);
    auto *strength = new QHBoxLayout(m_strengthRow);
    strength->setContentsMargins(0, 0, 0, 0);
    strength->setSpacing(12);
    strength->addWidget(m_bars, 1);
    strength->addWidget(m_sentence);
    m_strengthRow->hide();
    column->addWidget(m_strengthRow);
    connect(m_reveal, &IconButton::clicked, this,
            [this] { setRevealed(m_field->echoMode() == QLineEdit::Password); });
    connect(m_generate, &IconButton::clicked, this, &PasswordField::generateRequested);
    connect(m_copy, &Button::clicked, this, [this] { copyToClipboard(m_field->text(), true); });
    connect(m_field, &QLineEdit::textChanged, this, &PasswordField::textChanged);
    connect(m_field, &QLineEdit::textEdited, this, &PasswordField::textEdited);
    connect(m_field, &QLineEdit::editingFinished, this, &PasswordField::editingFinished);
}

QString PasswordField::text() const {
    return m_field->text();
}

void PasswordField::setText(const QString &text) {
    m_field->setText(text);
    m_field->setCursorPosition(0);
}

void PasswordField::setRevealed(bool revealed) {
    m_field->setEchoMode(revealed ? QLineEdit::Normal : QLineEdit::Password);
    setRoleFont(m_field, revealed ? TextRole::Mono : TextRole::Body);
    m_reveal->setIconByName(revealed ? u"eye-off"_s : u"eye"_s);
    setIconName(m_reveal, revealed ? tr("Hide password") : tr("Show password"));
}

void PasswordField::setCanGenerate(bool can) {
    m_generate->setVisible(can);
}

void PasswordField::setCanCopy(bool can) {
    m_copy->setVisible(can);
}

void PasswordField::setStrength(int score, const QString &sentence) {
    m_strengthRow->setVisible(score >= 0);
    m_bars->setScore(score);
    m_sentence->setText(sentence);
    m_field->setAccessibleDescription(sentence);
}

void PasswordField::setState(FieldState state) {
    m_field->setState(state);
}

namespace {

/// Cut with an ellipsis while nobody is in it.
class QuietLine : public QLineEdit {
public:
    using QLineEdit::QLineEdit;

protected:
    void paintEvent(QPaintEvent *event) override {
        QStyleOptionFrame option;
        initStyleOption(&option);
        const QRect inner = style()
                                ->subElementRect(QStyle::SE_LineEditContents, &option, this)
                                .adjusted(2, 0, -2, 0);
        const bool fits = fontMetrics().horizontalAdvance(text()) <= inner.width();
        if (hasFocus() || fits || echoMode() != Normal) {
            QLineEdit::paintEvent(event);
            return;
        }
        QStylePainter painter(this);
        painter.drawPrimitive(QStyle::PE_PanelLineEdit, option);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft,
                         fontMetrics().elidedText(text(), Qt::ElideRight, inner.width()));
    }
};

} // namespace

CopyField::CopyField(const QString &name, const QString &value, QWidget *parent)
    : QWidget(parent)
    , m_field(new QuietLine)
    , m_reveal(new IconButton(u"eye"_s, PasswordField::tr("Show password")))
    , m_button(new IconButton(u"copy"_s, tr("Copy: %1").arg(name))) {
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_field->setReadOnly(true);
    m_field->setAccessibleName(name);
    m_field->setLayoutDirection(Qt::LeftToRight);
    setRoleFont(m_field, TextRole::Mono);
    row->addWidget(m_field, 1);
    m_reveal->setOutlined();
    m_reveal->setObjectName(u"revealButton"_s);
    m_reveal->hide();
    row->addWidget(m_reveal);
    connect(m_reveal, &IconButton::clicked, this,
            [this] { reveal(m_field->echoMode() == QLineEdit::Password); });
    m_button->setOutlined();
    row->addWidget(m_button);
    setFocusProxy(m_field);
    setValue(value);
    connect(m_button, &IconButton::clicked, this, [this] {
        copyToClipboard(m_field->text(), m_secret);
        Q_EMIT copied();
    });
}

void CopyField::setValue(const QString &value) {
    m_field->setText(value);
    m_field->setCursorPosition(0);
    m_field->setToolTip(m_secret ? QString() : value);
}

QString CopyField::value() const {
    return m_field->text();
}

void CopyField::setSecret(bool secret) {
    m_secret = secret;
    m_reveal->setVisible(secret);
    reveal(!secret);
}

void CopyField::reveal(bool shown) {
    m_field->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
    m_field->setCursorPosition(0);
    m_reveal->setIconByName(shown ? u"eye-off"_s : u"eye"_s);
    setIconName(m_reveal,
                shown ? PasswordField::tr("Hide password") : PasswordField::tr("Show password"));
}

} // namespace hearth::ui
