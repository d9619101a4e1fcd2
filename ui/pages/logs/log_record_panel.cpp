// SPDX-License-Identifier: Apache-2.0
// The record panel.
#include "ui/pages/logs/log_record_panel.hpp"

#include "app/models/log_model.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/format.hpp"
#include "ui/common/log_advice.hpp"
#include "ui/pages/logs/step_bars.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/scroll_area.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLocale>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

constexpr double slowMs = 1000; // worth a look

Pill pillOf(const app::LogLine &line) {
    if (line.durationMs >= slowMs)
        return {PillKind::Warn, LogRecordPanel::tr("Slow, %1 s")
                                    .arg(QLocale().toString(line.durationMs / 1000, 'f', 2))};
    switch (line.level) {
    case app::LogLevel::Error:
        return {PillKind::Error, app::logLevelText(line.level)};
    case app::LogLevel::Warn:
        return {PillKind::Warn, app::logLevelText(line.level)};
    case app::LogLevel::Debug:
        return {PillKind::Off, app::logLevelText(line.level)};
    case app::LogLevel::Info:
        break;
    }
    return {PillKind::Info, app::logLevelText(line.level)};
}

QString prettyRecord(const QByteArray &raw) {
    const auto document = QJsonDocument::fromJson(raw);
    return QString::fromUtf8(document.isObject() ? document.toJson(QJsonDocument::Indented) : raw)
        .trimmed();
}

/// "GET /_matrix/client/v3/sync" out of "GET /_matrix/client/v3/sync 200".
QString callOf(const QString &message) {
    static const QRegularExpression call(u"^([A-Z]{3,7} /\\S*)"_s);
    return call.match(message).captured(1);
}

} // namespace

LogRecordPanel::LogRecordPanel(QWidget *parent)
    : Panel(Color::Surface, parent)
    , m_title(new ElidedLabel({}, TextRole::Strong))
    , m_pill(new StatusPill)
    , m_facts(new FactList(84))
    , m_only(new Button(tr("Only this request")))
    , m_copy(new Button({}, u"copy"_s, ButtonKind::Secondary))
    , m_rightTitle(new Label({}, TextRole::Strong))
    , m_switch(new LinkButton({}))
    , m_stack(new QStackedWidget)
    , m_steps(new StepBars)
    , m_record(new QPlainTextEdit) {
    setObjectName(u"logRecord"_s);
    setEdges(Qt::TopEdge);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::pageMargin, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildFacts(), 3);
    row->addWidget(new Hairline(Qt::Vertical));
    auto *right = new QVBoxLayout;
    right->setContentsMargins(16, 10, metrics::pageMargin, 12);
    right->setSpacing(6);
    auto *head = new QHBoxLayout;
    head->addWidget(m_rightTitle);
    head->addStretch(1);
    m_switch->setSmall();
    m_switch->setObjectName(u"recordSwitch"_s);
    head->addWidget(m_switch);
    right->addLayout(head);
    m_record->setReadOnly(true);
    m_record->setLayoutDirection(Qt::LeftToRight);
    m_record->setAccessibleName(tr("Full record"));
    m_record->setObjectName(u"logRecordText"_s);
    m_record->setFrameShape(QFrame::NoFrame);
    m_record->document()->setDocumentMargin(0);
    setRoleFont(m_record, TextRole::Mono);
    m_record->setTabChangesFocus(true);
    m_steps->setAccessibleName(tr("Where the time went"));
    auto *steps = new Panel(Color::Surface);
    auto *column = new QVBoxLayout(steps);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_steps);
    column->addStretch(1);
    m_stack->addWidget(new ScrollArea(steps));
    m_stack->addWidget(m_record);
    right->addWidget(m_stack, 1);
    row->addLayout(right, 7);
    connect(m_only, &Button::toggled, this, &LogRecordPanel::onlyThisToggled);
    connect(m_copy, &Button::clicked, this, [this] { Q_EMIT copyRequestRequested(m_requestId); });
    connect(m_switch, &LinkButton::clicked, this, [this] {
        m_wantsRecord = !m_wantsRecord;
        showRight();
    });
}

