// SPDX-License-Identifier: Apache-2.0
// Latest warnings.
#include "ui/pages/dashboard/warnings_card.hpp"

#include "ui/common/format.hpp"
#include "ui/common/log_advice.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

/// "13:58" today, else the day.
QString shortMoment(qint64 timestampMs) {
    const auto then = QDateTime::fromMSecsSinceEpoch(timestampMs);
    if (then.date() == QDate::currentDate())
        return shortTime(then.time());
    return relativeTime(timestampMs);
}

} // namespace

WarningsCard::WarningsCard(QWidget *parent)
    : Card(parent)
    , m_rows(new QVBoxLayout)
    , m_empty(new Label(tr("No warnings or errors."), TextRole::Body, Color::Text2)) {
    body()->setContentsMargins(0, 10, 0, 0);
    body()->setSpacing(8);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(14, 0, 14, 0);
    head->setSpacing(8);
    head->addWidget(new Label(tr("Latest warnings"), TextRole::Strong));
    head->addWidget(new Label(tr("last 24 hours"), TextRole::Small, Color::Text2));
    head->addStretch(1);
    auto *open = new LinkButton(tr("Open logs"));
    open->setSmall();
    open->setObjectName(u"openLogsButton"_s);
    head->addWidget(open);
    body()->addLayout(head);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    body()->addLayout(m_rows);
    m_empty->setContentsMargins(14, 4, 14, 12);
    body()->addWidget(m_empty);
    connect(open, &LinkButton::clicked, this, &WarningsCard::openLogRequested);
}

QWidget *WarningsCard::makeRow(const Entry &entry) {
    const app::LogLine &line = entry.line;
    auto *row = new QWidget;
    row->setMinimumHeight(33);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(16, 0, 12, 0);
    layout->setSpacing(12);
    const bool error = line.level == app::LogLevel::Error;
    const PillKind kind = error ? PillKind::Error : PillKind::Warn;
    auto *glyph = new IconView(glyphName(kind), 13, glyphColor(kind));
    glyph->setAccessibleName(error ? tr("Error") : tr("Warning"));
    glyph->setToolTip(glyph->accessibleName());
    layout->addWidget(glyph);
    layout->addSpacing(12);
    auto *moment = new Label(shortMoment(line.timestampMs), TextRole::Body, Color::Text2);
    moment->setObjectName(u"warningMoment"_s);
    moment->setMinimumWidth(76);
    moment->setToolTip(exactTime(line.timestampMs));
    layout->addWidget(moment);
    auto *message = new ElidedLabel(line.message);
    message->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    layout->addWidget(message, 5);
    const QString advice = logAdvice(line);
    const QString what = advice.isEmpty() ? line.module : advice;
    const QString often = entry.times == 1 ? what
                                           //: What to do about a warning, and how often it came.
                                           : tr("%1 (%n times)", nullptr, entry.times).arg(what);
    auto *from = new ElidedLabel(often, TextRole::Body, Color::Text2);
    from->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    layout->addWidget(from, 3);
    auto *show = new LinkButton(tr("Show in logs"));
    show->setAccessibleName(tr("Show in logs: %1").arg(line.message));
    connect(show, &LinkButton::clicked, this, [this, line] { Q_EMIT lineChosen(line); });
    layout->addWidget(show);
    return row;
}

void WarningsCard::setLines(const app::LogLines &lines) {
    QList<Entry> shown;
    for (const auto &line : lines) { // newest first
        const auto same = std::find_if(shown.begin(), shown.end(), [&](const Entry &entry) {
            return entry.line.message == line.message && entry.line.module == line.module;
        });
        if (same != shown.end())
            ++same->times;
        else if (shown.size() < 4)
            shown.append({line, 1});
    }
    if (shown == m_shown)
        return; // keeps focus and pointer where they are
    m_shown = shown;
    while (auto *item = m_rows->takeAt(0)) {
        if (auto *widget = item->widget())
            widget->deleteLater();
        delete item;
    }
    for (const auto &entry : shown) {
        m_rows->addWidget(new Hairline);
        m_rows->addWidget(makeRow(entry));
    }
    m_empty->setVisible(shown.isEmpty());
}

} // namespace hearth::ui
