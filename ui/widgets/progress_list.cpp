// SPDX-License-Identifier: Apache-2.0
// The progress list.
#include "ui/widgets/progress_list.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/fields.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {

class ProgressList::Row : public QWidget {
public:
    Row(ProgressList *list, int number, const QString &title)
        : QWidget(list)
        , glyph(new IconView(u"f-wait"_s, 15, Color::Text2))
        , name(new Label(title, TextRole::Body, Color::Text2))
        , hint(new Label({}, TextRole::Body, Color::Text2))
        , failure(new Label)
        , note(new Label({}, TextRole::Small, Color::Text2))
        , elapsed(new Label({}, TextRole::Body, Color::Text2))
        , disclosure(new IconButton(u"right"_s, ProgressList::tr("Show what happened")))
        , tryAgain(new Button(ProgressList::tr("Try again")))
        , logArea(new QWidget)
        , log(new Label({}, TextRole::Mono, Color::Text2)) {
        Q_UNUSED(number);
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        auto *row = new QHBoxLayout;
        row->setContentsMargins(14, 6, 8, 7);
        row->setSpacing(10);
        auto *glyphColumn = new QVBoxLayout;
        glyphColumn->setContentsMargins(0, 5, 8, 0);
        glyphColumn->addWidget(glyph);
        glyphColumn->addStretch(1);
        row->addLayout(glyphColumn);
        auto *texts = new QVBoxLayout;
        texts->setSpacing(1);
        name->setParagraph();
        texts->addWidget(name);
        hint->setParagraph();
        hint->hide();
        texts->addWidget(hint);
        failure->setParagraph(true);
        failure->setTextFormat(Qt::RichText);
        failure->hide();
        texts->addWidget(failure);
        tryAgain->setSmall();
        tryAgain->setObjectName(u"tryAgainButton"_s);
        tryAgain->hide();
        // Below what it answers to: beside it, the sentences would have a narrow column.
        auto *again = new QHBoxLayout;
        again->addWidget(tryAgain);
        again->addStretch(1);
        texts->addLayout(again);
        row->addLayout(texts, 1);
        row->addWidget(note);
        elapsed->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        elapsed->setMinimumWidth(52);
        row->addWidget(elapsed);
        disclosure->setSmall();
        QSizePolicy keeps = disclosure->sizePolicy();
        keeps.setRetainSizeWhenHidden(true);
        disclosure->setSizePolicy(keeps);
        disclosure->hide();
        row->addWidget(disclosure);
        column->addLayout(row);
        auto *logColumn = new QVBoxLayout(logArea);
        logColumn->setContentsMargins(47, 6, 16, 10);
        logColumn->setSpacing(8);
        log->setParagraph(true);
        log->setTextFormat(Qt::PlainText);
        logColumn->addWidget(log);
        auto *copy = new Button(ProgressList::tr("Copy log"), u"copy"_s, ButtonKind::Secondary);
        copy->setSmall();
        logColumn->addWidget(copy, 0, Qt::AlignLeading);
        QObject::connect(copy, &Button::clicked, this, [this] { copyToClipboard(log->text()); });
        logArea->hide();
        column->addWidget(logArea);
        QObject::connect(disclosure, &IconButton::clicked, this, [this] {
            closedByPerson = logArea->isVisible();
            setOpen(!logArea->isVisible());
        });
    }
    void setOpen(bool open) {
        logArea->setVisible(open && !log->text().isEmpty());
        disclosure->setIconByName(logArea->isHidden() ? u"right"_s : u"down"_s);
        disclosure->setAccessibleName(logArea->isHidden() ? ProgressList::tr("Show what happened")
                                                          : ProgressList::tr("Hide what happened"));
        update();
    }

    IconView *glyph;
    Label *name;
    Label *hint;
    Label *failure;
    Label *note;
    Label *elapsed;
    IconButton *disclosure;
    Button *tryAgain;
    QWidget *logArea;
    Label *log;
    StepState state = StepState::Waiting;
    bool closedByPerson = false;
    bool isLast = false;

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter painter(this);
        const int logTop = logArea->isVisible() ? logArea->y() : height();
        const QRect head(1, 0, width() - 2, logTop);
        if (state == StepState::Running)
            painter.fillRect(head, color(Color::Selected));
        else if (state == StepState::Failed)
            painter.fillRect(head, color(Color::ErrorBg));
        if (logArea->isVisible()) {
            painter.fillRect(QRect(1, logTop, width() - 2, height() - logTop),
                             color(Color::SurfaceAlt));
            drawHairline(&painter, QRectF(0, logTop, width(), 1));
        }
        if (!isLast)
            drawHairline(&painter, QRectF(0, height() - 1, width(), 1));
    }
};

