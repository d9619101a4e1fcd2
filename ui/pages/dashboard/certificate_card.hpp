// SPDX-License-Identifier: Apache-2.0
// How connections are encrypted, and until when.
#pragma once

#include "app/models/dashboard_model.hpp"
#include "ui/widgets/card.hpp"

namespace hearth::ui {

class ElidedLabel;
class FactLine;
class Label;
class StatusPill;

class CertificateCard : public Card {
    Q_OBJECT
public:
    explicit CertificateCard(QWidget *parent = nullptr);
    void setStatus(const std::optional<app::ServerStatus> &status);

private:
    void showCertificate(const app::CertificateFacts &facts, const QString &host, qint64 nowMs);

    StatusPill *m_pill;
    ElidedLabel *m_value;
    Label *m_meaning;
    FactLine *m_name;
};

} // namespace hearth::ui
