// SPDX-License-Identifier: Apache-2.0
// What fills the disk of the server, and how the free space went.
#pragma once

#include "app/models/dashboard_model.hpp"
#include "ui/widgets/card.hpp"

namespace hearth::ui {

class Label;
class Meter;
class Sparkline;

class DiskCard : public Card {
    Q_OBJECT
public:
    explicit DiskCard(QWidget *parent = nullptr);
    void setStatus(const std::optional<app::ServerStatus> &status);
    void setCourse(const QList<double> &freeBytes);

private:
    Label *addLine(Color ink, const QString &name);

    Label *m_free;
    Meter *m_meter;
    Label *m_media;
    Label *m_database;
    Label *m_other;
    Sparkline *m_course;
};

} // namespace hearth::ui