ProgressList::ProgressList(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this)) {
    setAccessibleName(name);
    m_column->setContentsMargins(0, 1, 0, 1);
    m_column->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

ProgressList::~ProgressList() = default;

void ProgressList::setSteps(const QStringList &titles) {
    qDeleteAll(m_rows);
    m_rows.clear();
    for (const auto &title : titles) {
        const int number = static_cast<int>(m_rows.size());
        auto *row = new Row(this, number, title);
        row->setObjectName(u"step-%1"_s.arg(number));
        connect(row->tryAgain, &Button::clicked, this,
                [this, number] { Q_EMIT tryAgainRequested(number); });
        m_column->addWidget(row);
        m_rows.append(row);
        setState(number, StepState::Waiting);
    }
    if (!m_rows.isEmpty())
        m_rows.last()->isLast = true;
}

int ProgressList::count() const {
    return static_cast<int>(m_rows.size());
}

void ProgressList::setState(int step, StepState state, const QString &note) {
    auto *row = m_rows.value(step);
    if (!row)
        return;
    const bool changed = row->state != state;
    row->state = state;
    static constexpr std::array kinds{PillKind::Wait, PillKind::Busy, PillKind::Ok,
                                      PillKind::Error};
    const PillKind kind = kinds.at(static_cast<std::size_t>(state));
    const Color paper = state == StepState::Failed ? Color::ErrorBg : Color::Surface;
    row->glyph->setIcon(glyphName(kind), glyphColor(kind), paper);
    const bool strong = state == StepState::Running || state == StepState::Failed;
    row->name->setRole(strong ? TextRole::Strong : TextRole::Body);
    row->name->setInk(state == StepState::Waiting ? Color::Text2 : Color::Text);
    QString shown = note;
    if (shown.isEmpty() && state == StepState::Waiting)
        //: State of a step that has not begun.
        shown = tr("Waiting");
    else if (shown.isEmpty() && state == StepState::Done)
        //: State of a finished step.
        shown = tr("Done");
    row->note->setText(shown);
    row->note->setVisible(state != StepState::Failed);
    row->hint->setVisible(state == StepState::Running && !row->hint->text().isEmpty());
    row->tryAgain->setVisible(state == StepState::Failed);
    row->failure->setVisible(state == StepState::Failed && !row->failure->text().isEmpty());
    if (changed && state == StepState::Running)
        row->closedByPerson = false;
    if (state == StepState::Running || state == StepState::Failed)
        row->setOpen(!row->closedByPerson);
    else if (changed)
        row->setOpen(false);
    row->setAccessibleName(row->name->text() + u", "_s + shown);
    row->update();
}

void ProgressList::setHint(int step, const QString &hint) {
    auto *row = m_rows.value(step);
    if (!row)
        return;
    row->hint->setText(hint);
    row->hint->setVisible(row->state == StepState::Running && !hint.isEmpty());
    row->setAccessibleDescription(row->hint->isHidden() ? QString() : hint);
}

void ProgressList::setElapsed(int step, qint64 milliseconds) {
    auto *row = m_rows.value(step);
    if (!row)
        return;
    const double seconds = double(milliseconds) / 1000.0;
    // Ticks each second after 1 s: a number that changes faster can't be read.
    row->elapsed->setText(
        row->state == StepState::Waiting
            ? QString()
            //: A time in seconds.
            : tr("%1 s").arg(QLocale().toString(
                  seconds, 'f', row->state == StepState::Running || seconds >= 10 ? 0 : 1)));
}

void ProgressList::setLog(int step, const QStringList &lines) {
    auto *row = m_rows.value(step);
    if (!row)
        return;
    row->log->setText(lines.join(u'\n'));
    row->disclosure->setVisible(!lines.isEmpty());
    const bool opens = row->state == StepState::Running || row->state == StepState::Failed;
    if (opens && !row->closedByPerson)
        row->setOpen(true);
}

void ProgressList::setFailure(int step, const QString &what, const QString &whatToDo) {
    auto *row = m_rows.value(step);
    if (!row)
        return;
    QString rich = what.toHtmlEscaped();
    if (!whatToDo.isEmpty())
        rich += u' ' + bold(tr("What to do:")) + u' ' + whatToDo.toHtmlEscaped();
    row->failure->setText(rich);
    row->failure->setVisible(row->state == StepState::Failed && !what.isEmpty());
}

void ProgressList::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    drawBox(&painter, rect(), color(Color::Surface), color(Color::Border), metrics::cardRadius);
}

} // namespace hearth::ui