QWidget *LogRecordPanel::buildFacts() {
    auto *area = new QWidget;
    auto *left = new QVBoxLayout(area);
    left->setContentsMargins(0, 10, 12, 12);
    left->setSpacing(6);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_title);
    head->addWidget(m_pill);
    head->addStretch(1);
    left->addLayout(head);
    auto *facts = new Panel(Color::Surface);
    auto *column = new QVBoxLayout(facts);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_facts);
    column->addStretch(1);
    auto *scrolled = new ScrollArea(facts);
    scrolled->setMinimumHeight(66);
    left->addWidget(scrolled, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_only->setSmall();
    m_only->setCheckable(true);
    m_only->setObjectName(u"onlyRequestButton"_s);
    buttons->addWidget(m_only);
    m_copy->setSmall();
    m_copy->setObjectName(u"copyRequestButton"_s);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    left->addLayout(buttons);
    return area;
}

void LogRecordPanel::showRight() {
    const bool record = m_wantsRecord || !m_hasSteps;
    m_rightTitle->setText(record ? tr("Full record") : tr("Where the time went"));
    m_switch->setText(record ? tr("Where the time went") : tr("Full record"));
    m_switch->setVisible(m_hasSteps);
    m_stack->setCurrentIndex(record ? 1 : 0);
}

void LogRecordPanel::setOnlyThis(bool on) {
    const QSignalBlocker blocker(m_only);
    m_only->setChecked(on);
}

void LogRecordPanel::showLine(const app::LogLine &line, const app::LogLines &request) {
    m_requestId = line.requestId;
    m_title->setWholeText(line.requestId.isEmpty() ? tr("Line from %1").arg(line.module)
                                                   : tr("Request %1").arg(line.requestId));
    m_pill->setPill(pillOf(line));
    m_facts->clear();
    const auto link = [this](const QString &label, const QString &id, auto signal) {
        auto *button = new LinkButton(isolated(id));
        connect(button, &LinkButton::clicked, this,
                [this, id, signal] { Q_EMIT(this->*signal)(id); });
        m_facts->addFact(label, button);
    };
    if (!line.user.isEmpty())
        link(tr("User"), line.user, &LogRecordPanel::userChosen);
    if (!line.room.isEmpty())
        link(tr("Room"), line.room, &LogRecordPanel::roomChosen);
    if (const QString call = callOf(line.message); !call.isEmpty()) {
        auto *text = new ElidedLabel(isolated(call), TextRole::Mono);
        text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        m_facts->addFact(tr("Call"), text);
    }
    if (line.status > 0)
        //: What the server answered: status code and time in milliseconds.
        m_facts->addFact(
            tr("Response"),
            line.durationMs >= 0
                ? tr("%1 in %2 ms")
                      .arg(QString::number(line.status),
                           QLocale().toString(line.durationMs, 'f', line.durationMs < 10 ? 1 : 0))
                : QString::number(line.status));
    if (const QString advice = logAdvice(line); !advice.isEmpty())
        m_facts->addFact(tr("What to do"), advice);
    m_facts->addFact(tr("Time"), exactTime(line.timestampMs));
    if (line.requestId.isEmpty())
        m_facts->addFact(tr("Message"), line.message);
    m_only->setVisible(!line.requestId.isEmpty());
    m_copy->setVisible(!line.requestId.isEmpty());
    m_copy->setText(tr("Copy %n lines", nullptr, static_cast<int>(request.size())));
    m_record->setPlainText(prettyRecord(line.raw));
    const auto steps = requestSteps(request);
    m_hasSteps = !steps.isEmpty();
    m_steps->setSteps(steps);
    showRight();
}

} // namespace hearth::ui
