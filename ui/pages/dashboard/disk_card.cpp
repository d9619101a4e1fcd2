// SPDX-License-Identifier: Apache-2.0
// The disk.
#include "ui/pages/dashboard/disk_card.hpp"

#include "ui/common/format.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {

DiskCard::DiskCard(QWidget *parent)
    : Card(parent)
    , m_free(new Label({}, TextRole::Small, Color::Text2))
    , m_meter(new Meter(10))
    , m_media(nullptr)
    , m_database(nullptr)
    , m_other(nullptr)
    , m_course(new Sparkline) {
    body()->setContentsMargins(14, 11, 14, 8);
    body()->setSpacing(0);
    addHead(tr("Disk"))->addWidget(m_free);
    body()->addSpacing(10);
    m_meter->setAccessibleName(tr("Disk usage"));
    body()->addWidget(m_meter);
    body()->addSpacing(6);
    m_media = addLine(Color::Chart1, tr("Media"));
    m_database = addLine(Color::Chart2, tr("Database"));
    m_other = addLine(Color::BorderStrong, tr("Other files"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addSpacing(17);
    row->addWidget(new Label(tr("Free space over time"), TextRole::Small));
    row->addStretch(1);
    m_course->setFixedHeight(18);
    m_course->setObjectName(u"diskCourse"_s);
    m_course->setAccessibleName(tr("Free space over time"));
    row->addWidget(m_course);
    body()->addLayout(row);
    body()->addStretch(1);
}

Label *DiskCard::addLine(Color ink, const QString &name) {
    auto *line = new QWidget;
    line->setMinimumHeight(22);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto *square = new hearth::ui::Panel(ink);
    square->setFixedSize(9, 9);
    row->addWidget(square);
    row->addWidget(new Label(name, TextRole::Small));
    row->addStretch(1);
    auto *value = new Label({}, TextRole::Small, Color::Text2);
    row->addWidget(value);
    body()->addWidget(line);
    return value;
}

void DiskCard::setStatus(const std::optional<app::ServerStatus> &status) {
    if (!status || status->diskTotalBytes <= 0) {
        m_free->setText(u"-"_s);
        m_meter->setParts({});
        for (auto *label : {m_media, m_database, m_other})
            label->setText(u"-"_s);
        return;
    }
    const auto total = double(status->diskTotalBytes);
    const qint64 used = status->diskTotalBytes - status->diskFreeBytes;
    const qint64 other = std::max<qint64>(0, used - status->mediaBytes - status->databaseBytes);
    //: Free space and size of the disk.
    m_free->setText(
        tr("%1 of %2 free").arg(fileSize(status->diskFreeBytes), fileSize(status->diskTotalBytes)));
    m_meter->setParts({{double(status->mediaBytes) / total, Color::Chart1},
                       {double(status->databaseBytes) / total, Color::Chart2},
                       {double(other) / total, Color::BorderStrong}});
    m_media->setText(fileSize(status->mediaBytes));
    m_database->setText(fileSize(status->databaseBytes));
    m_other->setText(fileSize(other));
}

void DiskCard::setCourse(const QList<double> &freeBytes) {
    m_course->setValues(freeBytes);
}

} // namespace hearth::ui
