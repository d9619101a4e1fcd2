// SPDX-License-Identifier: Apache-2.0
// The certificate.
#include "ui/pages/dashboard/certificate_card.hpp"

#include "ui/common/format.hpp"
#include "ui/pages/dashboard/connections_card.hpp"
#include "ui/pages/dashboard/fact_line.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/status_pill.hpp"

#include <QDateTime>
#include <QHBoxLayout>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

constexpr qint64 dayMs = 86'400'000;
constexpr qint64 soonDays = 14; // an authority that renews by itself has done so by then

/// A name of a certificate covers a host: the same, or one label for the star.
bool covers(const QString &name, const QString &host) {
    if (name.compare(host, Qt::CaseInsensitive) == 0)
        return true;
    const qsizetype dot = host.indexOf(u'.');
    return name.startsWith(u"*."_s) && dot > 0 &&
           QStringView(name).mid(1).compare(QStringView(host).mid(dot), Qt::CaseInsensitive) == 0;
}

} // namespace

CertificateCard::CertificateCard(QWidget *parent)
    : Card(parent)
    , m_pill(new StatusPill)
    , m_value(new ElidedLabel({}, TextRole::Title))
    , m_meaning(new Label({}, TextRole::Small, Color::Text2))
    , m_name(new FactLine) {
    body()->setContentsMargins(14, 11, 14, 8);
    body()->setSpacing(0);
    addHead(tr("Certificate"))->addWidget(m_pill);
    m_pill->setObjectName(u"certificatePill"_s);
    body()->addSpacing(3);
    m_value->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    body()->addWidget(m_value);
    body()->addSpacing(2);
    m_meaning->setParagraph();
    body()->addWidget(m_meaning);
    body()->addSpacing(6);
    body()->addWidget(m_name);
    body()->addStretch(1);
}

void CertificateCard::setStatus(const std::optional<app::ServerStatus> &status) {
    // An older hearthd does not say who may connect.
    const bool known = status && !status->listeners.isEmpty();
    m_pill->setVisible(known);
    m_name->hide();
    if (!known) {
        m_value->setWholeText(u"-"_s);
        m_meaning->setText({});
        return;
    }
    const QString host = QUrl(status->publicBaseUrl).host();
    const auto &listeners = status->listeners;
    const auto any = [&](bool app::ListenerFacts::*member) {
        return std::any_of(
            listeners.begin(), listeners.end(),
            [member](const app::ListenerFacts &listener) { return listener.*member; });
    };
    if (status->certificate && any(&app::ListenerFacts::tls)) {
        showCertificate(*status->certificate, host, status->nowMs);
    } else if (any(&app::ListenerFacts::proxied)) {
        m_pill->setPill({PillKind::Info, tr("At the proxy")});
        m_value->setWholeText(tr("Handled by the proxy"));
        m_meaning->setText(tr("A reverse proxy in front of hearthd has to encrypt the "
                              "connections. Hearth can't see its certificate."));
    } else if (isOnlyForThisComputer(*status)) {
        m_pill->setPill({PillKind::Off, tr("None")});
        m_value->setWholeText(tr("Not needed here"));
        m_meaning->setText(tr("Only programs on this computer can reach the server."));
    } else {
        m_pill->setPill({PillKind::Warn, tr("None")});
        m_value->setWholeText(tr("No certificate"));
        m_meaning->setText(tr("Connections are not encrypted on their way to the server."));
    }
}

void CertificateCard::showCertificate(const app::CertificateFacts &facts, const QString &host,
                                      qint64 nowMs) {
    const qint64 left = (facts.notAfterMs - nowMs) / dayMs;
    if (nowMs >= facts.notAfterMs) {
        m_pill->setPill({PillKind::Error, tr("Expired")});
        m_value->setWholeText(tr("Expired %n days ago", nullptr, int(-left)));
    } else {
        m_pill->setPill(left < soonDays ? Pill{PillKind::Warn, tr("Expires soon")}
                                        : Pill{PillKind::Ok, tr("Valid")});
        m_value->setWholeText(tr("%n days left", nullptr, int(left)));
    }
    const QString until = longDate(QDateTime::fromMSecsSinceEpoch(facts.notAfterMs).date());
    m_meaning->setText(facts.selfSigned ? tr("Self-signed, valid until %1").arg(until)
                                        //: Who signed a certificate, and its last day.
                                        : tr("%1, valid until %2").arg(facts.issuer, until));
    const bool right =
        host.isEmpty() || std::any_of(facts.names.begin(), facts.names.end(),
                                      [&](const QString &name) { return covers(name, host); });
    m_name->show();
    if (right)
        m_name->setFact(PillKind::Ok,
                        tr("For %1").arg(host.isEmpty() ? facts.names.value(0) : host));
    else
        m_name->setFact(PillKind::Warn, tr("Not valid for %1").arg(host));
}

} // namespace hearth::ui
