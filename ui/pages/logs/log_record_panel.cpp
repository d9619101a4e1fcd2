// SPDX-License-Identifier: Apache-2.0
// The record panel.
#include "ui/pages/logs/log_record_panel.hpp"

#include "app/models/log_model.hpp"
#include "ui/accessibility/text.hpp"
#include "ui/common/format.hpp"
#include "ui/style/draw.hpp"
#include "ui/style/theme.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/form.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLocale>
#include <QPlainTextEdit>
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

} // namespace

LogRecordPanel::LogRecordPanel(QWidget *parent)
    : Panel(Color::Surface, parent)
    , m_title(new Label({}, TextRole::Strong))
    , m_pill(new StatusPill)
    , m_facts(new FactList(84))
    , m_only(new Button(tr("Show only this")))
    , m_copy(new Button({}, u"copy"_s, ButtonKind::Secondary))
    , m_record(new QPlainTextEdit) {
    setObjectName(u"logRecord"_s);
    setEdges(Qt::TopEdge);
    setMinimumHeight(150);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::pageMargin, 10, metrics::pageMargin, 12);
    row->setSpacing(16);
    auto *left = new QVBoxLayout;
    left->setSpacing(8);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_title);
    head->addWidget(m_pill);
    head->addStretch(1);
    left->addLayout(head);
    left->addWidget(m_facts);
    left->addStretch(1);
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
    row->addLayout(left, 2);
    row->addWidget(new Hairline(Qt::Vertical));
    m_record->setReadOnly(true);
    m_record->setLayoutDirection(Qt::LeftToRight);
    m_record->setAccessibleName(tr("Whole record"));
    m_record->setObjectName(u"logRecordText"_s);
    m_record->setFrameShape(QFrame::NoFrame);
    m_record->setFont(roleFont(TextRole::Mono));
    m_record->setTabChangesFocus(true);
    row->addWidget(m_record, 3);
    connect(m_only, &Button::toggled, this, &LogRecordPanel::onlyThisToggled);
    connect(m_copy, &Button::clicked, this, [this] { Q_EMIT copyRequestRequested(m_requestId); });
}

void LogRecordPanel::setOnlyThis(bool on) {
    const QSignalBlocker blocker(m_only);
    m_only->setChecked(on);
}

void LogRecordPanel::showLine(const app::LogLine &line, int requestLines) {
    m_requestId = line.requestId;
    m_title->setText(line.requestId.isEmpty() ? tr("Line from %1").arg(line.module)
                                              : tr("Request %1").arg(line.requestId));
    m_pill->setPill(pillOf(line));
    m_facts->clear();
    m_facts->addFact(tr("Time"), exactTime(line.timestampMs));
    m_facts->addFact(tr("From"), line.module);
    const auto link = [this](const QString &label, const QString &id, auto signal) {
        auto *button = new LinkButton(isolated(id));
        button->setSmall();
        connect(button, &LinkButton::clicked, this,
                [this, id, signal] { Q_EMIT(this->*signal)(id); });
        m_facts->addFact(label, button);
    };
    if (!line.user.isEmpty())
        link(tr("User"), line.user, &LogRecordPanel::userChosen);
    if (!line.room.isEmpty())
        link(tr("Room"), line.room, &LogRecordPanel::roomChosen);
    if (line.status > 0)
        //: What the server answered: status code and time in milliseconds.
        m_facts->addFact(tr("Answer"), line.durationMs >= 0
                                           ? tr("%1 in %2 ms")
                                                 .arg(QString::number(line.status),
                                                      QLocale().toString(line.durationMs, 'f', 1))
                                           : QString::number(line.status));
    m_only->setVisible(!line.requestId.isEmpty());
    m_copy->setVisible(!line.requestId.isEmpty());
    m_copy->setText(tr("Copy %n lines", nullptr, requestLines));
    m_record->setPlainText(prettyRecord(line.raw));
}

} // namespace hearth::ui
